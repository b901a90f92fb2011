import Foundation
import StudyModel
import Testing

@testable import Search

/// A study whose trials have values by a formula, run with a scheduler.
private struct Bench {
    let job: Job
    private(set) var scheduler: StudyScheduler
    /// The last epoch of each trial.
    private(set) var reached: [Int: Int] = [:]
    private(set) var reasons: [Int: String] = [:]
    /// Segments that wait: trials and their ends.
    private var waiting: [(trial: Int, until: Int?)] = []
    private(set) var branches: [TrialOrigin] = []
    private(set) var configurations: [Configuration] = []

    init(_ job: Job) throws {
        self.job = job
        scheduler = try StudyScheduler(job: job)
        for trial in 0..<job.trials {
            add(Self.configuration(trial), until: scheduler.firstStop(of: trial))
        }
    }

    static func configuration(_ trial: Int) -> Configuration {
        Configuration([
            .init("p0", .float(0.01 * Double(1 + trial % 7))), .init("p1", .int(1 + trial % 5)),
        ])
    }

    private mutating func add(_ configuration: Configuration, until: Int?) {
        scheduler.added(configurations.count, configuration, until: until)
        waiting.append((configurations.count, until))
        configurations.append(configuration)
    }

    /// Runs the study; `pick` chooses the next of several waiting segments.
    mutating func run(
        value: (Int, Int) -> Double = value, pick: (Int) -> Int = { _ in 0 }
    ) {
        while !waiting.isEmpty {
            let (trial, until) = waiting.remove(at: pick(waiting.count))
            let epoch = until ?? job.epochs
            reached[trial] = epoch
            let metrics = ["validation_loss": value(trial, epoch)]
            if until == nil {
                scheduler.ended(trial, .complete(metrics: metrics), until: until)
            } else {
                scheduler.paused(
                    trial, at: epoch, [IntermediateResult(epoch: epoch, metrics: metrics)])
            }
            while let decision = scheduler.next() { obey(decision) }
        }
    }

    private mutating func obey(_ decision: SchedulerDecision) {
        switch decision {
        case .resume(let trial, let until): waiting.append((trial, until))
        case .prune(let trial, let reason): reasons[trial] = reason
        case .branch(let origin, let configuration, let until):
            branches.append(origin)
            add(configuration, until: until)
        }
    }

    var epochs: [Int] { configurations.indices.map { reached[$0] ?? 0 } }

    /// The formula of the golden file.
    static func value(_ trial: Int, _ epoch: Int) -> Double {
        Double((trial * 7919 + 13) % 1009 + (trial * 104_729 + 7) % 211 * 64 / epoch)
    }
}

private func job(
    _ kind: SchedulerKind, _ settings: [String: ParameterValue] = [:], epochs: Int, trials: Int,
    direction: Metric.Direction = .minimize
) -> Job {
    var job = job(
        [
            .float(FloatDomain(low: 0.001, high: 0.1, distribution: .logUniform)),
            .int(IntDomain(low: 1, high: 64)),
        ], seed: 3, trials: trials)
    job.epochs = epochs
    job.metric.direction = direction
    job.scheduler = kind.spec(settings.map { Setting($0.key, .literal($0.value)) })
    return job
}

@Suite struct SchedulerTests {
    /// Every scheduler with settings under which it stops some trials.
    static let jobs: [Job] = [
        job(.none, epochs: 9, trials: 20),
        job(.asha, ["cohort": .int(4)], epochs: 27, trials: 36),
        job(.asha, ["cohort": .int(1)], epochs: 27, trials: 36),
        job(.successiveHalving, epochs: 27, trials: 54),
        job(.hyperband, epochs: 27, trials: 90),
        job(.median, ["every": .int(3), "startup": .int(3)], epochs: 20, trials: 36),
        job(.percentile, ["percentile": .float(25), "every": .int(4)], epochs: 20, trials: 36),
        job(.threshold, ["value": .float(700), "epoch": .int(2)], epochs: 8, trials: 20),
        job(.patience, ["patience": .int(2), "every": .int(2)], epochs: 12, trials: 20),
        job(.pbt, ["interval": .int(3)], epochs: 15, trials: 10),
        job(
            .schedule,
            [
                "changes": ParameterSchedule([
                    .init(epoch: 4, values: [.init("p0", .float(0.5))]),
                    .init(epoch: 7, values: [.init("p1", .int(2))]),
                ]).setting
            ], epochs: 9, trials: 1),
    ]

