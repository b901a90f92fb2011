import Storage
import StudyModel
import UserErrors

/// Has failed trials of a study wait again.
package enum FailedTrials {
    /// Reopens trials of a study that no coordinator runs.
    ///
    /// - Parameter numbers: the trials; empty is all that failed.
    /// - Returns: the reopened trials, in ascending order.
    /// - Throws: `InputError` for a trial that has not failed, `StoreError` if the study is in use.
    package static func reopen(_ numbers: [Int], of directory: StudyDirectory) throws -> [Int] {
        let store = try SQLiteStudyStore.open(
            existing: directory.path, wallClock: { SystemTime.wallClock })
        defer { store.close() }
        let trials = try store.load().trials.map(\.trial)
        let chosen = try numbers.isEmpty ? failed(trials) : check(numbers, trials)
        if !chosen.isEmpty { try store.commit(chosen.map { .trialReopened(number: $0) }) }
        return chosen
    }

    private static func failed(_ trials: [Trial]) -> [Int] {
        trials.filter { $0.state == .failed }.map(\.number)
    }

    /// The numbers in ascending order, without duplicates.
    private static func check(_ numbers: [Int], _ trials: [Trial]) throws -> [Int] {
        for number in numbers {
            guard trials.indices.contains(number) else {
                throw InputError(
                    "there is no trial \(number); "
                        + (trials.isEmpty
                            ? "none has begun"
                            : "those that have begun are 0 to \(trials.count - 1)"))
            }
            guard trials[number].state == .failed else {
                throw InputError(
                    "trial \(number) is \(trials[number].state.rawValue); only failed trials can "
                        + "be run again")
            }
        }
        return Set(numbers).sorted()
    }
}
