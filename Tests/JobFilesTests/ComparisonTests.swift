import JobFiles
import Models
import Search
import StudyModel
import Testing

/// How the job of a study that goes on may differ from the recorded one.
@Suite struct ComparisonTests {
    private func verdicts(
        _ change: (inout NetworkJob) -> Void
    ) throws -> [String: JobDifference.Verdict] {
        let recorded = try NetworkJob(shippedJob("table-1.yaml").job)
        var requested = recorded
        change(&requested)
        let list = JobComparison.differences(recorded: recorded.job, requested: requested.job)
        return Dictionary(uniqueKeysWithValues: list.map { ($0.field, $0.verdict) })
    }

    @Test("A job doesn't differ from itself", arguments: shippedJobs)
    func same(name: String) throws {
        let job = try shippedJob(name).job
        #expect(JobComparison.differences(recorded: job, requested: job).isEmpty)
    }

    @Test("What describes or shows a study may change freely")
    func free() throws {
        let found = try verdicts {
            $0.purpose = "another"
            $0.top = 3
            $0.columns.removeFirst()
            $0.maxFailures = 5
        }
        #expect(
            found == ["purpose": .free, "top": .free, "table": .free, "max_failures": .free])
    }

    @Test("Trials and epochs may grow, and may not shrink")
    func growth() throws {
        #expect(try verdicts { $0.trials += 1 } == ["trials": .trialsGrow])
        #expect(try verdicts { $0.trials -= 1 } == ["trials": .refused])
        #expect(try verdicts { $0.epochs += 1 } == ["epochs": .epochsGrow])
        #expect(try verdicts { $0.epochs -= 1 } == ["epochs": .refused])
    }

    @Test("A budget may grow, and may not shrink; time decides nothing")
    func budgets() throws {
        func verdicts(_ old: Budget, _ new: Budget) throws -> [String: JobDifference.Verdict] {
            var recorded = try shippedJob("table-1.yaml").job
            var requested = recorded
            (recorded.budget, requested.budget) = (old, new)
            let list = JobComparison.differences(recorded: recorded, requested: requested)
            return Dictionary(uniqueKeysWithValues: list.map { ($0.field, $0.verdict) })
        }
        let (small, large) = (Budget(epochs: 10), Budget(epochs: 20))
        #expect(try verdicts(small, large) == ["budget.epochs": .trialsGrow])
        #expect(try verdicts(large, small) == ["budget.epochs": .refused])
        #expect(try verdicts(small, .none) == ["budget.epochs": .trialsGrow])
        #expect(try verdicts(.none, small) == ["budget.epochs": .refused])
        #expect(
            try verdicts(Budget(seconds: 9), Budget(seconds: 5)) == ["budget.time": .trialsGrow])
        let (weak, strict) = (Budget(target: 0.2), Budget(target: 0.1))
        #expect(try verdicts(weak, strict) == ["budget.target": .trialsGrow])
        #expect(try verdicts(strict, weak) == ["budget.target": .refused])
        #expect(
            try verdicts(Budget(target: 0.2), Budget(target: 0.2, lag: 3))
                == ["budget.lag": .refused])
    }

    @Test("Everything that a trial's numbers depend on is refused")
    func refused() throws {
        let found = try verdicts {
            $0.study = "b"
            $0.objective = .denoisingAutoencoder
            $0.dataset = .fashionMNIST
            $0.split = Split(validationFraction: 0.1, seed: 1, validation: .testSet)
            $0.batchSize = 1
            $0.metric = Metric(name: "train_loss", direction: .maximize)
            $0.sampler = .grid
            $0.seed = 1
            $0.trialTimeLimit = 60
            $0.space.parameters.swapAt(0, 1)
            $0.space.parameters[2].domain = .categorical([.text("Adam")])
            $0.space.parameters[3].name = "rate"
        }
        #expect(
            Set(found.keys) == [
                "study", "objective", "dataset", "split.validation", "split.validation_fraction",
                "split.seed", "batch_size", "metric.name", "metric.direction", "sampler", "seed",
                "time_limit", "training.learning_rate", "space.optimizer", "space.learning_rate",
                "space.rate",
            ])
        #expect(found.values.allSatisfy { $0 == .refused })
    }

    @Test("The TPE sampler's settings may not change, where it is in use")
    func tpe() throws {
        let other = TPESettings(startup: 11, candidates: 25, lag: 9)
        var (old, new) = (try shippedJob("table-1.yaml").job, try shippedJob("table-1.yaml").job)
        (old.sampler, new.sampler) = (TPESettings().spec, other.spec)
        let list = JobComparison.differences(recorded: old, requested: new)
        #expect(list.map(\.field) == ["sampler.startup", "sampler.candidates", "sampler.lag"])
        #expect(list.allSatisfy { $0.verdict == .refused })
    }

    @Test("Every change that changes a job's fingerprint is seen, and not taken for a free one")
    func fingerprint() throws {
        let changes: [(inout NetworkJob) -> Void] = [
            { $0.epochs += 1 }, { $0.seed += 1 }, { $0.split.seed += 1 }, { $0.batchSize += 1 },
            { $0.space.parameters.reverse() }, { $0.dataset = .fashionMNIST },
            { $0.metric.name = "x" },
        ]
        let job = try NetworkJob(shippedJob("table-1.yaml").job)
        for change in changes {
            var other = job
            change(&other)
            #expect(other.fingerprint != job.fingerprint)
            let list = JobComparison.differences(recorded: job.job, requested: other.job)
            #expect(list.count == 1 && list[0].verdict != .free)
        }
    }

    @Test("Differences are told in words")
    func text() throws {
        let recorded = try shippedJob("table-1.yaml").job
        var requested = recorded
        requested.trials = 10
        requested.space.parameters[1].domain = .float(
            FloatDomain(low: 1e-6, high: 0.01, distribution: .logUniform))
        requested.space.parameters.removeLast()
        let list = JobComparison.differences(recorded: recorded, requested: requested)
        #expect(
            list.map(\.description) == [
                "trials: 50 is recorded, 10 is asked for",
                "space.l2: [0.0] + pool of 10 drawn from float from 0.0, normal(1e-05, 0.0001) "
                    + "is recorded, float from 1e-06 to 0.01, log is asked for",
                "space.hidden_units: pool of 10 drawn from int from 50 to 149 is recorded, "
                    + "nothing is asked for",
            ])
    }

    @Test("The same parameters in another order are another space")
    func order() throws {
        let found = try verdicts { $0.space.parameters.swapAt(0, 1) }
        #expect(found == ["the order of space": .refused])
    }
}
