package import UserErrors

/// A mistake in a stage's options, with its message.
package struct StageMistake: UserError, Hashable {
    package var text: String

    init(_ text: String) { self.text = text }

    package var description: String { text }
    package var exitStatus: ExitStatus { .badInput }
}
