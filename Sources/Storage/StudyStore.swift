package import StudyModel

/// The record of one study: what a coordinator writes down before it speaks.
///
/// One coordinator owns a store, and one thread of it at a time commits. What the changes mean, and
/// which are refused, is written down once, in `StudyRecord.apply`; every store does exactly that.
package protocol StudyStore: AnyObject, Sendable {
    /// All that is recorded.
    func load() throws(StoreError) -> StudyRecord

    /// Records all changes, or none. When it returns they outlive a crash and a power cut.
    ///
    /// - Throws: `full` when there is no room: all earlier changes are safe, and the same commit
    ///   can be tried again. `invariant` when a change contradicts the record. After any other
    ///   error the store takes no more changes: stop, and start again from what is on disk.
    func commit(_ changes: [StudyChange]) throws(StoreError)

    /// Records that a coordinator starts on the study, and returns how many have.
    ///
    /// Attempts that are still running stay so: it is the coordinator's to decide about them.
    func beginEpoch() throws(StoreError) -> Int

    /// The story of one trial, or nil if there is none of this number.
    func trialRecord(_ number: Int) throws(StoreError) -> TrialRecord?

    /// Gives the store up for others. A second call does nothing.
    func close()
}
