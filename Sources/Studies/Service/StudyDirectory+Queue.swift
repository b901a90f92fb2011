import Foundation

extension StudyDirectory {
    /// The study's entry in the queue of the coordinator that served it; nil if none did, or if
    /// one was started on the study since the entry was closed.
    ///
    /// - Parameter start: how many times a coordinator was started on the study.
    func queued(atStart start: Int) -> QueuedStudy? {
        // A damaged queue does not keep a study from being read.
        guard let entry = try? StudyQueue(results: results)[name], entry.starts == start else {
            return nil
        }
        return entry
    }
}

extension QueuedStudy {
    /// Why the coordinator gave the study up; nil if it did not, or if trials were retried since.
    ///
    /// - Parameter finished: the study's trials with an outcome.
    func givenUp(finished: Int) -> String? {
        state == .halted && self.finished == finished ? note : nil
    }
}
