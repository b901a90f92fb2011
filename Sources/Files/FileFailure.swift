import Foundation
package import UserErrors

/// A failed file operation.
///
/// The kind decides the reaction: only a lack of space can end by itself.
package struct FileFailure: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable, Codable {
        /// The device is full, or the owner's quota is used up: wait until there is room.
        case noSpace
        /// Anything else: waiting does not help.
        case other

        /// The kind of an `errno` value.
        package init(code: Int32) {
            self = code == ENOSPC || code == EDQUOT ? .noSpace : .other
        }
    }

    package var path: String
    /// The attempted action, such as `write` or `make durable`.
    package var action: String
    package var kind: Kind
    /// The system's message, such as `No space left on device`.
    package var reason: String

    package init(path: String, action: String, kind: Kind = .other, reason: String) {
        self.path = path
        self.action = action
        self.kind = kind
        self.reason = reason
    }

    /// A failure from an error number: read `errno` before any other call.
    package init(path: String, action: String, code: Int32) {
        self.init(
            path: path, action: action, kind: Kind(code: code),
            reason: String(cString: strerror(code)))
    }

    /// A failure from an error of Foundation's file functions, with its `errno` if it has one.
    package init(path: String, action: String, error: any Error) {
        if let code = Self.code(behind: error as NSError) {
            self.init(path: path, action: action, code: code)
        } else {
            self.init(path: path, action: action, reason: error.localizedDescription)
        }
    }

    private static func code(behind error: NSError) -> Int32? {
        if error.domain == NSPOSIXErrorDomain { return Int32(exactly: error.code) }
        if let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError {
            return code(behind: inner)
        }
        let isFull =
            error.domain == NSCocoaErrorDomain
            && error.code == CocoaError.fileWriteOutOfSpace.rawValue
        return isFull ? ENOSPC : nil
    }

    package var isOutOfSpace: Bool { kind == .noSpace }
}

extension FileFailure: CustomStringConvertible {
    package var description: String { "\(path): can't \(action): \(reason)" }
}

extension FileFailure: UserError {
    package var exitStatus: ExitStatus { .workFailed }
}
