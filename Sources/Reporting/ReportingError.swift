/// What can go wrong when a file is written.
package struct ReportingError: Error, Sendable, Hashable, CustomStringConvertible {
    package var path: String
    package var action: String
    package var reason: String

    package init(path: String, action: String, reason: String) {
        self.path = path
        self.action = action
        self.reason = reason
    }

    package var description: String {
        "\(path): can't \(action): \(reason); what was there before is unchanged"
    }
}
