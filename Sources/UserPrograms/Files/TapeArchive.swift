/// A tar archive in the format `ustar` (POSIX.1-1988), of regular files and directories.
///
/// Equal contents have equal bytes: entries are sorted by path, and times and owners are zero.
package struct TapeArchive: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var path: String
        package var isExecutable: Bool
        /// Nil for a directory.
        package var bytes: [UInt8]?

        package init(_ path: String, isExecutable: Bool = false, bytes: [UInt8]?) {
            self.path = path
            self.isExecutable = isExecutable
            self.bytes = bytes
        }
    }

    private static let block = 512

    package var entries: [Entry]

    package init(_ entries: [Entry]) { self.entries = entries }

    /// - Throws: `ArchiveFault` for a path that does not fit.
    package func encoded() throws(ArchiveFault) -> [UInt8] {
        let sorted = entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        if let complaint = RunPath.complaint(about: sorted.map(\.path)) {
            throw ArchiveFault(complaint)
        }
        let size = sorted.reduce(0) { $0 + 2 * Self.block + ($1.bytes?.count ?? 0) }
        var archive: [UInt8] = []
        archive.reserveCapacity(size + 2 * Self.block)
        for entry in sorted {
            archive += try Self.header(of: entry)
            guard let bytes = entry.bytes else { continue }
            archive += bytes
            archive += [UInt8](repeating: 0, count: Self.padding(after: bytes.count))
        }
        archive += [UInt8](repeating: 0, count: 2 * Self.block)
        return archive
    }

    private static func padding(after count: Int) -> Int { (block - count % block) % block }

    // MARK: Headers

    /// The fields of a header: offset and bytes.
    private enum Field {
        static let name = (0, 100)
        static let mode = (100, 8)
        static let owner = (108, 8)
        static let group = (116, 8)
        static let size = (124, 12)
        static let time = (136, 12)
        static let checksum = (148, 8)
        static let kind = 156
        static let magic = (257, 8)
        static let prefix = (345, 155)
    }

    private static let magic = Array("ustar\u{0}00".utf8)

    private static func header(of entry: Entry) throws(ArchiveFault) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ bytes: some Sequence<UInt8>, _ offset: Int) {
            for (index, byte) in bytes.enumerated() { header[offset + index] = byte }
        }
        /// Octal digits and a zero byte.
        func put(_ number: Int, _ field: (Int, Int)) {
            let digits = String(number, radix: 8)
            let zeros = String(repeating: "0", count: max(0, field.1 - 1 - digits.utf8.count))
            put((zeros + digits).utf8, field.0)
        }
        // The name of a directory ends with a slash, as other programs write it.
        let (prefix, name) = try divided(entry.path + (entry.bytes == nil ? "/" : ""))
        put(name.utf8, Field.name.0)
        put(prefix.utf8, Field.prefix.0)
        put(entry.bytes == nil || entry.isExecutable ? 0o755 : 0o644, Field.mode)
        for field in [Field.owner, Field.group, Field.time] { put(0, field) }
        put(entry.bytes?.count ?? 0, Field.size)
        header[Field.kind] = UInt8(ascii: entry.bytes == nil ? "5" : "0")
        put(magic, Field.magic.0)
        put(sum(header), (Field.checksum.0, 7))
        header[Field.checksum.0 + 7] = UInt8(ascii: " ")
        return header
    }

    /// The sum of a header's bytes, with spaces in place of the sum.
    private static func sum(_ header: [UInt8]) -> Int {
        let (offset, count) = Field.checksum
        return header.enumerated().reduce(0) { sum, item in
            let isSum = (offset..<offset + count).contains(item.offset)
            return sum + (isSum ? 0x20 : Int(item.element))
        }
    }

    /// A path as prefix and name, divided at a slash if the name alone is too short for it.
    private static func divided(
        _ path: String
    ) throws(ArchiveFault) -> (prefix: String, name: String) {
        if path.utf8.count <= Field.name.1 { return ("", path) }
        for index in path.indices.dropLast() where path[index] == "/" {
            let (prefix, name) = (path[..<index], path[path.index(after: index)...])
            if prefix.utf8.count <= Field.prefix.1, name.utf8.count <= Field.name.1 {
                return (String(prefix), String(name))
            }
        }
        throw ArchiveFault("the path '\(path.prefix(80))…' is too long for an archive")
    }

    // MARK: Reading

    /// Reads an archive; it may come from another machine, so everything is checked.
    ///
    /// - Throws: `ArchiveFault` for damage, other kinds of entries, and paths that leave the
    ///   directory.
    package init(_ archive: [UInt8]) throws(ArchiveFault) {
        entries = []
        var place = 0
        while true {
            guard place + Self.block <= archive.count else {
                throw ArchiveFault("it ends before its end mark")
            }
            let header = Array(archive[place..<place + Self.block])
            place += Self.block
            if header.allSatisfy({ $0 == 0 }) { break }
            var entry = try Self.entry(header)
            if entry.bytes != nil {
                let count = try Self.number(header, Field.size)
                guard count <= archive.count - place else {
                    throw ArchiveFault("'\(entry.path)' ends before its end")
                }
                entry.bytes = Array(archive[place..<place + count])
                place += count + Self.padding(after: count)
            }
            entries.append(entry)
        }
        if let complaint = RunPath.complaint(about: entries.filter { $0.bytes != nil }.map(\.path))
            ?? entries.lazy.compactMap({ RunPath.complaint(about: $0.path) }).first
        {
            throw ArchiveFault(complaint)
        }
    }

    private static func entry(_ header: [UInt8]) throws(ArchiveFault) -> Entry {
        guard header[Field.magic.0..<Field.magic.0 + 8].elementsEqual(magic),
            try number(header, Field.checksum) == sum(header)
        else { throw ArchiveFault("a header is damaged") }
        let (prefix, name) = (text(header, Field.prefix), text(header, Field.name))
        var path = prefix.isEmpty ? name : prefix + "/" + name
        let isExecutable = try number(header, Field.mode) & 0o100 != 0
        switch header[Field.kind] {
        case UInt8(ascii: "0"): return Entry(path, isExecutable: isExecutable, bytes: [])
        case UInt8(ascii: "5"):
            if path.last == "/" { path.removeLast() }
            return Entry(path, bytes: nil)
        default: throw ArchiveFault("'\(path)' is neither a file nor a directory")
        }
    }

    private static func text(_ header: [UInt8], _ field: (Int, Int)) -> String {
        String(
            decoding: header[field.0..<field.0 + field.1].prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func number(
        _ header: [UInt8], _ field: (Int, Int)
    ) throws(ArchiveFault) -> Int {
        let digits = header[field.0..<field.0 + field.1].filter { $0 != 0 && $0 != 0x20 }
        guard let number = Int(String(decoding: digits, as: UTF8.self), radix: 8), number >= 0
        else { throw ArchiveFault("a header is damaged") }
        return number
    }
}

/// Why an archive can't be made or read.
package struct ArchiveFault: Error, Sendable, Hashable {
    package var text: String

    package init(_ text: String) { self.text = text }
}
