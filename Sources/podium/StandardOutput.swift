import ArgumentParser
import Foundation
import Runtime
import StudyModel

/// Results: what a command was asked for, on standard output.
enum StandardOutput {
    /// Writes a text.
    ///
    /// A reader that has gone away ends the command quietly, as pipes do.
    static func write(_ text: String) throws {
        let bytes = Array((text.hasSuffix("\n") || text.isEmpty ? text : text + "\n").utf8)
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE { throw ExitCode(0) }
                throw InputError("standard output: \(String(cString: strerror(errno)))")
            }
            start += count
        }
    }

    /// A value as JSON, with keys in alphabetical order.
    static func write(json value: some Encodable) throws {
        try write(String(decoding: try PortableJSON.encode(value, pretty: true), as: UTF8.self))
    }
}
