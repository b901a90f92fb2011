import Foundation
import ProcessControl

/// Properties of the terminal or pipe at standard error, where progress goes.
enum Terminal {
    static var isInteractive: Bool {
        isatty(StandardStream.error) == 1 && environment["TERM"] != "dumb"
    }

    /// Colour is used on terminals, unless the user disables it (no-color.org).
    static var usesColor: Bool {
        isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
    }

    static var usesUnicode: Bool {
        let locale =
            [environment["LC_ALL"], environment["LC_CTYPE"], environment["LANG"]]
            .compactMap { $0 }.first { !$0.isEmpty } ?? ""
        // A terminal without any locale set is most likely a modern one in a container.
        return locale.isEmpty || locale.lowercased().contains("utf")
    }

    /// Columns and rows of a terminal, or nil if the descriptor is not a terminal.
    static func size(of descriptor: Int32) -> (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Writes a line to standard error, which may be lost.
    static func error(_ line: String) { StandardStream.errors.line(line) }

    /// Columns of the terminal at standard output; nil if it is not a terminal.
    static var outputWidth: Int? { size(of: StandardStream.output)?.columns }

    /// Overwrites the current line on a terminal's standard error.
    static func redraw(_ line: String) {
        let columns = size(of: StandardStream.error)?.columns ?? 80
        StandardStream.errors.write("\r\u{1B}[K" + line.prefix(columns - 1))
    }

    /// Erases the current line.
    static func eraseLine() { StandardStream.errors.write("\r\u{1B}[K") }

    static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
