import Foundation

extension StudyDirectory {
    /// Why the coordinator that served the study gave it up; nil if none did, or if the study was
    /// started or retried since.
    ///
    /// - Parameters:
    ///   - start: how many times a coordinator was started on the study.
    ///   - finished: its trials with an outcome.
    func givenUp(atStart start: Int, finished: Int) -> String? {
        let results = (path as NSString).deletingLastPathComponent
        // A damaged queue does not keep a study from being read.
        guard let entry = try? StudyQueue(results: results)[name], entry.state == .halted,
            entry.starts == start, entry.finished == finished
        else { return nil }
        return entry.note
    }
}
