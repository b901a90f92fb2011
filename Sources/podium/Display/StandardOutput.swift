import Foundation
import Portable
import ProcessControl
import StudyModel

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

    /// Writes a value as JSON, with keys in alphabetical order.
    static func write(json value: some Encodable) throws {
        try write(String(decoding: try PortableJSON.encode(value, pretty: true), as: UTF8.self))
    }
}
