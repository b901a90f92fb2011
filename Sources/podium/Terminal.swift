import Foundation

/// What is known about standard error's other end, where progress goes.
enum Terminal {
    static var isInteractive: Bool {
        isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
    }

    /// Colour is for terminals, unless the user says otherwise (no-color.org).
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

    /// Columns and rows of a terminal, or nil where the descriptor is none.
    static func size(of descriptor: Int32) -> (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// A line on standard error.
    static func error(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
