/// Trains every trial to its end: the scheduler of a job without one.
struct FullTraining: Scheduler {
    var epochs: Int

    func firstStop(of trial: Int) -> Int? { nil }
    mutating func observe(_ event: TrialEvent) {}
    mutating func next() -> SchedulerDecision? { nil }
    var stops: [Int] { [] }
    func cohort(of trial: Int) -> Range<Int> { trial..<trial + 1 }
    var usualEpochs: Double { Double(epochs) }
    func extendable(around trials: Int) -> (below: Int, above: Int)? { (trials, trials) }
    func mostEpochs(trials: Int) -> Int { trials * epochs }
}
