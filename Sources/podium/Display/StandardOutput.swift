import Foundation
import ProcessControl
import StudyModel

/// Results: what a command was asked for, on standard output.
enum StandardOutput {
    /// Writes a text, with a newline at its end.
    ///
    /// A reader that has gone away ends the output quietly, as pipes do.
    ///
    /// - Throws: `StreamError` where it can't be written.
    static func write(_ text: String) throws {
        try StandardStream.write(text.hasSuffix("\n") || text.isEmpty ? text : text + "\n")
    }

    /// A value as JSON, with keys in alphabetical order.
    static func write(json value: some Encodable) throws {
        try write(String(decoding: try PortableJSON.encode(value, pretty: true), as: UTF8.self))
    }
}
