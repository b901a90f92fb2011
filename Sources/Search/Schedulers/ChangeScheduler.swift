import StudyModel

/// Trains one trial whose parameters change after given epochs.
///
/// The trial pauses there, and a trial with the next values continues from its training state. So
/// a study has one trial per stretch of its schedule, each of which says how it began.
struct ChangeScheduler: Scheduler {
    private let changes: [ParameterSchedule.Change]
    private let epochs: Int
    private var configurations: [Int: Configuration] = [:]
    private var newest = 0
    private var decisions = DecisionQueue()

    /// - Parameter schedule: changes at or after the last epoch have no effect.
    init(_ schedule: ParameterSchedule, epochs: Int) {
        changes = schedule.changes.filter { $0.epoch < epochs }
        self.epochs = epochs
    }

    var stops: [Int] { changes.map(\.epoch) }

    func firstStop(of trial: Int) -> Int? { changes.first?.epoch }

    /// There is one trial, with those that continue it.
    func cohort(of trial: Int) -> Range<Int> { 0..<trial + 1 }

    var usualEpochs: Double { Double(epochs) }

    mutating func next() -> SchedulerDecision? { decisions.next() }

    mutating func observe(_ event: TrialEvent) {
        switch event {
        case .added(let trial, let configuration):
            configurations[trial] = configuration
            newest = max(newest, trial)
        case .paused(let trial, let standing):
            guard let index = changes.firstIndex(where: { $0.epoch == standing.epoch }),
                let configuration = configurations[trial]
            else { return }
            let next = index + 1 < changes.count ? changes[index + 1].epoch : nil
            newest += 1
            // The branch comes first: a pruned trial has no checkpoint to branch off.
            decisions.append(
                .branch(
                    from: TrialOrigin(parent: trial, epoch: standing.epoch),
                    configuration.changed(by: changes[index].values), until: next))
            decisions.append(
                .prune(
                    trial: trial,
                    reason: "epoch \(standing.epoch): trial \(newest) continues with the next "
                        + "values of the schedule"))
        case .ended: break
        }
    }

    func extendable(around trials: Int) -> (below: Int, above: Int)? { nil }

    func mostEpochs(trials: Int) -> Int { epochs }
}
