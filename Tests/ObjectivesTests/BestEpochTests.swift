import Datasets
import Models
import StudyModel
import Testing
import TrainingEngine

@testable import Objectives

@Suite("The best epoch")
struct BestEpochTests {
    private let features: FeatureNetwork

    init() throws { features = try QualityFixtures.network(QualityFixtures.file()) }

    /// What a trial leaves to those who keep the best of it.
    ///
    /// `@unchecked Sendable` because the thread that trains is the one that made it and reads it.
    private final class Keeper: TrialObserver, @unchecked Sendable {
        /// The epochs that were the best so far.
        private(set) var best: [Int] = []
        private(set) var weights: [UInt8] = []
        private var stepsLeft: Int

        init(stopAfter steps: Int = .max) { stepsLeft = steps }

        var shouldStop: Bool { stepsLeft <= 0 }
        func advanced(samples: Int, fraction: Double) { stepsLeft -= 1 }
        func record(_ intermediate: IntermediateResult) {}
        func epochEnded(_ intermediate: IntermediateResult, isBest: Bool, state: () -> [UInt8]) {
            guard isBest else { return }
            best.append(intermediate.epoch)
            weights = state()
        }
    }

    /// A GAN that learns too fast to become better each time.
    private func job(epochs: Int, every: Int = 1, stopping: [String: ParameterValue] = [:])
        throws -> NetworkJob
    {
        var job = try QualityFixtures.job(epochs: epochs, every: every)
        job.training.settings.append(Setting("learning_rate", .literal(.float(0.01))))
        job.training.settings += stopping.sorted { $0.key < $1.key }.map {
            Setting("early_stopping." + $0.key, .literal($0.value))
        }
        return job
    }

    private struct Trial {
        var outcome: [String: Double]
        var intermediateResults: [IntermediateResult]
        var best: [Int]
        var weights: [UInt8]

        var distances: [Double?] { intermediateResults.map { $0.metrics[GANQuality.metric] } }
    }

    private func finish(_ job: NetworkJob, checkpoint: [UInt8]? = nil) throws -> Trial {
        let keeper = Keeper()
        let end = try QualityFixtures.run(
            job, features, checkpoint: checkpoint, observer: keeper)
        guard case .finished(.complete(let outcome), let intermediateResults) = end else {
            throw EngineError.mismatch(layer: "trial", reason: "\(end)")
        }
        return Trial(
            outcome: outcome, intermediateResults: intermediateResults, best: keeper.best,
            weights: keeper.weights)
    }

    /// Interrupts a trial after each so many steps, until it ends.
    private func finishInParts(_ job: NetworkJob, steps: Int) throws -> (
        best: [Int], weights: [UInt8]
    ) {
        var (best, weights): ([Int], [UInt8]) = ([], [])
        var checkpoint: [UInt8]?
        while true {
            let keeper = Keeper(stopAfter: steps)
            let end = try QualityFixtures.run(
                job, features, checkpoint: checkpoint, observer: keeper)
            best += keeper.best
            if !keeper.best.isEmpty { weights = keeper.weights }
            guard case .stopped(let bytes) = end else { return (best, weights) }
            checkpoint = bytes
        }
    }

    @Test("is told where no epoch before was as good, and found again in the reports")
    func told() throws {
        for every in 1...3 {
            let job = try job(epochs: 9, every: every)
            let trial = try finish(job)
            var expected: [Int] = []
            for (index, distance) in trial.distances.enumerated() {
                let before = trial.distances.prefix(index).compactMap { $0 }.min() ?? .infinity
                if let distance, distance < before { expected.append(index + 1) }
            }
            #expect(trial.best == expected)
            let best = try BestEpoch(of: job, in: QualityFixtures.configuration)
            #expect(best.index(in: trial.intermediateResults).map { $0 + 1 } == expected.last)
            // Without early stopping the last epoch is the trial's result.
            #expect(trial.outcome == trial.intermediateResults.last?.metrics)
        }
        #expect(try finish(job(epochs: 9)).best.last != 9, "the test tries nothing")
    }

    @Test("is the same one, with the same weights, where a trial was interrupted")
    func resumed() throws {
        let job = try job(epochs: 6)
        let whole = try finish(job)
        for steps in [1, 2, 4, 7] {
            let parts = try finishInParts(job, steps: steps)
            #expect(parts.best == whole.best)
            #expect(parts.weights == whole.weights)
        }
    }

    @Test("ends a GAN that may end early, and is its result", arguments: 1...3)
    func stopping(patience: Int) throws {
        let all = try finish(job(epochs: 14))
        let rule = EarlyStopping(patience: patience)
        let distances = all.distances.map { $0 ?? .nan }
        let length = (1...14).first { rule.isOver(after: Array(distances.prefix($0))) } ?? 14
        let job = try job(epochs: 14, stopping: ["patience": .int(patience)])
        let trial = try finish(job)
        #expect(trial.intermediateResults == Array(all.intermediateResults.prefix(length)))
        let best = try #require(rule.bestIndex(in: Array(distances.prefix(length))))
        #expect(trial.outcome == all.intermediateResults[best].metrics)
        #expect(trial.best.last == best + 1)
        #expect(try finishInParts(job, steps: 3).weights == trial.weights)
        if patience == 1 { #expect(length < 14, "the test tries nothing") }
    }

    @Test("isn't missed where it is measured more seldom than training waits")
    func seldom() throws {
        let stopping: [String: ParameterValue] = ["patience": .int(1)]
        let trial = try finish(job(epochs: 14, every: 4, stopping: stopping))
        let measured = trial.distances.compactMap { $0 }
        #expect(measured.count >= 2 && trial.distances.last != .some(nil))
        #expect(trial.intermediateResults.count % 4 == 0 || trial.intermediateResults.count == 14)
        #expect(trial.outcome[GANQuality.metric] == measured.min())
    }

    @Test("needs an improvement of the job's least one where training may end early")
    func leastImprovement() throws {
        let all = try finish(job(epochs: 6))
        let first = try #require(all.distances[0])
        let stopping: [String: ParameterValue] = [
            "patience": .int(5), "minimum_delta": .float(first),
        ]
        let trial = try finish(job(epochs: 6, stopping: stopping))
        #expect(trial.best == [1])
        #expect(trial.outcome == all.intermediateResults[0].metrics)
    }
}
