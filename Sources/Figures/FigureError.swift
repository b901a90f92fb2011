package import UserErrors

/// An error in making a figure: where, what was found, and how to fix it.
package struct FigureError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, or the subject of the figure.
    package var place: String
    package var reason: String

    package init(place: String, reason: String) {
        self.place = place
        self.reason = reason
    }

    package var description: String { "\(place): \(reason)" }
}

extension FigureError: UserError {
    package var exitStatus: ExitStatus { .workFailed }
}
