/// Invalid input of a command, with its error message.
package struct InputError: UserError {
    package var text: String

    package init(_ text: String) { self.text = text }

    package var description: String { text }
    package var exitStatus: ExitStatus { .badInput }
}
