import Foundation
import Portable
import ProcessControl
import StudyModel
import UserErrors

/// A command's results, on standard output.
enum StandardOutput {
    /// Writes a text, with a newline at its end.
    ///
    /// If the reader has closed the pipe, the output ends without an error.
    ///
    /// - Throws: `StreamError` if the text can't be written.
    static func write(_ text: String) throws {
        try StandardStream.write(text.hasSuffix("\n") || text.isEmpty ? text : text + "\n")
    }

    /// Throws if standard output is a pipe or a terminal whose reader is gone.
    static func checkReader() throws {
        var output = pollfd(fd: StandardStream.output, events: Int16(POLLOUT), revents: 0)
        guard poll(&output, 1, 0) > 0, output.revents & Int16(POLLERR | POLLHUP) != 0 else {
            return
        }
        throw UnreadOutput()
    }

    /// Writes a value as JSON, with keys in alphabetical order.
    static func write(json value: some Encodable) throws {
        try write(String(decoding: try PortableJSON.encode(value, pretty: true), as: UTF8.self))
    }
}

/// Nobody reads what is written to standard output.
struct UnreadOutput: UserError, CustomStringConvertible {
    var description: String { "standard output can't be written: its reader has closed it" }
    var exitStatus: ExitStatus { .workFailed }
}
