package import StudyModel

/// What can go wrong when a file is written.
package struct ReportingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, what was asked for, and whether there was no space for it.
    package var failure: FileFailure

    package init(path: String, action: String, reason: String) {
        failure = FileFailure(path: path, action: action, reason: reason)
    }

    package init(_ failure: FileFailure) { self.failure = failure }

    package var path: String { failure.path }
    package var action: String { failure.action }
    package var reason: String { failure.reason }

    /// Whether the disk is full or a quota is used up, which may end by itself.
    package var isOutOfSpace: Bool { failure.isOutOfSpace }

    package var description: String { "\(failure); what was there before is unchanged" }
}
