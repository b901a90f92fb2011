/// Which results a decision about a new trial may depend on, fixed by the trial's number.
///
/// A study has a *level* per stop of its scheduler, and one for the last epoch. A trial has passed
/// a level when its result there is known, or when it will have none. All trials of a cohort have
/// the same horizon, which contains whole cohorts. Later levels have a longer delay, because their
/// results take longer: with `lag` trials at a time, they are usually known when they are needed.
package struct ResultHorizon: Sendable {
    /// The epochs of the levels, ascending; the last one is the job's last epoch.
    package let levels: [Int]
    /// Per level: its epoch over the number of epochs that a trial usually takes.
    private let delays: [Double]
    private let scheduler: any Scheduler

    init(_ scheduler: any Scheduler, epochs: Int) {
        self.scheduler = scheduler
        levels = scheduler.stops + [epochs]
        let usual = max(1, scheduler.usualEpochs)
        delays = levels.map { Double($0) / usual }
    }

    /// The horizon of a study without a scheduler.
    package static let fullTraining = ResultHorizon(FullTraining(epochs: 1), epochs: 1)

    /// Per level: the number of trials, counted from the first, that must have passed it before a
    /// trial is drawn.
    ///
    /// - Parameter lag: the number of trials at a time.
    package func known(before trial: Int, lag: Int) -> [Int] {
        let first = scheduler.cohort(of: trial).lowerBound
        return delays.map { delay in
            let trials = max(1, Int((Double(lag) * delay).rounded(.up)))
            let end = first - trials + 1
            return end <= 0 ? 0 : scheduler.cohort(of: end).lowerBound
        }
    }
}
