package import Foundation

/// What stands at a path.
package enum FileKind: Sendable {
    case regular, directory, pipe, socket, device

    /// The kind of a file that a call of `stat` has described.
    package init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .directory
        case S_IFIFO: self = .pipe
        case S_IFSOCK: self = .socket
        default: self = .device
        }
    }

    /// The kind of the file at a path, or of the one that a link leads to; nil if there is none.
    package init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The kind in a message: `a pipe`.
    package var text: String {
        switch self {
        case .regular: "a file"
        case .directory: "a directory"
        case .pipe: "a pipe"
        case .socket: "a socket"
        case .device: "a device"
        }
    }
}
