import Coordination
import StudyModel
import Testing

/// What a worker states is looked at before anything is decided by it.
struct WorkerLimitsTests {
    private func rejection(
        of hello: Hello, _ bench: inout CoordinatorBench
    ) throws -> String? {
        for message in try bench.hear(.hello(hello), from: "p").messages(to: "p") {
            if case .reject(let reason) = message { return reason }
        }
        return nil
    }

    private func hello(
        name: String = "w", host: String = "h", slots: Int = 1, credit: Int = 1, held: Int = 0
    ) -> Hello {
        let attempt = AttemptID(
            study: "study-0", trial: 0, number: 1, incarnation: 1, jobFingerprint: 0)
        return Hello(
            identity: WorkerIdentity(name: name, host: host), bootNonce: 1, slots: slots,
            credit: credit, held: Array(repeating: attempt, count: held))
    }

    @Test("A worker whose hello can't be true is rejected with what is wrong")
    func hellos() throws {
        var bench = try CoordinatorBench()
        let cases: [(Hello, String)] = [
            (hello(slots: Int.max), "\(Int.max) slots; expected 1 to 1024"),
            (hello(slots: 0), "0 slots"), (hello(slots: Int.min), "slots"),
            (hello(name: ""), "its name has 0 bytes; expected 1 to 128"),
            (hello(name: "a\u{1B}[2J"), "its name has control characters"),
            (hello(name: "a\nb"), "control characters"),
            (hello(name: "a\u{202E}b"), "control characters"),
            (hello(name: String(repeating: "x", count: 1_000_000)), "1000000 bytes"),
            (hello(host: "h\0"), "its host has control characters"),
            (hello(held: 5000), "holds 5000 attempts"),
        ]
        for (hello, expected) in cases {
            let reason = try rejection(of: hello, &bench)
            #expect(reason?.contains(expected) == true, "\(reason ?? "taken"): \(expected)")
            #expect(bench.machine.sessions.isEmpty)
        }
        #expect(try rejection(of: hello(name: "höchst-gültig.例"), &bench) == nil)
    }

    @Test("A credit is granted up to what slots can use, and a step has a bounded length")
    func credits() throws {
        var settings = CoordinatorMachine.Settings(leaseSeconds: 40)
        settings.attemptsPerStep = 300
        var bench = try CoordinatorBench(trials: [2000], settings: settings)
        try bench.join("a", slots: 2, credit: Int.max)
        var counts = [try bench.tick().assigned(to: "a").count]
        #expect(bench.machine.nextDeadline.map { $0 <= bench.now } == true, "more is due at once")
        counts.append(try bench.tick().assigned(to: "a").count)
        counts.append(try bench.tick().assigned(to: "a").count)
        #expect(counts == [300, 214, 0])
        try bench.hear(.ready(credit: Int.max), from: "a")
        #expect(try bench.tick().assigned(to: "a").isEmpty)
        try bench.hear(.ready(credit: Int.min), from: "a")
        #expect(bench.machine.sessions[Peer("a")]?.credit == 0)
    }

    @Test("A result that no execution can have is refused, and its trial runs elsewhere")
    func results() throws {
        let sound = [1, 2, 3].map { IntermediateResult(epoch: $0, metrics: ["loss": 1]) }
        let cases: [(TrialOutcome, [IntermediateResult], String)] = [
            (.complete(metrics: [:]), sound, "no loss"),
            (.complete(metrics: ["other": 1]), sound, "no loss"),
            (.complete(metrics: ["loss": .nan]), sound, "loss is nan"),
            (.complete(metrics: ["loss": 1, "b": .infinity]), sound, "b is inf"),
            (.complete(metrics: ["loss": 1, "a\u{7}": 1]), sound, "control characters"),
            (.complete(metrics: ["loss": 1]), sound + sound, "6 intermediate results"),
            (
                .complete(metrics: ["loss": 1]), [IntermediateResult(epoch: Int.max, metrics: [:])],
                "expected 1 to 3"
            ),
            (
                .complete(metrics: ["loss": 1]), [IntermediateResult(epoch: 0, metrics: [:])],
                "of epoch 0"
            ),
            (.complete(metrics: ["loss": 1]), [sound[1], sound[0]], "in order"),
            (
                .failed(reason: "x"), [IntermediateResult(epoch: Int.min, metrics: [:])],
                "expected 1 to 3"
            ),
        ]
        for (outcome, intermediateResults, expected) in cases {
            var bench = try CoordinatorBench(trials: [1])
            try bench.join("a")
            let attempt = try bench.tick().assigned(to: "a")[0]
            let result = AttemptResult(
                attempt: attempt, outcome: outcome, intermediateResults: intermediateResults)
            let effects = try bench.hear(.results([result]), from: "a")
            #expect(effects.messages(to: "a") == [.acknowledge([attempt])])
            #expect(bench.trial(0).trial.state == .waiting)
            let note = bench.trial(0).attempts[0].note
            #expect(note.contains(expected), "\(note): \(expected)")
            try bench.join("b", nonce: 2)
            let again = try bench.tick(after: 0.3).assigned(to: "b")[0]
            try bench.hear(.results([bench.result(of: again)]), from: "b")
            #expect(bench.machine.isFinished)
        }
    }

    @Test("Intermediate results out of range, or repeated, are not recorded")
    func reports() throws {
        var bench = try CoordinatorBench(trials: [1])
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        for epoch in [Int.min, -1, 0, 4, Int.max] {
            let intermediate = IntermediateResult(epoch: epoch, metrics: ["loss": 1])
            #expect(
                try bench.hear(.intermediateResult(attempt, intermediate), from: "a").changes
                    .isEmpty)
        }
        let bad = IntermediateResult(epoch: 1, metrics: ["loss": .nan])
        #expect(try bench.hear(.intermediateResult(attempt, bad), from: "a").changes.isEmpty)
        let good = IntermediateResult(epoch: 1, metrics: ["loss": 1])
        #expect(try bench.hear(.intermediateResult(attempt, good), from: "a").changes.count == 1)
        #expect(try bench.hear(.intermediateResult(attempt, good), from: "a").changes.isEmpty)
    }

    @Test("How far an attempt is becomes a number that can be shown")
    func progress() throws {
        var bench = try CoordinatorBench(trials: [1])
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        for value in [Double.nan, .infinity, -.infinity, -1, 1e300, 0.5] {
            let stated = AttemptProgress(
                attempt: attempt, fraction: value, samplesPerSecond: value)
            try bench.hear(.ping(sequence: 1, held: [stated]), from: "a")
            let known = bench.machine.sessions[Peer("a")]!.progress[attempt]!
            #expect((0...1).contains(known.fraction) && (0...1e12).contains(known.samplesPerSecond))
        }
    }

    @Test("A reason is kept as far as anybody reads it")
    func reasons() throws {
        var bench = try CoordinatorBench(trials: [1])
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        let long = String(repeating: "x", count: 1_000_000)
        try bench.hear(
            .results([
                AttemptResult(
                    attempt: attempt, outcome: .failed(reason: long), intermediateResults: [])
            ]), from: "a")
        #expect((bench.trial(0).trial.failure ?? "").utf8.count < 5000)
    }
}
