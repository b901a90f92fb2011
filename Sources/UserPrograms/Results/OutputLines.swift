/// Divides a stream of bytes into lines.
///
/// Lines end with `\n` or `\r`, as progress bars write it. A line has at most `largest` bytes; a
/// longer one is divided, so that the memory is bounded.
package struct OutputLines: Sendable {
    package static let largest = 1 << 16

    private var pending: [UInt8] = []

    package init() {}

    /// Calls `body` with each line that is complete now, without its end; empty lines after `\r`
    /// are left out.
    package mutating func take(_ bytes: [UInt8], _ body: ([UInt8]) -> Void) {
        var start = bytes.startIndex
        for index in bytes.indices {
            let byte = bytes[index]
            let isEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            guard isEnd || pending.count + index - start + 1 >= Self.largest else { continue }
            pending += bytes[start..<index]
            if !isEnd { pending.append(byte) }
            start = index + 1
            if !pending.isEmpty || byte == UInt8(ascii: "\n") { body(pending) }
            pending.removeAll(keepingCapacity: true)
        }
        pending += bytes[start...]
    }

    /// Calls `body` with the last line, if it has no end.
    package mutating func finish(_ body: ([UInt8]) -> Void) {
        if !pending.isEmpty { body(pending) }
        pending = []
    }
}
