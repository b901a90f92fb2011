/// Counts consecutive failed trials, by trial number, and finds the first ones that reach the job's
/// `max_failures`.
package struct FailureRun: Sendable {
    private let limit: Int?
    private var length = 0
    /// Why the search must end; nil while it may continue.
    package private(set) var halt: String?

    package init(of job: Job) { limit = job.maxFailures }

    /// Adds the next trial.
    ///
    /// - Parameter failure: why it failed; unused if it did not.
    package mutating func add(
        trial number: Int, isFailed: Bool, failure: @autoclosure () -> String?
    ) {
        guard let limit, halt == nil else { return }
        length = isFailed ? length + 1 : 0
        guard length >= limit else { return }
        halt = Self.message(
            trials: number - length + 1...number, limit: limit, failure: failure())
    }

    /// - Parameter failure: why the last trial failed.
    package static func message(
        trials: ClosedRange<Int>, limit: Int, failure: String?
    ) -> String {
        let reason = failure ?? "of an unknown reason"
        guard trials.count > 1 else {
            return "trial \(trials.upperBound) failed (max_failures is \(limit)), because \(reason)"
        }
        return
            "trials \(trials.lowerBound) to \(trials.upperBound) failed, which are "
            + "\(trials.count) in a row (max_failures is \(limit)); the last one because \(reason)"
    }
}