    @Test("Trials are trained as far as in an independent implementation of the rules")
    func goldens() throws {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/schedulers.txt")
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 7)
        for line in lines {
            let parts = line.split(separator: ":")
            let words = parts[0].split(separator: " ")
            let kind = try #require(SchedulerKind.named(String(words[0])))
            var options: [String: Int] = [:]
            for word in words.dropFirst() {
                let pair = word.split(separator: "=")
                options[String(pair[0])] = Int(pair[1])
            }
            let epochs = options.removeValue(forKey: "epochs")!
            let trials = options.removeValue(forKey: "trials")!
            var bench = try Bench(
                job(kind, options.mapValues { .int($0) }, epochs: epochs, trials: trials))
            bench.run()
            #expect(bench.epochs == parts[1].split(separator: " ").map { Int($0)! }, "\(parts[0])")
        }
    }

    @Test("Decisions do not depend on the order in which segments end", arguments: jobs)
    func order(_ job: Job) throws {
        var first = try Bench(job)
        first.run()
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            var other = try Bench(job)
            other.run(pick: { Int.random(in: 0..<$0, using: &random) })
            #expect(other.reached == first.reached)
            #expect(other.reasons == first.reasons)
            #expect(other.configurations == first.configurations)
            #expect(other.branches == first.branches)
        }
    }

    @Test("Every trial ends, pruned ones with a reason, within the stated epochs", arguments: jobs)
    func ends(_ job: Job) throws {
        var bench = try Bench(job)
        bench.run()
        for (trial, epoch) in bench.reached {
            #expect((bench.reasons[trial] != nil) == (epoch < job.epochs), "\(trial)")
        }
        let origins = bench.branches.reduce(0) { $0 + $1.epoch }
        let spent = bench.epochs.reduce(0, +) - origins
        #expect(spent <= (try #require(bench.scheduler.mostEpochs(of: job))))
        // These curves only fall.
        if !["none", "patience"].contains(job.scheduler.type) {
            #expect(!bench.reasons.isEmpty)
        }
    }

    @Test("A study that is extended has the decisions of a larger one", arguments: jobs)
    func grows(_ job: Job) throws {
        var larger = job
        larger.trials = 3 * job.trials
        guard StudyScheduler.canGrow(job) else { return }
        var (small, large) = (try Bench(job), try Bench(larger))
        small.run()
        large.run()
        for (trial, epoch) in small.reached { #expect(large.reached[trial] == epoch) }
        for (trial, reason) in small.reasons { #expect(large.reasons[trial] == reason) }
    }

    @Test("Only whole cohorts can be extended, and no population")
    func growth() {
        func canGrow(_ kind: SchedulerKind, _ settings: [String: ParameterValue], _ trials: Int)
            -> Bool
        {
            StudyScheduler.canGrow(job(kind, settings, epochs: 27, trials: trials))
        }
        #expect(canGrow(.asha, [:], 18) && !canGrow(.asha, [:], 20))
        #expect(canGrow(.none, [:], 20))
        // Brackets of 27, 12, 6 and 4 trials.
        #expect(canGrow(.hyperband, [:], 39) && !canGrow(.hyperband, [:], 40))
        #expect(!canGrow(.pbt, ["interval": .int(3)], 10))
        let asha = StudyScheduler.obstacleToGrowth(of: job(.asha, [:], epochs: 27, trials: 20))
        #expect(
            asha == "the last cohort of the asha scheduler is incomplete with 20 trials, and whole "
                + "with 18 or 27")
        let few = StudyScheduler.incompleteCohort(of: job(.hyperband, [:], epochs: 27, trials: 5))
        #expect(few?.hasSuffix("incomplete with 5 trials, and whole with 27") == true)
        let population = job(.pbt, ["interval": .int(3)], epochs: 27, trials: 10)
        #expect(StudyScheduler.obstacleToGrowth(of: population)?.contains("as a whole") == true)
        #expect(StudyScheduler.incompleteCohort(of: population) == nil)
    }

    @Test("NaN and infinity are the worst, and maximising turns the order")
    func orientation() throws {
        var up = try Bench(job(.asha, epochs: 9, trials: 9, direction: .maximize))
        up.run { trial, _ in Double(trial) }
        #expect(up.reached[8] == 9 && up.reached[0] == 1)
        var broken = try Bench(job(.asha, epochs: 9, trials: 9))
        broken.run { trial, _ in trial < 8 ? (trial % 2 == 0 ? .nan : .infinity) : 5 }
        #expect(broken.reached[8] == 9)
        #expect(broken.reasons.count == 8)
        var even = try Bench(job(.asha, epochs: 9, trials: 9))
        even.run { _, _ in 1 }
        // Ties go to the lower trial number.
        #expect(even.reached.filter { $0.value > 1 }.keys.sorted() == [0, 1, 2])
    }

    @Test("Patience counts the epochs since the best value")
    func patience() throws {
        var bench = try Bench(
            job(.patience, ["patience": .int(2), "min_epochs": .int(3)], epochs: 9, trials: 4))
        // Trial 0 gets better all the time, trial 3 only until epoch 3.
        bench.run { trial, epoch in
            Double(trial == 0 ? 100 - epoch : trial == 3 ? max(5, 8 - epoch) : 7)
        }
        #expect(bench.epochs == [9, 5, 5, 5])
        #expect(bench.reasons[3]?.contains("no better value since epoch 3 (patience 2)") == true)
    }

    @Test("Stops divide the last epoch")
    func stops() {
        #expect(SchedulerKind.stops(epochs: 51, from: 1, reduction: 3) == [2, 6, 17])
        #expect(SchedulerKind.stops(epochs: 81, from: 1, reduction: 3) == [1, 3, 9, 27])
        #expect(SchedulerKind.stops(epochs: 81, from: 5, reduction: 3) == [9, 27])
        #expect(SchedulerKind.stops(epochs: 1, from: 1, reduction: 3).isEmpty)
        #expect(SchedulerKind.stops(epochs: 8, from: 1, reduction: 2) == [1, 2, 4])
    }

    @Test("A population keeps its size, and a branch starts where its parent paused")
    func population() throws {
        let job = job(
            .pbt,
            ["interval": .int(3), "quantile": .float(0.2), "explore": .text("p0")], epochs: 15,
            trials: 10)
        var bench = try Bench(job)
        bench.run()
        // Four generations, each with two replaced members.
        #expect(bench.branches.map(\.epoch) == [3, 3, 6, 6, 9, 9, 12, 12])
        #expect(bench.reasons.count == 8)
        #expect(bench.reached.values.count { $0 == 15 } == 10)
        for (index, origin) in bench.branches.enumerated() {
            let (child, parent) = (
                bench.configurations[10 + index], bench.configurations[origin.parent]
            )
            #expect(child["p1"] == parent["p1"], "only p0 is explored")
            let value = try #require(child["p0"]?.number)
            #expect((0.001...0.1).contains(value))
        }
    }

    @Test("Ranks are those of a sorted list")
    func ranks() {
        var ranked = RankedValues()
        var list: [RankedValue] = []
        var state: UInt64 = 1
        for trial in 0..<3000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            let new = RankedValue(value: Double(state >> 54), trial: trial)
            ranked.insert(new)
            list.append(new)
        }
        list.sort()
        #expect(ranked.count == list.count)
        for (rank, value) in list.enumerated() {
            #expect(ranked[rank] == value)
            #expect(ranked.rank(of: value) == rank)
        }
    }
}
