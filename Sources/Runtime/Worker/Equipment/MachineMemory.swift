import Foundation

/// The memory that this process may use.
package enum MachineMemory {
    /// The machine's memory, or less where a control group (cgroup) of this process has a limit.
    package static var bytes: Int {
        let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)
        return min(machine, limit(groups: text("/proc/self/cgroup") ?? "", read: text) ?? machine)
    }

    /// The lowest limit of the groups in which a process is; nil if there is none.
    ///
    /// A group's limit counts for all groups in it. In version 2 of cgroups a limit is a number of
    /// bytes or `max`; version 1 has a very large number for none.
    ///
    /// - Parameters:
    ///   - groups: the text of `/proc/PID/cgroup`.
    ///   - read: gives the text of a file; nil if it can't be read.
    static func limit(groups: String, read: (String) -> String?) -> Int? {
        var limits: [Int] = []
        for line in groups.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let controllers = fields[1].split(separator: ",")
            let file: (root: String, name: String)
            if fields[1].isEmpty {
                file = ("/sys/fs/cgroup", "memory.max")
            } else if controllers.contains("memory") {
                file = ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
            } else {
                continue
            }
            // In a container the path may be the host's, of which only the root is there.
            var parts = fields[2].split(separator: "/")
            while true {
                let path = ([file.root] + parts.map(String.init) + [file.name])
                    .joined(separator: "/")
                if let text = read(path), let bytes = Int(text.filter { !$0.isWhitespace }) {
                    limits.append(bytes)
                }
                if parts.popLast() == nil { break }
            }
        }
        return limits.filter { $0 > 0 }.min()
    }

    private static func text(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }
}
