import Portable
import StudyModel

/// Population based training (Jaderberg et al., "Population Based Training of Neural Networks",
/// arXiv:1711.09846, section 4.1).
///
/// All members of the population are trained for some epochs, a generation. Then the worst are
/// pruned, and for each of them a new trial branches off one of the best: it starts from that
/// trial's weights and optimizer state (exploit), with changed hyperparameters (explore). The
/// others continue. A generation ends when all members have arrived.
struct PopulationScheduler: Scheduler {
    struct Settings: Sendable {
        /// Epochs per generation.
        var interval: Int
        /// The share of members that is replaced, and the share of best ones to branch off.
        var quantile: Double
        var exploration: Exploration
    }

    private let settings: Settings
    private let epochs: Int
    private let seed: UInt64
    private let size: Int
    /// The members' trials.
    private var members: [Int]
    private var nextTrial: Int
    private var configurations: [Int: Configuration] = [:]
    private var arrived: [Int: Arrival] = [:]
    private var generation = 1
    private var decisions = DecisionQueue()

    private struct Arrival: Sendable {
        var value: Double
        /// Whether it can be trained further.
        var isPaused: Bool
    }

    /// - Parameter size: the number of members: the job's trials.
    init(settings: Settings, epochs: Int, size: Int, seed: UInt64) {
        self.settings = settings
        self.epochs = epochs
        self.size = size
        self.seed = seed
        members = Array(0..<size)
        nextTrial = size
    }

    private func stop(_ generation: Int) -> Int? {
        let epoch = generation * settings.interval
        return epoch < epochs ? epoch : nil
    }

    var stops: [Int] {
        Array(stride(from: settings.interval, to: epochs, by: settings.interval))
    }

    func firstStop(of trial: Int) -> Int? { stop(1) }

    /// The population is drawn at once.
    func cohort(of trial: Int) -> Range<Int> { 0..<max(size, trial + 1) }

    var usualEpochs: Double { Double(epochs) }

    mutating func next() -> SchedulerDecision? { decisions.next() }

    mutating func observe(_ event: TrialEvent) {
        switch event {
        case .added(let trial, let configuration):
            configurations[trial] = configuration
            return
        case .paused(let trial, let standing):
            guard standing.epoch == stop(generation), members.contains(trial) else { return }
            let value = standing.value.isNaN ? .infinity : standing.value
            arrived[trial] = Arrival(value: value, isPaused: true)
        case .ended(let trial, let value):
            guard members.contains(trial) else { return }
            arrived[trial] = Arrival(value: value, isPaused: false)
        }
        endGeneration()
    }

    private mutating func endGeneration() {
        while arrived.count == members.count, let epoch = stop(generation) {
            let ranking = members.map { RankedValue(value: arrived[$0]!.value, trial: $0) }.sorted()
            let count = Int(Double(size) * settings.quantile)
            let parents = ranking.prefix(count).map(\.trial).filter { arrived[$0]!.isPaused }
            let replaced = parents.isEmpty ? [] : ranking.suffix(count).map(\.trial)
            generation += 1
            let next = stop(generation)
            var survivors: [Int] = []
            for member in members {
                if replaced.contains(member) { continue }
                survivors.append(member)
                guard arrived[member]!.isPaused else { continue }
                arrived[member] = nil
                decisions.append(.resume(trial: member, until: next))
            }
            for loser in replaced.sorted() {
                let generator = SeededGenerator(
                    seed: seed, trial: nextTrial, purpose: .exploration)
                let parent = parents[generator.uniform(below: parents.count, index: 0)]
                if arrived.removeValue(forKey: loser)!.isPaused {
                    let rank = ranking.firstIndex { $0.trial == loser }! + 1
                    let reason =
                        "epoch \(epoch): rank \(rank) of \(size); trial \(nextTrial), from trial "
                        + "\(parent), takes its place"
                    decisions.append(.prune(trial: loser, reason: reason))
                }
                let configuration = settings.exploration.changed(
                    configurations[parent]!, generator)
                decisions.append(
                    .branch(
                        from: TrialOrigin(parent: parent, epoch: epoch), configuration,
                        until: next))
                configurations[nextTrial] = configuration
                survivors.append(nextTrial)
                nextTrial += 1
            }
            members = survivors
        }
    }

    /// The population is compared as a whole.
    func extendable(around trials: Int) -> (below: Int, above: Int)? { nil }

    /// Every generation ends with all members trained for its interval.
    func mostEpochs(trials: Int) -> Int { trials * epochs }
}
