import Coordination
import StudyModel
import Testing

/// How a budget ends a search.
struct BudgetTests {
    private func bench(trials: Int, _ budget: Budget) throws -> CoordinatorBench {
        try CoordinatorBench(trials: [trials], budget: budget)
    }

    /// Ends the trials that a worker was given, and returns their numbers.
    private func finish(
        _ effects: CoordinatorEffects, _ bench: inout CoordinatorBench
    ) throws -> [Int] {
        let attempts = effects.assigned(to: "a")
        for attempt in attempts {
            try bench.hear(.results([bench.result(of: attempt)]), from: "a")
        }
        return attempts.map(\.trial)
    }

    @Test("The time left is that of the trials or of the budget, whichever ends first")
    func timeLeft() throws {
        /// What is left 10 s after two trials were begun, which have ended.
        func left(_ budget: Budget) throws -> (seconds: Double?, epochs: Int) {
            var bench = try bench(trials: 100, budget)
            let start = bench.machine.studies[0].mark()
            try bench.join("a", slots: 2)
            #expect(try finish(bench.tick(), &bench).count == 2)
            try bench.tick(after: 10)
            let study = bench.machine.studies[0]
            return (study.secondsLeft(since: start, elapsed: 10, at: bench.now), study.job.epochs)
        }
        #expect(try left(.none).seconds == 490)
        let (byEpochs, epochs) = try left(Budget(epochs: 40))
        let share = Double(40 - 2 * epochs) / Double(2 * epochs)
        #expect(abs((byEpochs ?? 0) - share * 10) < 1e-9)
        let byTime = try #require(try left(Budget(seconds: 30)).seconds)
        #expect(abs(byTime - 20) < 0.1)
        let study = try bench(trials: 100, .none).machine.studies[0]
        #expect(study.secondsLeft(since: study.mark(), elapsed: 10, at: .zero) == nil)
    }

    @Test("When the time is over, nothing is handed out, and what runs is finished")
    func time() throws {
        var bench = try bench(trials: 100, Budget(seconds: 30))
        try bench.join("a", slots: 2)
        let first = try bench.tick()
        #expect(first.assigned(to: "a").count == 2)
        let early = try bench.tick(after: 29)
        #expect(early.assigned(to: "a").isEmpty)
        let attempts = first.assigned(to: "a")
        try bench.hear(.results([bench.result(of: attempts[0])]), from: "a")
        let second = try bench.tick()
        #expect(second.assigned(to: "a").map(\.trial) == [2], "a second is left")
        try bench.tick(after: 2)
        try bench.hear(.results([bench.result(of: attempts[1])]), from: "a")
        #expect(try bench.tick().assigned(to: "a").isEmpty)
        #expect(!bench.machine.isFinished, "trial 2 runs")
        #expect(bench.end == nil)
        try bench.hear(.results([bench.result(of: second.assigned(to: "a")[0])]), from: "a")
        try bench.tick()
        #expect(bench.machine.isFinished)
        #expect(bench.end == "the budget's time of 30 s is over")
        #expect(bench.trialCount == 3)
    }

    @Test("Time passes without workers too, and a search that has ended stays so")
    func idle() throws {
        var bench = try bench(trials: 5, Budget(seconds: 30))
        #expect(bench.machine.nextDeadline == Instant.zero + 30.0)
        try bench.tick(afterStall: 31)
        #expect(bench.machine.isFinished && bench.end != nil)
        try bench.restart()
        try bench.join("a")
        #expect(try bench.tick().assigned(to: "a").isEmpty)
    }

    @Test("No trial begins beyond a budget of epochs, however many slots there are")
    func epochs() throws {
        for slots in [1, 5, 50] {
            // Three epochs per trial.
            var bench = try bench(trials: 100, Budget(epochs: 31))
            try bench.join("a", slots: slots)
            var begun: [Int] = []
            while !bench.machine.isFinished, begun.count < 100 {
                begun += try finish(try bench.tick(after: 1), &bench)
            }
            #expect(begun.sorted() == Array(0..<10), "\(slots) slots")
            #expect(bench.end == "the budget of 31 epochs is used up (30 epochs)")
        }
    }

    @Test("The trials up to a target are the same for any number of slots")
    func target() throws {
        // The first of the trials that reaches it is not the last one.
        var begun: Set<[Int]> = []
        for slots in [1, 3, 50] {
            var bench = try bench(trials: 100, Budget(target: 20, lag: 4))
            try bench.join("a", slots: slots)
            var numbers: [Int] = []
            while !bench.machine.isFinished, numbers.count < 100 {
                numbers += try finish(try bench.tick(after: 1), &bench)
            }
            begun.insert(numbers.sorted())
            let reached = (0..<bench.trialCount).first {
                bench.trial($0).trial.metrics["loss"].map { $0 <= 20 } ?? false
            }
            let hit = try #require(reached)
            #expect(numbers.count == hit + 4)
            #expect(bench.end == "trial \(hit) has reached the target: loss 20.0")
        }
        #expect(begun.count == 1)
    }
}
