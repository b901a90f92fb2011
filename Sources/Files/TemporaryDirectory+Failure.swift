import Foundation
package import ProcessControl

extension TemporaryDirectory {
    /// Makes a directory below the system's temporary directory.
    ///
    /// - Parameter what: what the directory is for, as the error names it.
    package static func make(for what: String) throws(FileFailure) -> TemporaryDirectory {
        do {
            return try TemporaryDirectory()
        } catch {
            throw FileFailure(
                path: NSTemporaryDirectory(), action: "make a directory for \(what)",
                reason: (error as? POSIXError).map { String(cString: strerror($0.code.rawValue)) }
                    ?? "\(error)")
        }
    }
}
