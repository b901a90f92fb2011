import Foundation

/// The memory of a program with all processes that it started, from `/proc`.
enum ProgramMemory {
    /// Bytes of memory of all descendants of a process; nil where the system doesn't tell.
    ///
    /// Memory that several processes share is divided among them (`Pss` in the kernel's
    /// documentation of proc(5)), so that workers of one loader are not counted several times.
    static func bytes(below ancestor: Int32) -> Int? {
        guard let parents = parents() else { return nil }
        return descendants(of: ancestor, parents).reduce(0) { $0 + bytes(of: $1) }
    }

    /// The parent of each process.
    private static func parents() -> [(process: Int32, parent: Int32)]? {
        guard let names = try? DirectoryListing.names(in: "/proc") else { return nil }
        return names.compactMap { name in
            // The name in parentheses may contain anything.
            guard let process = Int32(name), let text = text("/proc/\(name)/stat"),
                let end = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ", maxSplits: 2)
            return fields.count > 1 ? Int32(fields[1]).map { (process, $0) } : nil
        }
    }

    private static func descendants(
        of ancestor: Int32, _ parents: [(process: Int32, parent: Int32)]
    ) -> [Int32] {
        var found: [Int32] = []
        var next = [ancestor]
        while let parent = next.popLast() {
            let children = parents.filter { $0.parent == parent }.map(\.process)
            found += children
            next += children
        }
        return found
    }

    private static func bytes(of process: Int32) -> Int {
        if let text = text("/proc/\(process)/smaps_rollup"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pss:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        {
            return kilobytes << 10
        }
        let pages = text("/proc/\(process)/statm")?.split(separator: " ").dropFirst().first
        return (pages.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// The text of a file whose size the system doesn't know beforehand.
    private static func text(_ path: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.readToEnd() else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
