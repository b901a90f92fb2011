/// The metric that ranks the trials.
package struct Metric: Sendable, Hashable, Codable {
    package enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
        case minimize, maximize
    }

    package var name: String
    package var direction: Direction

    package init(name: String, direction: Direction = .minimize) {
        self.name = name
        self.direction = direction
    }

    /// Whether `a` ranks strictly before `b`.
    package func ranks(_ a: Double, before b: Double) -> Bool {
        direction == .minimize ? a < b : a > b
    }
}
