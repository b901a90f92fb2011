/// How a command ends.
package enum ExitStatus: Int32, Sendable {
    /// The work could not be done, although the input was right.
    case workFailed = 1
    /// The input can't be used: a job file, an option, a file of the user's own.
    case badInput = 2
    /// A signal ended the work.
    case interrupted = 130
}

/// An error that a user is to read: its description says what is wrong and what to do.
package protocol UserError: Error, CustomStringConvertible {
    /// The exit code of a command that ends with it.
    var exitStatus: ExitStatus { get }
}
