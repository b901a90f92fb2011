package import UserErrors

/// What can go wrong when a figure is made: where, what was found, and what to do.
package struct FigureError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, or what the figure is of.
    package var place: String
    package var reason: String

    package init(place: String, reason: String) {
        self.place = place
        self.reason = reason
    }

    package var description: String { "\(place): \(reason)" }
}

extension FigureError: UserError {}
