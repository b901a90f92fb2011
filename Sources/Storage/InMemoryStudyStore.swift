import Foundation
package import StudyModel

/// A store in memory, lost when the process ends: for tests and simulations.
///
/// `@unchecked Sendable`: all state is guarded by `lock`.
package final class InMemoryStudyStore: StudyStore, @unchecked Sendable {
    private let lock = NSLock()
    private var record: StudyRecord
    private var isClosed = false
    private let wallClock: @Sendable () -> Double

    /// Creates a store of a new study, or one that continues from a record.
    package init(_ record: StudyRecord, wallClock: @escaping @Sendable () -> Double) {
        self.record = record
        self.wallClock = wallClock
    }

    package func load() throws(StoreError) -> StudyRecord {
        lock.lock()
        defer { lock.unlock() }
        return record
    }

    package func commit(_ changes: [StudyChange]) throws(StoreError) {
        lock.lock()
        defer { lock.unlock() }
        guard !isClosed else { throw .closed(path: "memory") }
        let time = wallClock()
        var undo = UndoLog(record)
        do throws(StoreError) {
            for change in changes {
                undo.note(change, record)
                do {
                    try record.apply(change, at: time)
                } catch {
                    throw StoreError.invariant(error.description)
                }
            }
        } catch {
            undo.restore(&record)
            throw error
        }
    }

    package func beginIncarnation() throws(StoreError) -> Int {
        lock.lock()
        defer { lock.unlock() }
        guard !isClosed else { throw .closed(path: "memory") }
        record.incarnation += 1
        return record.incarnation
    }

    package func trialRecord(_ number: Int) throws(StoreError) -> TrialRecord? {
        lock.lock()
        defer { lock.unlock() }
        return record.trials.indices.contains(number) ? record.trials[number] : nil
    }

    package func close() {
        lock.lock()
        defer { lock.unlock() }
        isClosed = true
    }
}

/// The previous values of a batch's changes: undoes the batch without a copy of the whole record.
private struct UndoLog {
    private let job: Job
    private let count: Int
    private let conflicts: Int
    private let end: String?
    private var trials: [Int: TrialRecord] = [:]

    init(_ record: StudyRecord) {
        job = record.job
        count = record.trials.count
        conflicts = record.conflicts
        end = record.end
    }

    /// Saves the trial of a change as it was before the batch.
    mutating func note(_ change: StudyChange, _ record: StudyRecord) {
        guard let number = change.trial else { return }
        guard record.trials.indices.contains(number), number < count, trials[number] == nil
        else { return }
        trials[number] = record.trials[number]
    }

    func restore(_ record: inout StudyRecord) {
        record.trials.removeLast(record.trials.count - count)
        for (number, trial) in trials { record.trials[number] = trial }
        record.job = job
        record.conflicts = conflicts
        record.end = end
    }
}
