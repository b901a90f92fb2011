import Portable
import StudyModel
import Testing

@testable import Reporting

@Suite("What is said of parameters")
struct ImportanceCaseTests {
    private func importance(_ record: StudyRecord) -> ParameterImportance {
        ParameterImportance(job: record.job, trials: record.trials.map(\.trial))
    }

    @Test("names the one that makes the difference first, by both methods and beyond chance")
    func found() throws {
        let found = importance(ReportFixture.study(trials: 80))
        #expect(found.unavailableReason == nil)
        #expect(found.trialCount == 79)
        #expect(found.bestCount == 8)
        let first = try #require(found.entries.first)
        #expect(first.name == "learning_rate")
        #expect(first.share > first.chance)
        #expect(found.entries.max { $0.variance ?? 0 < $1.variance ?? 0 }?.name == "learning_rate")
        #expect(abs(found.entries.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        // The parameter of one value is not among them.
        #expect(Set(found.entries.map(\.name)) == ["learning_rate", "units", "l2", "optimizer"])
    }

    @Test("is hardly ever beyond chance where results have nothing to do with parameters")
    func noise() {
        var beyond = 0
        for seed in 0..<10 {
            var record = ReportFixture.study(trials: 60)
            let generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
            for index in record.trials.indices {
                record.trials[index].trial.metrics = [
                    "validation_loss": generator.uniform(index: index)
                ]
            }
            beyond += importance(record).entries.count { $0.share > $0.chance }
        }
        // Of 40: 2 are to be expected.
        #expect(beyond <= 6)
    }

    @Test("is nothing of few trials, of equal results, of one parameter and of none")
    func unavailableReason() throws {
        #expect(
            importance(ReportFixture.study(trials: 10)).unavailableReason?.contains("found 9")
                == true)

        var equal = ReportFixture.study(trials: 30)
        for index in equal.trials.indices {
            equal.trials[index].trial.metrics["validation_loss"] = 1
        }
        #expect(importance(equal).unavailableReason?.contains("the same result") == true)

        var barred = ReportFixture.study(trials: 30)
        barred.job.metric.feasible = [try OutcomeConstraint("validation_loss < -1")]
        #expect(importance(barred).unavailableReason?.contains("No trial is feasible") == true)

        var single = ReportFixture.study(trials: 30)
        single.job.space = SearchSpace([single.job.space.parameters[0]])
        #expect(importance(single).unavailableReason?.contains("learning_rate") == true)

        single.job.space = SearchSpace([ReportFixture.space.parameters[4]])
        #expect(importance(single).unavailableReason == "No parameter has more than one value.")
    }

    @Test("weighs what some trials lack among the trials that have it")
    func missing() throws {
        var record = ReportFixture.study(trials: 60)
        for index in stride(from: 0, to: 60, by: 2) {
            record.trials[index].trial.configuration.entries.removeAll { $0.name == "units" }
        }
        let entries = importance(record).entries
        let units = try #require(entries.first { $0.name == "units" })
        // A share among the trials that have it.
        #expect(units.variance != nil && units.activeCount != nil)
        #expect(entries.count { $0.activeCount == nil } == 3)
    }

    @Test("takes a pool's numbers in their order, and words as they come")
    func levels() {
        let trials = [3e-4, 0, 1e-4, 3e-4].enumerated().map {
            Trial(
                number: $0.offset, configuration: Configuration([.init("l2", .float($0.element))]))
        }
        let pool = AnalysedParameter(ReportFixture.space.parameters[2], trials: trials)
        #expect(pool.scale == .levels([.float(0), .float(1e-4), .float(3e-4)], isOrdered: true))
        #expect(pool.place(of: .float(1e-4)) == 1)
        #expect(pool.place(of: .float(2e-4)) == nil)
        let text = AnalysedParameter(ReportFixture.space.parameters[3], trials: trials)
        #expect(text.scale == .levels([.text("Adam"), .text("RMSprop")], isOrdered: false))
        #expect(AnalysedParameter(ReportFixture.space.parameters[4], trials: trials).isConstant)
    }

    // MARK: Parameters that only some trials have

    private static let branches = SearchSpace([
        Parameter(name: "kind", domain: .categorical([.text("a"), .text("b")])),
        Parameter(name: "rate", domain: .float(FloatDomain(low: 0, high: 1))),
        Parameter(
            name: "momentum", domain: .float(FloatDomain(low: 0, high: 1)),
            condition: Condition([.init("kind", [.text("a")])])),
    ])

    /// Trials of a space with branches: of every `period` trials one has a momentum.
    private static func branchTrials(_ count: Int, period: Int) -> [Trial] {
        (0..<count).map { number in
            func part(_ factor: Double) -> Double {
                (Double(number) * factor).truncatingRemainder(dividingBy: 1)
            }
            let (rate, momentum) = (part(0.618033988749895), part(0.7548776662466927))
            let isActive = number % period == 0
            var entries: [Configuration.Entry] = [
                .init("kind", .text(isActive ? "a" : "b")), .init("rate", .float(rate)),
            ]
            if isActive { entries.append(.init("momentum", .float(momentum))) }
            return Trial(
                number: number, configuration: Configuration(entries), state: .complete,
                metrics: ["loss": rate + (isActive ? 3 * momentum : 2)])
        }
    }

    private static func importance(_ trials: [Trial], _ space: SearchSpace) -> ParameterImportance {
        ParameterImportance(
            job: Job(
                study: "branches", objective: .null, metric: Metric(name: "loss"),
                trials: trials.count, columns: [], space: space), trials: trials)
    }

    @Test("fANOVA weighs a parameter that some trials have among these, as if there were no others")
    func amongActive() throws {
        let trials = Self.branchTrials(120, period: 2)
        let found = Self.importance(trials, Self.branches).entries
        let momentum = try #require(found.first { $0.name == "momentum" })
        #expect(momentum.activeCount == 60)
        #expect(found.filter { $0.name != "momentum" }.allSatisfy { $0.activeCount == nil })
        var alone = Self.branches
        alone.parameters = [
            alone.parameters[1], Parameter(name: "momentum", domain: alone.parameters[2].domain),
        ]
        let active = trials.filter { $0.number % 2 == 0 }.map { trial in
            var trial = trial
            trial.configuration = Configuration(
                trial.configuration.entries.filter { $0.name != "kind" })
            return trial
        }
        let expected = Self.importance(active, alone).entries.first { $0.name == "momentum" }
        let (one, other) = (try #require(momentum.variance), try #require(expected?.variance))
        // Ties between splits fall to another parameter without the constant one before it.
        #expect(abs(one - other) < 0.02)
        #expect(one > 0.7)
    }

    @Test("Among fewer than ten trials, fANOVA's share is not known")
    func tooFewActive() throws {
        let found = Self.importance(Self.branchTrials(80, period: 10), Self.branches).entries
        let momentum = try #require(found.first { $0.name == "momentum" })
        #expect(momentum.activeCount == 8 && momentum.variance == nil)
    }
}
