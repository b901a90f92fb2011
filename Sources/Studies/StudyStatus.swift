package import StudyModel

/// A study's complete record, and whether a coordinator runs it at the moment.
package struct StudyStatus: Sendable {
    package var record: StudyRecord
    package var isLive: Bool

    package init(record: StudyRecord, isLive: Bool = false) {
        self.record = record
        self.isLive = isLive
    }
}
