import Foundation
import Search
package import StudyModel
import Synchronization

/// Searches of a recorded space in simulated time, each with its own seed.
///
/// A search is a study on the real coordinator (`Replay`): what it finds depends on its job and its
/// seed only, and the number of slots changes its duration.
package struct SimulatedSearch {
    package let space: RecordedSpace
    package let setting: SearchSetting
    /// The trials of a search: those asked for, or as many as the sampler has.
    package let trials: Int
    package let repeats: Int
    package let seed: UInt64

    /// - Parameters:
    ///   - trials: the most trials of a search.
    ///   - seed: the seed of the first search; the others have the next ones.
    /// - Throws: `SimulationError` or `SearchError` if the space can't be searched so.
    package init(
        _ space: RecordedSpace, _ setting: SearchSetting, trials: Int, repeats: Int, seed: UInt64
    ) throws {
        if space.curves.epochs == 1, setting.scheduler != .none {
            throw SimulationError.notReplayable(
                scheduler: setting.scheduler.type,
                reason: "\(space.source) has no learning curves, only final values; "
                    + "use --scheduler none")
        }
        self.space = space
        self.setting = setting
        self.repeats = repeats
        self.seed = seed
        let asked = Self.job(space, setting, trials: trials, seed: seed)
        self.trials = min(trials, try StudySampler(job: asked).limit ?? trials)
    }

    private static func job(
        _ space: RecordedSpace, _ setting: SearchSetting, trials: Int, seed: UInt64
    ) -> Job {
        let curves = space.curves
        return Job(
            study: "simulation", objective: .null, epochs: curves.epochs,
            metric: curves.metric, sampler: setting.sampler, scheduler: setting.scheduler,
            trials: trials, seed: seed, columns: [], space: space.space,
            initial: Array(space.initial.prefix(trials)), warmStart: space.warmStart,
            repeats: space.repeats)
    }

    /// Runs all searches, on all cores.
    ///
    /// - Parameter marks: the numbers of trials after which the state is taken, ascending.
    package func run(marks: [Int]) throws -> [SearchRun] {
        let found = Mutex([Int: SearchRun]())
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: repeats) { number in
            do {
                let run = try run(seed: seed &+ UInt64(number), marks: marks)
                found.withLock { $0[number] = run }
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        // The order does not depend on the threads.
        return found.withLock { found in (0..<repeats).compactMap { found[$0] } }
    }

    private func run(seed: UInt64, marks: [Int]) throws -> SearchRun {
        var replay = try Replay(
            space.table, job: Self.job(space, setting, trials: trials, seed: seed),
            index: space.index, cluster: ReplayCluster(slots: setting.slots))
        let outcome = replay.run()
        return SearchRun(outcome, replay.trials, of: space.curves, marks: marks)
    }
}

/// What one search found.
package struct SearchRun: Sendable, Hashable {
    /// The state at a mark.
    package struct State: Sendable, Hashable {
        /// The best final value; nil without one.
        package var best: Double?
        package var epochs: Double
        package var seconds: Double
    }

    /// After the first trials, by the marks: the best of them, the epochs that they took, and when
    /// the last of them ended.
    package private(set) var byTrials: [State]
    /// After the epochs that as many full trainings take, by the marks.
    package private(set) var byEpochs: [State]
    package private(set) var epochs: Double
    package private(set) var seconds: Double
    /// The number of different recorded configurations that trials had.
    package private(set) var rows: Int
    /// The mean distance between what was drawn and what was recorded.
    package private(set) var distance: Double

    init(_ outcome: ReplayOutcome, _ trials: [Trial], of curves: CurveTable, marks: [Int]) {
        let metric = curves.metric
        var ends = Array(repeating: State(epochs: 0, seconds: 0), count: trials.count)
        for segment in outcome.segments {
            ends[segment.trial].epochs += segment.epochs
            ends[segment.trial].seconds = max(ends[segment.trial].seconds, segment.endedAt)
        }
        var (state, next) = (State(epochs: 0, seconds: 0), 0)
        byTrials = marks.map { mark in
            while next < min(mark, trials.count) {
                let trial = trials[next]
                let value = trial.state == .complete ? trial.metrics[metric.name] : nil
                if let value, state.best.map({ metric.ranks(value, before: $0) }) ?? true {
                    state.best = value
                }
                state.epochs += ends[next].epochs
                state.seconds = max(state.seconds, ends[next].seconds)
                next += 1
            }
            return state
        }
        let trace = RegretTrace(outcome, on: curves)
        byEpochs = marks.map { mark in
            let point = trace.point(epochs: Double(mark * curves.epochs))
            let final = point.flatMap { $0.final.isFinite ? $0.final : nil }
            return State(
                best: final.map { metric.direction == .minimize ? $0 : -$0 },
                epochs: point?.epochs ?? 0, seconds: point?.seconds ?? 0)
        }
        epochs = outcome.epochs
        seconds = outcome.seconds
        rows = Set(outcome.order).count
        distance =
            outcome.distances.reduce(0, +) / Double(max(1, outcome.distances.count))
    }
}
