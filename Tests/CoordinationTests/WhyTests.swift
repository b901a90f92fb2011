import Coordination
import Search
import StudyModel
import Testing

/// Why trials of a study run or don't.
struct WhyTests {
    private func kinds(_ reasons: [StudyReason]) -> [StudyReason.Kind] { reasons.map(\.kind) }

    private func worker(
        _ name: String, _ bench: CoordinatorBench, study: Int = 0, trial: Int? = nil
    ) throws -> [StudyReason] {
        let all = bench.machine.workerReasons(ofStudy: study, trial: trial, limit: 10).workers
        return try #require(all.first { $0.identity.name == name }).reasons
    }

    @Test("A study without workers says so, then that none can run it, then what each lacks")
    func workers() throws {
        var bench = try CoordinatorBench(
            trials: [1], programs: [0], needs: [0: ResourceNeed(gpus: 1)])
        #expect(kinds(bench.machine.reasons(ofStudy: 0)) == [.noWorker])
        try bench.join("plain", resources: WorkerResources())
        try bench.join("open", allowsCommands: true, resources: WorkerResources())
        try bench.join("old", allowsCommands: true)
        let reasons = bench.machine.reasons(ofStudy: 0)
        #expect(kinds(reasons) == [.noneCanRun])
        #expect(reasons[0].text.contains("worker open has 0 of 1 gpus"), "\(reasons)")
        #expect(
            try worker("plain", bench)
                == [StudyReason(.mayNot, "was started without --allow-commands")])
        #expect(try worker("open", bench) == [StudyReason(.lacks, "has 0 of 1 gpus")])
        #expect(try worker("old", bench)[0].text.contains("knows no resources"))
    }

    @Test("A busy worker says with what; one in trouble until when; one with room that it has")
    func busy() throws {
        var bench = try CoordinatorBench(trials: [9], needs: [0: ResourceNeed(gpus: 1)])
        let gpu = WorkerResources(devices: [.init(index: 0, name: "d")])
        try bench.join("a", slots: 4, resources: gpu)
        let attempt = try bench.tick().assigned(to: "a")[0]
        #expect(
            try worker("a", bench) == [
                StudyReason(.runs, "has trial 0"),
                StudyReason(.busy, "busy with study-0/0: 0 of 1 gpus have room for it"),
            ])
        #expect(kinds(bench.machine.reasons(ofStudy: 0)) == [.running, .busy])
        #expect(kinds(bench.machine.reasons(ofTrial: 0, in: 0)) == [.running])
        #expect(kinds(bench.machine.reasons(ofTrial: 5, in: 0)) == [.notBegun])
        try bench.hear(.attemptFailed(attempt, reason: "a full disk"), from: "a")
        #expect(
            try worker("a", bench, trial: 0).first
                == StudyReason(.refused, "could not execute trial 0 before: a full disk"))
        let retried = bench.machine.reasons(ofTrial: 0, in: 0)
        #expect(
            retried == [
                StudyReason(
                    .retried,
                    "it waits for a worker that has not tried it; a could not execute it, or again "
                        + "for one of these after 5 s")
            ])
        let second = try bench.tick().assigned(to: "a")[0]
        try bench.hear(.attemptFailed(second, reason: "a full disk"), from: "a")
        let trouble = try worker("a", bench)
        #expect(
            kinds(trouble) == [.trouble] && trouble[0].text.contains("gets none of study-0 for 1 s")
        )
    }

    @Test("A silent worker says for how long, and its study that nobody gives a sign of life")
    func silent() throws {
        var bench = try CoordinatorBench(trials: [9])
        try bench.join("a")
        _ = try bench.tick()
        try bench.tick(after: 20)
        #expect(try kinds(worker("a", bench)).contains(.silent))
        #expect(kinds(bench.machine.reasons(ofStudy: 0)) == [.running, .silent])
    }

    @Test("Each end of a study is told: finished, budget, halted, ending")
    func ends() throws {
        var bench = try CoordinatorBench(trials: [1])
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        #expect(
            bench.machine.reasons(ofStudy: 0).last
                == StudyReason(.running, "every trial has begun, and the last ones are running"))
        try bench.hear(.results([bench.result(of: attempt)]), from: "a")
        #expect(kinds(bench.machine.reasons(ofStudy: 0)) == [.finished])
        #expect(kinds(bench.machine.reasons(ofTrial: 0, in: 0)) == [.ended])
        var timed = try CoordinatorBench(trials: [5], budget: Budget(seconds: 3))
        try timed.join("a")
        _ = try timed.tick()
        try timed.tick(after: 4)
        #expect(kinds(timed.machine.reasons(ofStudy: 0)) == [.running, .budgetEnded])
        var ending = try CoordinatorBench(trials: [5])
        try ending.handle(.stopDispatching)
        #expect(kinds(ending.machine.reasons(ofStudy: 0)) == [.stopping])
        var settings = CoordinatorMachine.Settings(leaseSeconds: 40)
        settings.haltsUnrunnable = true
        var halted = try CoordinatorBench(
            trials: [1], settings: settings, needs: [0: ResourceNeed(cpus: 2)])
        try halted.join("a")
        try halted.tick()
        #expect(kinds(halted.machine.reasons(ofStudy: 0)) == [.stopped])
    }

    @Test("A later study says which earlier one comes first")
    func earlier() throws {
        var bench = try CoordinatorBench(trials: [9, 9])
        try bench.join("a")
        _ = try bench.tick()
        let reasons = bench.machine.reasons(ofStudy: 1)
        try #require(kinds(reasons) == [.busy, .earlierStudy])
        #expect(reasons[1].text == "study-0 comes first, and has trials at them")
        #expect(try worker("a", bench, study: 1)[0].text.contains("busy with study-0/0"))
    }

    @Test("A study whose sampler waits for results says so")
    func sampler() throws {
        var bench = try CoordinatorBench(
            trials: [9],
            change: { $0.sampler = TPESettings(startup: 1, candidates: 4, lag: 1).spec })
        try bench.join("a", slots: 4)
        let begun = try bench.tick().assigned(to: "a").count
        #expect(begun < 4)
        let reasons = bench.machine.reasons(ofStudy: 0)
        #expect(kinds(reasons) == [.running, .sampler])
        #expect(reasons[1].text.contains("the tpe sampler draws it (its lag)"))
        #expect(try kinds(worker("a", bench)) == [.runs, .free])
    }

    @Test("A study whose trials wait for their cohort says so, and so does such a trial")
    func scheduler() throws {
        var bench = try CoordinatorBench(
            trials: [3],
            change: {
                $0.epochs = 4
                $0.scheduler = SchedulerKind.asha.spec([
                    Setting("cohort", .literal(.int(3))), Setting("reduction", .literal(.int(2))),
                ])
            })
        try bench.join("a", slots: 3)
        let assignments = try bench.tick().messages(to: "a").flatMap { message in
            if case .assign(let assignments, _) = message { assignments } else { [Assignment]() }
        }
        #expect(assignments.count == 3)
        let until = try #require(assignments[0].until)
        let curve = (1...until).map { IntermediateResult(epoch: $0, metrics: ["loss": 1]) }
        try bench.hear(
            .results([
                AttemptResult(
                    attempt: assignments[0].attempt,
                    ending: .reached(epoch: until, checkpoint: nil), intermediateResults: curve)
            ]), from: "a")
        let reasons = bench.machine.reasons(ofStudy: 0)
        #expect(kinds(reasons) == [.running, .scheduler])
        #expect(reasons[1].text.contains("1 trial paused until the trials that the asha"))
        #expect(kinds(bench.machine.reasons(ofTrial: 0, in: 0)) == [.paused])
    }
}
