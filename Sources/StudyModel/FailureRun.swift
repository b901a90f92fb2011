/// Counts trials that failed one after the other, in the order of their numbers, and says when
/// there are as many as the job's `max_failures`.
package struct FailureRun: Sendable {
    private let limit: Int?
    private var length = 0
    /// Why the search is to end; nil as long as it isn't.
    package private(set) var halt: String?

    package init(of job: Job) { limit = job.maxFailures }

    /// Takes the next trial into account.
    ///
    /// - Parameter failure: why it failed; unused where it did not.
    package mutating func add(
        trial number: Int, isFailed: Bool, failure: @autoclosure () -> String?
    ) {
        guard let limit else { return }
        length = isFailed ? length + 1 : 0
        guard length >= limit else { return }
        halt = Self.message(
            trials: number - length + 1...number, limit: limit, failure: failure())
    }

    /// - Parameter failure: why the last of the trials failed.
    package static func message(
        trials: ClosedRange<Int>, limit: Int, failure: String?
    ) -> String {
        "trials \(trials.lowerBound) to \(trials.upperBound) failed, which are \(trials.count) in "
            + "a row (max_failures is \(limit)); the last one because "
            + (failure ?? "of an unknown reason")
    }
}
