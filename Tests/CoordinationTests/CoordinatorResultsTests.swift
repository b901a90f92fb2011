import Coordination
import StudyModel
import Testing

/// What becomes of results, hand-backs and failures.
struct CoordinatorResultsTests {
    /// A bench whose trial 0 was lost by worker "a" and runs on worker "b".
    private func reassigned() throws -> (CoordinatorBench, late: AttemptID, current: AttemptID) {
        var bench = try CoordinatorBench(trials: [1])
        try bench.join("a")
        let late = try bench.tick().assigned(to: "a")[0]
        try bench.tick(after: 41)
        try bench.join("b")
        let current = try bench.tick().assigned(to: "b")[0]
        try bench.join("a", over: "a2", held: [late])
        return (bench, late, current)
    }

    @Test("A result is recorded and acknowledged in one step")
    func result() throws {
        var bench = try CoordinatorBench()
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        let result = bench.result(of: attempt)
        let effects = try bench.hear(.results([result]), from: "a")
        #expect(effects.messages(to: "a") == [.acknowledge([attempt])])
        #expect(
            effects.changes.map(\.change)
                == [
                    .trialFinished(
                        attempt, result.ending.outcome!,
                        intermediateResults: result.intermediateResults)
                ])
    }

    @Test("A repeated result is acknowledged again and changes nothing")
    func duplicate() throws {
        var bench = try CoordinatorBench()
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        let message = WorkerMessage.results([bench.result(of: attempt)])
        try bench.hear(message, from: "a")
        let again = try bench.hear(message, from: "a")
        #expect(again.messages(to: "a") == [.acknowledge([attempt])])
        #expect(again.changes.isEmpty && again.notices.isEmpty)
        try bench.restart()
        try bench.join("a", held: [attempt])
        let afterRestart = try bench.hear(message, from: "a")
        #expect(afterRestart.messages(to: "a") == [.acknowledge([attempt])])
        #expect(afterRestart.changes.isEmpty)
    }

    @Test("A repeated result with a number that is none agrees with itself")
    func duplicateNaN() throws {
        var bench = try CoordinatorBench()
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        let message = WorkerMessage.results([
            AttemptResult(
                attempt: attempt, outcome: .complete(metrics: ["loss": 1, "rate": .nan]),
                intermediateResults: [])
        ])
        try bench.hear(message, from: "a")
        #expect(try bench.hear(message, from: "a").changes.isEmpty)
    }

    @Test("A second, different result is alarmed and never overwrites")
    func conflict() throws {
        var (bench, late, current) = try reassigned()
        let first = bench.result(of: current)
        try bench.hear(.results([first]), from: "b")
        var second = bench.result(of: late)
        second.ending = .outcome(.complete(metrics: ["loss": -1]))
        let effects = try bench.hear(.results([second]), from: "a2")
        #expect(effects.messages(to: "a2") == [.acknowledge([late])])
        #expect(
            effects.notices
                == [
                    .conflict(
                        late, recorded: first.ending.outcome!, received: second.ending.outcome!)
                ])
        #expect(bench.store.committed["study-0"]!.conflicts == 1)
        #expect(bench.machine.studies[0].conflictCount == 1)
        #expect(bench.trial(0).intermediateResults == first.intermediateResults)
    }

    @Test("A late result wins over the attempt that runs now, which is cancelled")
    func lateResult() throws {
        var (bench, late, current) = try reassigned()
        let effects = try bench.hear(.results([bench.result(of: late)]), from: "a2")
        #expect(effects.messages(to: "b") == [.cancel([current])])
        #expect(effects.messages(to: "a2") == [.acknowledge([late])])
        #expect(bench.outcomes(of: 0).last == .superseded)
        #expect(bench.trial(0).trial.state.isTerminal)
        #expect(bench.machine.sessions[Peer("b")]?.outstanding == [])
        let other = try bench.hear(.results([bench.result(of: current)]), from: "b")
        #expect(other.changes.isEmpty)
        #expect(other.messages(to: "b") == [.acknowledge([current])])
    }

    @Test("Attempts that were never issued are refused, acknowledged and noted")
    func unissued() throws {
        var bench = try CoordinatorBench()
        try bench.join("a")
        let real = try bench.tick().assigned(to: "a")[0]
        var forged: [AttemptID] = []
        for change in 0..<8 {
            var attempt = real
            switch change {
            case 0: attempt.study = "another"
            case 1: attempt.trial = 1
            case 2: attempt.trial = -1
            case 3: attempt.number = 2
            case 4: attempt.number = 0
            case 5: attempt.number = Int.min
            case 6: attempt.incarnation += 1
            default: attempt.jobFingerprint ^= 1
            }
            forged.append(attempt)
        }
        for attempt in forged {
            let result = AttemptResult(
                attempt: attempt, outcome: .complete(metrics: ["loss": 0]), intermediateResults: [])
            for message: WorkerMessage in [
                .results([result]), .handBack(attempt, reason: "", checkpoint: digest(1)),
                .attemptFailed(attempt, reason: ""),
            ] {
                let effects = try bench.hear(message, from: "a")
                #expect(effects.changes.isEmpty && effects.unreferenced.isEmpty)
                #expect(effects.messages(to: "a") == [.acknowledge([attempt])])
                guard case .refused? = effects.notices.first else {
                    Issue.record("\(attempt) was not refused: \(effects.notices)")
                    continue
                }
            }
            let intermediate = IntermediateResult(epoch: 1, metrics: ["loss": 0])
            #expect(
                try bench.hear(.intermediateResult(attempt, intermediate), from: "a").changes
                    .isEmpty)
        }
        #expect(bench.outcomes(of: 0) == [.running])
    }

    @Test("Another worker's attempt is refused, whatever is said about it")
    func notTheirs() throws {
        var bench = try CoordinatorBench()
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        try bench.join("thief", credit: 0)
        for message: WorkerMessage in [
            .results([bench.result(of: attempt)]), .attemptFailed(attempt, reason: ""),
            .handBack(attempt, reason: "", checkpoint: digest(9)),
            .intermediateResult(attempt, IntermediateResult(epoch: 1, metrics: [:])),
        ] {
            let effects = try bench.hear(message, from: "thief")
            #expect(effects.changes.isEmpty && effects.unreferenced.isEmpty, "\(message)")
        }
        let ping = WorkerMessage.ping(sequence: 1, held: [AttemptProgress(attempt: attempt)])
        #expect(
            try bench.hear(ping, from: "thief").messages(to: "thief")
                == [.cancel([attempt]), .pong(sequence: 1)])
        #expect(bench.outcomes(of: 0) == [.running])
        #expect(bench.notices.count { if case .refused = $0 { true } else { false } } == 3)
    }

    @Test("A trial handed back goes on from its checkpoint, on another worker, flagged as resumed")
    func handBack() throws {
        var bench = try CoordinatorBench(trials: [2])
        try bench.join("a", slots: 2)
        let attempts = try bench.tick().assigned(to: "a")
        let effects = try bench.hear(
            .handBack(
                attempts[1], reason: "the worker was interrupted", checkpoint: digest(7)),
            from: "a")
        #expect(bench.trial(1).trial.checkpoint == digest(7))
        #expect(effects.messages(to: "a") == [.acknowledge([attempts[1]])])
        #expect(bench.outcomes(of: 1) == [.returned])
        try bench.hear(.handBack(attempts[0], reason: "", checkpoint: nil), from: "a")
        try bench.hear(.ready(credit: 0), from: "a")
        try bench.join("b", slots: 2)
        let starts = try bench.tick().messages(to: "b").flatMap { message -> [String?] in
            guard case .assign(let assignments, _) = message else { return [] }
            return assignments.map(\.checkpoint)
        }
        #expect(starts == [nil, digest(7)])
        try bench.restart()
        try bench.tick(after: 41)
        try bench.join("c", slots: 1)
        let again = try bench.tick().messages(to: "c")
        guard case .assign(let assignments, _)? = again.first else {
            Issue.record("nothing was assigned: \(again)")
            return
        }
        #expect(assignments.map(\.checkpoint) == [nil])
    }

    @Test("A failed trial is recorded as such and counted")
    func failedTrial() throws {
        var bench = try CoordinatorBench(trials: [1])
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        try bench.hear(
            .results([
                AttemptResult(
                    attempt: attempt, outcome: .failed(reason: "the loss is not finite"),
                    intermediateResults: [])
            ]), from: "a")
        #expect(bench.trial(0).trial.failure == "the loss is not finite")
        #expect(bench.machine.studies[0].failedCount == 1)
    }

    @Test("Reports come from the current attempt only")
    func reports() throws {
        var (bench, late, current) = try reassigned()
        let intermediate = IntermediateResult(epoch: 1, metrics: ["loss": 2])
        #expect(try bench.hear(.intermediateResult(late, intermediate), from: "a2").changes.isEmpty)
        #expect(
            try bench.hear(.intermediateResult(current, intermediate), from: "b").changes.map(
                \.change)
                == [.intermediateResult(trial: 0, intermediate)])
    }
}
