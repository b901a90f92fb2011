import Portable

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a CSV file record by record, in bounded memory: RFC 4180, with a header.
///
/// Beyond the RFC: the separator may be another character, a line may end with LF, CR LF or CR, a
/// byte order mark and blank lines are skipped, spaces around unquoted fields are removed, and a
/// quote within an unquoted field is a character like any other.
package final class CSVReader {
    /// A file's larger fields are refused: a quote is probably not closed.
    static let largestFieldByteCount = 1 << 20
    static let largestColumnCount = 100_000

    /// The name in messages.
    package let name: String
    package private(set) var separator = UInt8(ascii: ",")
    /// The names of the columns, in the order of the file.
    package private(set) var header: [String] = []
    private let descriptor: Int32
    private let isOwner: Bool
    /// Whether the separator was found in the header.
    let isGuessed: Bool
    private var buffer: [UInt8] = []
    private var next = 0
    private var isAtEnd = false
    private var line = 1
    private var column = 1

    /// Opens a file and reads its header.
    ///
    /// - Parameter separator: nil to take the most frequent one of the header: a comma, a semicolon
    ///   or a tab.
    package convenience init(path: String, separator: String? = nil) throws(DatasetError) {
        guard SystemCalls.byteCount(of: path) != nil else {
            throw .unusable(
                place: path, found: SystemCalls.absence(of: path), expected: "a CSV file")
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemCalls.failure("open", path) }
        try self.init(descriptor: descriptor, name: path, separator: separator, isOwner: true)
    }

    /// Reads from a descriptor, such as standard input.
    ///
    /// - Parameter isOwner: whether the descriptor is closed at the end.
    package init(
        descriptor: Int32, name: String, separator: String? = nil, isOwner: Bool = false
    ) throws(DatasetError) {
        self.descriptor = descriptor
        self.name = name
        self.isOwner = isOwner
        isGuessed = separator == nil
        // A pipe may bring the header in pieces.
        repeat {
            buffer += try chunk()
        } while !isAtEnd && !buffer.contains(UInt8(ascii: "\n")) && buffer.count < 1 << 18
        try checkBeginning()
        self.separator = separator?.utf8.first ?? usualSeparator()
        try readHeader()
    }

    deinit {
        if isOwner { close(descriptor) }
    }

    /// Reads the next record; false at the end of the file.
    ///
    /// - Throws: `unusable`, with line and column, if it has another number of fields than the
    ///   header.
    package func read(_ record: inout CSVRecord) throws(DatasetError) -> Bool {
        guard try readFields(&record) else { return false }
        guard record.count == header.count else {
            let place =
                record.count > header.count
                ? record.place(header.count) : record.place(record.count - 1)
            throw mistake(
                at: place,
                found: "\(record.count, "field") in the record that "
                    + "begins in line \(record.line)",
                expected: "\(header.count), as many as the header has" + advice(record))
        }
        return true
    }

    /// A mistake in a field of a record.
    package func mistake(
        _ record: CSVRecord, field: Int, found: String, expected: String
    ) -> DatasetError {
        mistake(at: record.place(field), found: found, expected: expected)
    }

    private func mistake(
        at place: (line: Int, column: Int), found: String, expected: String
    ) -> DatasetError {
        .unusable(
            place: "\(name):\(place.line):\(place.column)", found: found, expected: expected)
    }

    var separatorName: String {
        switch separator {
        case UInt8(ascii: ","): "comma"
        case UInt8(ascii: ";"): "semicolon"
        case UInt8(ascii: "\t"): "tab"
        default: "separator"
        }
    }

    // MARK: The beginning

    /// Skips a byte order mark, and refuses what is no text in UTF-8.
    private func checkBeginning() throws(DatasetError) {
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { next = 3 }
        guard !buffer.starts(with: [0xFF, 0xFE]), !buffer.starts(with: [0xFE, 0xFF]) else {
            throw .unusable(
                place: name, found: "a file in UTF-16", expected: "UTF-8; save it as \"CSV UTF-8\"")
        }
        let start = buffer.prefix(1024)
        let zeros = start.count { $0 == 0 }
        // Latin letters have one zero byte each in UTF-16, and three in UTF-32.
        if zeros > 0, !buffer.starts(with: [0x1F, 0x8B]), !buffer.starts(with: [0x50, 0x4B]) {
            let encoding = 5 * zeros > 3 * start.count ? "UTF-32" : "UTF-16"
            throw .unusable(
                place: name, found: "bytes that are 0, as text in \(encoding) has them",
                expected: "UTF-8; save it as \"CSV UTF-8\"")
        }
        if buffer.starts(with: [0x1F, 0x8B]) {
            throw .unusable(
                place: name, found: "a gzip file", expected: "a CSV file (gunzip it first)")
        }
        if buffer.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            throw .unusable(
                place: name, found: "a zip archive, as Excel's workbooks are",
                expected: "a CSV file; unzip it, or save the workbook as \"CSV UTF-8\"")
        }
    }

    private func usualSeparator() -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in buffer[next...] {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            counts[byte, default: 0] += 1
        }
        // The first of the most frequent ones.
        var best = UInt8(ascii: ",")
        for candidate in [UInt8(ascii: ";"), UInt8(ascii: "\t")]
        where counts[candidate, default: 0] > counts[best, default: 0] { best = candidate }
        return best
    }

    private func readHeader() throws(DatasetError) {
        var record = CSVRecord()
        guard try readFields(&record) else {
            throw .unusable(
                place: name, found: "an empty file", expected: "a header with the columns' names")
        }
        var places: [String: Int] = [:]
        for field in 0..<record.count {
            guard let text = record.text(field) else { throw notUTF8(record, field) }
            // pandas writes the numbers of rows in a column without a name.
            let name = text.isEmpty ? "column \(field + 1)" : text
            if let first = places.updateValue(field, forKey: name) {
                guard !record.isOfNumbers else {
                    throw mistake(
                        record, field: field,
                        found:
                            "\(ForeignText.shown(name, limit: 60)) a second time in a first line "
                            + "of numbers", expected: "a header with the columns' names")
                }
                let isSame = header[first].utf8.elementsEqual(name.utf8)
                throw mistake(
                    record, field: field,
                    found: "a second column '\(ForeignText.shown(name, limit: 60))'; the first is "
                        + "field \(first + 1)"
                        + (isSame
                            ? "" : ", which looks the same and has other Unicode characters"),
                    expected: "a name of its own for each column")
            }
            header.append(name)
        }
    }

    func notUTF8(_ record: CSVRecord, _ field: Int) -> DatasetError {
        mistake(
            record, field: field, found: "bytes that are no UTF-8",
            expected: "a file in UTF-8; save it as \"CSV UTF-8\"")
    }

    // MARK: Bytes

    /// The next bytes of the file, none at its end.
    private func chunk() throws(DatasetError) -> [UInt8] {
        let capacity = 1 << 18
        var count = 0
        var bytes: [UInt8] = []
        repeat {
            bytes = [UInt8](unsafeUninitializedCapacity: capacity) { target, filled in
                count = systemRead(descriptor, target.baseAddress, capacity)
                filled = max(count, 0)
            }
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw SystemCalls.failure("read", name) }
        isAtEnd = count == 0
        return bytes
    }

    private func peek() throws(DatasetError) -> UInt8? {
        if next == buffer.count, !isAtEnd {
            buffer = try chunk()
            next = 0
        }
        return next < buffer.count ? buffer[next] : nil
    }

    private func advance() {
        next += 1
        column += 1
    }

    /// Ends a line: LF, CR LF or CR.
    private func endLine(_ byte: UInt8) throws(DatasetError) {
        advance()
        if byte == UInt8(ascii: "\r"), try peek() == UInt8(ascii: "\n") { advance() }
        line += 1
        column = 1
    }

    // MARK: Records

    /// Reads a record that isn't blank; false at the end.
    private func readFields(_ record: inout CSVRecord) throws(DatasetError) -> Bool {
        repeat {
            record.removeAll()
            guard try peek() != nil else { return false }
            while try readField(&record) {
                guard record.count < Self.largestColumnCount else {
                    throw mistake(
                        at: (line, column), found: "more than \(record.count) fields",
                        expected: "a table with fewer columns")
                }
            }
        } while record.isBlank
        return true
    }

    /// Reads a field and what ends it; true if another field of the record follows.
    private func readField(_ record: inout CSVRecord) throws(DatasetError) -> Bool {
        record.beginField(line: line, column: column)
        while let byte = try peek(), byte == 0x20 || byte == 0x09, byte != separator { advance() }
        let isQuoted = try peek() == UInt8(ascii: "\"")
        if isQuoted {
            advance()
            record.noteQuotes()
            try readQuoted(&record)
        }
        while let byte = try peek() {
            switch byte {
            case separator:
                advance()
                record.endField(trimming: !isQuoted)
                return true
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                try endLine(byte)
                record.endField(trimming: !isQuoted)
                return false
            case 0x20 where isQuoted, 0x09 where isQuoted: advance()
            case _ where isQuoted:
                throw mistake(
                    at: (line, column), found: "text behind a closing quote",
                    expected: "a \(separatorName) or the end of the line; a quote within a quoted "
                        + "text is written twice")
            default:
                record.append(byte)
                advance()
                try checkSize(record)
            }
        }
        record.endField(trimming: !isQuoted)
        return false
    }

    /// Reads to the closing quote, which it passes.
    private func readQuoted(_ record: inout CSVRecord) throws(DatasetError) {
        while let byte = try peek() {
            if byte == UInt8(ascii: "\"") {
                advance()
                guard try peek() == UInt8(ascii: "\"") else { return }
                record.append(byte)
                advance()
                continue
            }
            record.append(byte)
            advance()
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            }
            try checkSize(record)
        }
        throw mistake(
            at: record.fieldPlace, found: "a quote that is not closed", expected: "a closing one")
    }

    private func checkSize(_ record: CSVRecord) throws(DatasetError) {
        guard record.fieldByteCount > Self.largestFieldByteCount else { return }
        throw mistake(
            at: record.fieldPlace, found: "a field of more than 1 MB",
            expected: "a shorter one; is a quote not closed?")
    }
}

/// `read` is also a method's name.
private func systemRead(
    _ descriptor: Int32, _ target: UnsafeMutableRawPointer?, _ count: Int
) -> Int {
    read(descriptor, target, count)
}
