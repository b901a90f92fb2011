import Coordination
import Search
import StudyModel
import Testing

/// Trials for executors outside: asked for, told about, under leases.
struct AskTellTests {
    private func ask(
        _ bench: inout CoordinatorBench, by name: String = "notebook", seconds: Double = 600
    ) throws -> ExecutorReply.Content? {
        try bench.handle(
            .ask(request: 1, study: "study-0", by: name, leaseSeconds: seconds)
        ).replies.first?.content
    }

    private func tell(
        _ bench: inout CoordinatorBench, _ trial: Int, _ told: ToldResult
    ) throws -> ExecutorReply.Content? {
        try bench.handle(.tell(request: 2, study: "study-0", trial: trial, told)).replies.first?
            .content
    }

    private func isRefused(_ content: ExecutorReply.Content?, _ text: String) -> Bool {
        if case .refused(let reason)? = content { reason.contains(text) } else { false }
    }

    private func isMistaken(_ content: ExecutorReply.Content?, _ text: String) -> Bool {
        if case .mistaken(let reason)? = content { reason.contains(text) } else { false }
    }

    @Test("An asked trial is a trial like any other, beside those of workers")
    func outcome() throws {
        var bench = try CoordinatorBench(trials: [3])
        guard case .assigned(let first)? = try ask(&bench) else {
            Issue.record("nothing was assigned")
            return
        }
        #expect(first.attempt.trial == 0)
        try bench.join("a", slots: 5)
        #expect(try bench.tick().assigned(to: "a").map(\.trial) == [1, 2])
        // An intermediate result, then the end.
        #expect(
            try tell(&bench, 0, ToldResult(epoch: 1, metrics: ["loss": 3]))
                == .recorded(isOver: false))
        let last = ToldResult(metrics: ["loss": 2])
        #expect(try tell(&bench, 0, last) == .recorded(isOver: true))
        #expect(bench.trial(0).trial.metrics == ["loss": 2])
        #expect(bench.trial(0).intermediateResults.map(\.epoch) == [1, 3])
        // The same again is no error, another one is.
        #expect(try tell(&bench, 0, last) == .recorded(isOver: true))
        let other = ToldResult(metrics: ["loss": 1])
        #expect(isRefused(try tell(&bench, 0, other), "another result"))
        #expect(bench.trial(0).trial.metrics == ["loss": 2])
    }

    @Test("A metric that a job without workers does not have is refused, and the trial goes on")
    func unknownMetric() throws {
        var bench = try CoordinatorBench(
            trials: [1],
            change: {
                $0.objective = ObjectiveSpec(
                    kind: ObjectiveSpec.externalKind, metrics: [.init("loss"), .init("accuracy")])
            })
        _ = try ask(&bench)
        let wrong = ToldResult(metrics: ["loss": 1, "acuracy": 0.5])
        #expect(
            isMistaken(
                try tell(&bench, 0, wrong),
                "'acuracy' is no metric of study-0; expected loss, accuracy"))
        let right = ToldResult(metrics: ["loss": 1, "accuracy": 0.5])
        #expect(try tell(&bench, 0, right) == .recorded(isOver: true))
    }

    @Test(
        "An enqueued configuration is the next trial, what is left out is drawn, once and for all")
    func enqueue() throws {
        var bench = try CoordinatorBench(trials: [3])
        func enqueue(_ value: Double) throws -> ExecutorReply.Content? {
            let given = Configuration([.init("x", .float(value))])
            return try bench.handle(
                .enqueue(request: 1, study: "study-0", given)
            ).replies.first?.content
        }
        try bench.join("a")
        #expect(try bench.tick().assigned(to: "a").map(\.trial) == [0])
        #expect(try enqueue(0.5) == .enqueued(trial: 1))
        #expect(try enqueue(0.25) == .enqueued(trial: 2))
        #expect(isRefused(try enqueue(0.75), "the last of 3 trials has begun"))
        #expect(bench.trial(1).trial.configuration["x"] == .float(0.5))
        #expect(bench.trial(2).trial.configuration["n"] != nil)
        let before = [1, 2].map { bench.trial($0).trial.configuration }
        try bench.restart()
        try bench.join("b", slots: 3)
        #expect(try bench.tick().assigned(to: "b").map(\.trial) == [1, 2])
        #expect([1, 2].map { bench.trial($0).trial.configuration } == before)
    }

    @Test("A failure, and a metric that is not finite, fail the trial with the reason")
    func failures() throws {
        var bench = try CoordinatorBench(trials: [2])
        _ = try ask(&bench)
        _ = try ask(&bench)
        #expect(
            try tell(&bench, 0, ToldResult(failure: "no such file")) == .recorded(isOver: true))
        #expect(bench.trial(0).trial.failure == "no such file")
        #expect(try tell(&bench, 1, ToldResult(metrics: ["loss": .nan])) == .recorded(isOver: true))
        #expect(bench.trial(1).trial.failure?.contains("nan") == true)
        // The same again changes nothing.
        #expect(try tell(&bench, 1, ToldResult(metrics: ["loss": .nan])) == .recorded(isOver: true))
        #expect(isRefused(try tell(&bench, 1, ToldResult(metrics: ["loss": 1])), "another result"))
        guard case .nothing(_, isOver: true)? = try ask(&bench) else {
            Issue.record("the study should be over")
            return
        }
    }

    @Test("A second result of an epoch, and the end of a segment without the metric, are refused")
    func segments() throws {
        var bench = try CoordinatorBench(
            trials: [4],
            change: {
                $0.epochs = 9
                $0.scheduler = SchedulerKind.asha.spec([
                    Setting("min_epochs", .literal(.int(3)))
                ])
            })
        guard case .assigned(let first)? = try ask(&bench) else {
            Issue.record("nothing was assigned")
            return
        }
        let end = try #require(first.until)
        #expect(end == 3)
        let told = ToldResult(epoch: 1, metrics: ["loss": 1])
        #expect(try tell(&bench, 0, told) == .recorded(isOver: false))
        #expect(try tell(&bench, 0, told) == .recorded(isOver: false))
        let other = ToldResult(epoch: 1, metrics: ["loss": 2])
        #expect(isRefused(try tell(&bench, 0, other), "epoch 1 of trial 0 has another result"))
        // A coordinator that starts again knows what was told to the one before.
        try bench.restart()
        #expect(try tell(&bench, 0, told) == .recorded(isOver: false))
        #expect(isRefused(try tell(&bench, 0, other), "epoch 1 of trial 0 has another result"))
        let foreign = ToldResult(epoch: end, metrics: ["accuracy": 3])
        #expect(isMistaken(try tell(&bench, 0, foreign), "no loss, which the job ranks by"))
        let last = ToldResult(epoch: end, metrics: ["loss": 0.5])
        #expect(try tell(&bench, 0, last) == .recorded(isOver: false))
        #expect(bench.trial(0).intermediateResults.last?.metrics == ["loss": 0.5])
    }

    @Test("An asker without a trial is told that all have begun")
    func begun() throws {
        var bench = try CoordinatorBench(trials: [1])
        _ = try ask(&bench)
        guard case .nothing(let reason, isOver: false)? = try ask(&bench) else {
            Issue.record("nothing should be handed out")
            return
        }
        #expect(reason == "every trial has begun, and the last ones are running")
    }

    @Test("What can't be a result is refused, and the trial stays held")
    func refusals() throws {
        var bench = try CoordinatorBench(trials: [2])
        _ = try ask(&bench)
        #expect(isMistaken(try tell(&bench, 7, ToldResult(metrics: ["loss": 1])), "no trial 7"))
        #expect(isMistaken(try tell(&bench, 0, ToldResult(metrics: ["other": 1])), "no loss"))
        #expect(
            isMistaken(try tell(&bench, 0, ToldResult(epoch: 9, metrics: ["loss": 1])), "epoch 9"))
        #expect(
            isMistaken(try tell(&bench, 0, ToldResult(epoch: -1, metrics: ["loss": 1])), "epoch -1")
        )
        #expect(bench.outcomes(of: 0) == [.running])
        try bench.join("a")
        try bench.tick()
        #expect(
            isRefused(try tell(&bench, 1, ToldResult(metrics: ["loss": 1])), "runs on worker a"))
        let unknown = try bench.handle(
            .ask(request: 1, study: "other", by: "x", leaseSeconds: 1)
        ).replies.first?.content
        #expect(isMistaken(unknown, "no study other"))
    }

    @Test("A lease that ends gives the trial to the next who asks; telling renews it")
    func lease() throws {
        var bench = try CoordinatorBench(trials: [1])
        _ = try ask(&bench, seconds: 100)
        try bench.tick(after: 90)
        _ = try tell(&bench, 0, ToldResult(epoch: 1, metrics: ["loss": 3]))
        try bench.tick(after: 90)
        #expect(bench.outcomes(of: 0) == [.running])
        try bench.tick(after: 20)
        #expect(bench.outcomes(of: 0) == [.lost])
        let epoch = ToldResult(epoch: 1, metrics: ["loss": 1])
        #expect(isRefused(try tell(&bench, 0, epoch), "lease has ended"))
        guard case .assigned(let again)? = try ask(&bench) else {
            Issue.record("nothing was assigned")
            return
        }
        #expect(again.attempt.trial == 0 && again.attempt.number == 2)
    }

    @Test("A late result counts, unless it is only that of an epoch before the end")
    func late() throws {
        var bench = try CoordinatorBench(trials: [2])
        for trial in 0..<2 {
            _ = try ask(&bench, seconds: 10)
            try bench.tick(after: 20)
            #expect(bench.outcomes(of: trial) == [.lost])
            if trial == 1 { try bench.restart() }
            let told = ToldResult(metrics: ["loss": Double(trial)])
            #expect(try tell(&bench, trial, told) == .recorded(isOver: true))
            #expect(bench.trial(trial).trial.metrics == ["loss": Double(trial)])
        }
    }

    @Test("A trial that is handed back goes to the next who asks, and a result of it still counts")
    func givenBack() throws {
        var bench = try CoordinatorBench(trials: [2])
        func giveBack(_ trial: Int) throws -> ExecutorReply.Content? {
            try bench.handle(.giveBack(request: 3, study: "study-0", trial: trial)).replies.first?
                .content
        }
        _ = try ask(&bench)
        #expect(try giveBack(0) == .recorded(isOver: false))
        #expect(bench.outcomes(of: 0) == [.returned])
        #expect(isRefused(try giveBack(0), "nobody who asked for trial 0"))
        #expect(isRefused(try giveBack(-1), "nobody who asked for trial -1"))
        guard case .assigned(let again)? = try ask(&bench) else {
            Issue.record("nothing was assigned")
            return
        }
        #expect(again.attempt.trial == 0 && again.attempt.number == 2)
        // As after `podium cancel`, whose job is submitted again.
        #expect(try giveBack(0) == .recorded(isOver: false))
        #expect(try tell(&bench, 0, ToldResult(metrics: ["loss": 2])) == .recorded(isOver: true))
        #expect(bench.trial(0).trial.metrics == ["loss": 2])
        // A worker's trial is not handed back by others.
        try bench.join("a")
        try bench.tick()
        #expect(isRefused(try giveBack(1), "nobody who asked for trial 1"))
    }

    @Test("A record has the results that were told, of an epoch or of the end, and no others")
    func recorded() throws {
        var bench = try CoordinatorBench(trials: [2])
        _ = try ask(&bench)
        _ = try tell(&bench, 0, ToldResult(epoch: 1, metrics: ["loss": 3]))
        #expect(ToldResult(epoch: 1, metrics: ["loss": 3]).isRecorded(in: bench.trial(0)))
        #expect(!ToldResult(metrics: ["loss": 3]).isRecorded(in: bench.trial(0)))
        _ = try tell(&bench, 0, ToldResult(metrics: ["loss": 2]))
        let record = bench.trial(0)
        for (told, isRecorded) in [
            (ToldResult(metrics: ["loss": 2]), true), (ToldResult(metrics: ["loss": 3]), false),
            (ToldResult(epoch: 1, metrics: ["loss": 3]), true),
            (ToldResult(epoch: 1, metrics: ["loss": 2]), false),
            (ToldResult(failure: "no"), false),
        ] {
            #expect(told.isRecorded(in: record) == isRecorded, "\(told)")
        }
        _ = try ask(&bench)
        _ = try tell(&bench, 1, ToldResult(failure: "no"))
        #expect(ToldResult(failure: "still no").isRecorded(in: bench.trial(1)))
        #expect(ToldResult(metrics: ["loss": .nan]).isRecorded(in: bench.trial(1)))
    }

    @Test("Nothing can be told about a paused trial but what is on record")
    func paused() throws {
        var bench = try CoordinatorBench(
            trials: [4],
            change: {
                $0.epochs = 9
                $0.scheduler = SchedulerKind.asha.spec()
            })
        _ = try ask(&bench)
        let told = ToldResult(epoch: 1, metrics: ["loss": 1])
        #expect(try tell(&bench, 0, told) == .recorded(isOver: false))
        #expect(bench.trial(0).trial.state == .paused)
        for _ in 0..<2 {
            #expect(try tell(&bench, 0, told) == .recorded(isOver: false))
            for other in [
                ToldResult(epoch: 1, metrics: ["loss": 2]),
                ToldResult(epoch: 2, metrics: ["loss": 1]),
                ToldResult(metrics: ["other": 1]), ToldResult(failure: "broken"),
            ] {
                #expect(isRefused(try tell(&bench, 0, other), "is paused after epoch 1"))
            }
            try bench.restart()
        }
    }

    @Test("Epochs are told in their order")
    func order() throws {
        var bench = try CoordinatorBench(trials: [1], change: { $0.epochs = 9 })
        _ = try ask(&bench)
        let fourth = ToldResult(epoch: 4, metrics: ["loss": 1])
        #expect(try tell(&bench, 0, fourth) == .recorded(isOver: false))
        let second = ToldResult(epoch: 2, metrics: ["loss": 1])
        #expect(isRefused(try tell(&bench, 0, second), "epoch 2 of trial 0 comes after epoch 4"))
    }

    @Test("An asked trial outlives a restart, and no worker can claim its name")
    func restart() throws {
        var bench = try CoordinatorBench(trials: [1])
        _ = try ask(&bench)
        try bench.restart()
        #expect(bench.machine.absentWorkers.isEmpty)
        let reasons = bench.machine.reasons(ofTrial: 0, in: 0)
        #expect(reasons.map(\.text)[0].contains("was handed out to ask by notebook; unless"))
        try bench.tick(after: 300)
        let refused = try bench.join("ask by notebook").messages(to: "ask by notebook")
        #expect(refused.contains { if case .reject = $0 { true } else { false } })
        #expect(try tell(&bench, 0, ToldResult(metrics: ["loss": 2])) == .recorded(isOver: true))
    }
}
