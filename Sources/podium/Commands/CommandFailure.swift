import Portable
import UserErrors

/// An error as the command line shows it: a message for standard error and the exit code.
struct CommandFailure {
    static let workFailed = ExitStatus.workFailed.rawValue
    static let badInput = ExitStatus.badInput.rawValue
    static let interrupted = ExitStatus.interrupted.rawValue

    var text: String
    var code: Int32

    /// Nil for errors of the argument parser, which have their own messages.
    init?(_ error: any Error) {
        if error is DecodingError {
            self.init(
                text: "an answer or a record can't be read: \(PortableJSON.reason(error)); "
                    + "expected one of the same release of podium",
                code: Self.badInput)
            return
        }
        guard let error = error as? any UserError else { return nil }
        self.init(text: "\(error)", code: error.exitStatus.rawValue)
    }

    private init(text: String, code: Int32) {
        self.text = text
        self.code = code
    }
}
