/// The output of a program, bounded: its beginning and its end.
package struct ProgramLog: Sendable {
    /// Bytes that are kept of the beginning and of the end.
    package static let headBytes = 32 << 10
    package static let tailBytes = 96 << 10
    private static let lastLineCount = 8

    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var droppedBytes = 0
    private var lastLines: [String] = []

    package init() {}

    /// Adds a line of the program.
    package mutating func add(_ line: [UInt8]) {
        append(line)
        guard line.contains(where: { $0 > 0x20 }) else { return }
        if lastLines.count == Self.lastLineCount { lastLines.removeFirst() }
        lastLines.append(String(decoding: line.prefix(300), as: UTF8.self))
    }

    /// Adds a remark of Podium's.
    package mutating func remark(_ text: String) { append(Array(("podium> " + text).utf8)) }

    private mutating func append(_ line: [UInt8]) {
        if head.count + line.count < Self.headBytes, tail.isEmpty {
            head += line
            head.append(UInt8(ascii: "\n"))
            return
        }
        tail += line
        tail.append(UInt8(ascii: "\n"))
        // Removing in large steps costs little per line.
        guard tail.count > 2 * Self.tailBytes else { return }
        shorten()
    }

    private mutating func shorten() {
        var excess = tail.count - Self.tailBytes
        guard excess > 0 else { return }
        // Whole lines.
        let cut = tail[excess...].firstIndex(of: UInt8(ascii: "\n"))
        if let cut, cut + 1 < tail.count { excess = cut + 1 }
        tail.removeFirst(excess)
        droppedBytes += excess
    }

    /// The log, with a remark where something was dropped.
    package var text: String {
        var copy = self
        copy.shorten()
        let dropped =
            copy.droppedBytes > 0
            ? "podium> \(copy.droppedBytes) bytes of output are left out here\n" : ""
        return String(decoding: copy.head, as: UTF8.self) + dropped
            + String(decoding: copy.tail, as: UTF8.self)
    }

    /// Whether nothing was added.
    package var isEmpty: Bool { head.isEmpty && tail.isEmpty }

    /// The program's last lines, for the reason of a failure; empty if it printed nothing.
    package func ending(lines: Int = 3) -> String {
        lastLines.suffix(lines).joined(separator: " | ")
    }
}
