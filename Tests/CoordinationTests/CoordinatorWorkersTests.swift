import Coordination
import StudyModel
import Testing

/// Who is known, and how long for.
struct CoordinatorWorkersTests {
    @Test("Versions that don't overlap are rejected with words that say what to do")
    func versions() throws {
        for range in [UInt16(0)...1, 1...3, 5...9, 7...65535] {
            var bench = try CoordinatorBench()
            let hello = Hello(
                lowestVersion: range.lowerBound, highestVersion: range.upperBound,
                identity: WorkerIdentity(name: "old", host: "h"), bootNonce: 1, slots: 1, credit: 1,
                held: [])
            let answers = try bench.hear(.hello(hello), from: "p").messages(to: "p")
            guard answers.count == 1, case .reject(let reason) = answers[0] else {
                Issue.record("no rejection: \(answers)")
                continue
            }
            let versions =
                range.count == 1
                ? "version \(range.lowerBound)"
                : "versions \(range.lowerBound) to \(range.upperBound)"
            #expect(reason.hasPrefix("worker old speaks protocol \(versions); "))
            #expect(reason.contains("this coordinator speaks version 4: "))
            #expect(reason.contains("use the same release of podium on both machines"))
            #expect(bench.machine.sessions.isEmpty)
            #expect(try bench.tick().messages.isEmpty)
        }
    }

    @Test("The highest version that both speak is chosen")
    func negotiation() throws {
        var bench = try CoordinatorBench()
        let hello = Hello(
            lowestVersion: 0, highestVersion: 9, identity: WorkerIdentity(name: "new", host: "h"),
            bootNonce: 1, slots: 1, credit: 1, held: [])
        #expect(
            try bench.hear(.hello(hello), from: "p").messages(to: "p")
                == [.welcome(version: ProtocolVersion.highest, pingSeconds: 2)])
    }

    @Test("A stranger is asked who it is, whatever it says; one that leaves is let go")
    func strangers() throws {
        var bench = try CoordinatorBench()
        let attempt = AttemptID(
            study: "study-0", trial: 0, number: 1, incarnation: 1, jobFingerprint: 0)
        let messages: [WorkerMessage] = [
            .ready(credit: 4), .ping(sequence: 1, held: []), .results([]),
            .intermediateResult(attempt, IntermediateResult(epoch: 1, metrics: [:])),
            .attemptFailed(attempt, reason: ""),
            .handBack(attempt, reason: "", checkpoint: nil),
        ]
        for message in messages {
            let effects = try bench.hear(message, from: "stranger")
            #expect(effects.messages(to: "stranger") == [.whoAreYou])
            #expect(effects.changes.isEmpty)
        }
        #expect(try bench.hear(.goodbye, from: "stranger").isEmpty)
    }

    @Test("A lease ends without a sign of life and is renewed by each one")
    func leases() throws {
        var bench = try CoordinatorBench(trials: [2])
        try bench.join("a", slots: 2)
        let attempts = try bench.tick().assigned(to: "a")
        for _ in 0..<10 {
            try bench.tick(after: 20)
            try bench.hear(
                .ping(sequence: 1, held: [AttemptProgress(attempt: attempts[0])]), from: "a")
            try bench.hear(
                .intermediateResult(attempts[0], IntermediateResult(epoch: 1, metrics: [:])),
                from: "a")
        }
        #expect(bench.outcomes(of: 0) == [.running])
        #expect(bench.outcomes(of: 1).first == .lost, "it was not among what the worker holds")
        try bench.tick(after: 39.9)
        #expect(bench.outcomes(of: 0) == [.running])
        try bench.tick(after: 0.5)
        #expect(bench.outcomes(of: 0) == [.lost])
        #expect(bench.machine.sessions.isEmpty, "a silent worker is forgotten")
        let ping = WorkerMessage.ping(sequence: 2, held: [])
        #expect(try bench.hear(ping, from: "a").messages(to: "a") == [.whoAreYou])
    }

    @Test("Workers that fall silent together are let go in the order in which they came")
    func silentTogether() throws {
        var bench = try CoordinatorBench()
        let names = ["h", "c", "a", "g", "e", "b", "f", "d"]
        for name in names { try bench.join(name, credit: 0) }
        let left = try bench.tick(after: 41).notices
        #expect(
            left == names.map { .workerLeft(WorkerIdentity(name: $0, host: "host")) })
    }

    @Test("A cut that is shorter than the lease reassigns nothing")
    func blip() throws {
        for seconds in [5.0, 30, 39] {
            var bench = try CoordinatorBench(trials: [1])
            try bench.join("a")
            let attempt = try bench.tick().assigned(to: "a")[0]
            try bench.join("b")
            #expect(try bench.tick(after: seconds).messages.isEmpty)
            try bench.join("a", over: "a2", held: [attempt])
            #expect(try bench.tick(after: 39).messages.isEmpty, "the lease began anew")
            try bench.hear(.results([bench.result(of: attempt)]), from: "a2")
            #expect(bench.trial(0).attempts.count == 1 && bench.trial(0).trial.state.isTerminal)
        }
    }

    @Test("After a restart each lease has a whole grace period, and its holder keeps it")
    func restart() throws {
        var bench = try CoordinatorBench(trials: [3])
        try bench.join("a", slots: 2)
        let attempts = try bench.tick().assigned(to: "a")
        try bench.tick(after: 39)
        try bench.restart()
        try bench.tick(after: 39)
        #expect(bench.machine.outstandingCount == 2)
        let effects = try bench.join("a", over: "new", slots: 2, held: [attempts[0]])
        #expect(effects.notices.contains(.workerReturned(WorkerIdentity(name: "a", host: "host"))))
        #expect(bench.outcomes(of: 0) == [.running])
        #expect(bench.outcomes(of: 1) == [.lost], "the worker no longer holds it")
        #expect(try bench.tick().assigned(to: "new").map { "\($0)" } == ["study-0/1#2"])
        // The attempt of the earlier epoch is as good as any.
        try bench.hear(.results([bench.result(of: attempts[0])]), from: "new")
        #expect(bench.outcomes(of: 0).first != .running)
    }

    @Test("What a worker holds without a lease is cancelled")
    func staleHoldings() throws {
        var bench = try CoordinatorBench(trials: [1])
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        try bench.tick(after: 41)
        #expect(
            try bench.join("a", over: "b", held: [attempt]).messages(to: "b").first
                == .cancel([attempt]))
        let again = try bench.tick().assigned(to: "b")
        let held = (again + [attempt]).map { AttemptProgress(attempt: $0) }
        #expect(
            try bench.hear(.ping(sequence: 1, held: held), from: "b").messages(to: "b")
                == [.cancel([attempt]), .pong(sequence: 1)])
    }

    @Test("The same worker on a new connection takes its leases along; the old one is a stranger's")
    func newConnection() throws {
        var bench = try CoordinatorBench(trials: [2])
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        try bench.join("a", over: "a2", held: [attempt])
        #expect(bench.machine.sessions.inOrder == [Peer("a2")])
        #expect(try bench.tick().messages.isEmpty, "its one slot is taken")
        let intermediate = WorkerMessage.intermediateResult(
            attempt, IntermediateResult(epoch: 1, metrics: [:]))
        #expect(try bench.hear(intermediate, from: "a").messages(to: "a") == [.whoAreYou])
        #expect(try bench.hear(intermediate, from: "a2").changes.count == 1)
    }

    @Test("A hello that crosses an assignment on its connection loses nothing")
    func crossedHello() throws {
        var bench = try CoordinatorBench(trials: [2])
        try bench.join("a", slots: 2)
        let attempts = try bench.tick().assigned(to: "a")
        let effects = try bench.join("a", slots: 2, held: [attempts[0]])
        #expect(effects.changes.isEmpty)
        #expect(
            effects.messages(to: "a")
                == [.welcome(version: ProtocolVersion.highest, pingSeconds: 2)])
        #expect(bench.machine.sessions[Peer("a")]?.outstanding == Set(attempts))
        #expect(try bench.tick().messages.isEmpty)
    }

    @Test("A worker started anew under its old name has lost what the old one held")
    func restartedWorker() throws {
        var bench = try CoordinatorBench(trials: [1])
        try bench.join("a", nonce: 1)
        try bench.tick()
        try bench.tick(after: 7)
        try bench.join("a", over: "b", nonce: 2)
        #expect(bench.outcomes(of: 0) == [.lost])
        #expect(bench.machine.sessions.count == 1)
        #expect(try bench.tick().assigned(to: "b").map { "\($0)" } == ["study-0/0#2"])
    }

    @Test("That two living workers have one name is told once, and shown until one is gone")
    func namesakes() throws {
        var bench = try CoordinatorBench(trials: [2])
        func told() -> Int {
            bench.notices.count { if case .workersShareName = $0 { true } else { false } }
        }
        func problems() -> [String?] { bench.machine.connectedWorkers.map(\.problem) }
        try bench.join("a", over: "one", nonce: 1)
        try bench.join("b")
        try bench.tick(after: 1)
        try bench.join("a", over: "two", nonce: 2)
        // The first one may have ended just before.
        try bench.tick(after: 1)
        try bench.hear(.ping(sequence: 1, held: []), from: "two")
        #expect(told() == 0 && problems() == [nil, nil, nil])
        for _ in 0..<3 {
            for peer in ["one", "two"] { try bench.hear(.ping(sequence: 2, held: []), from: peer) }
        }
        #expect(told() == 1)
        #expect(problems()[0]?.contains("2 live workers have this name, on host;") == true)
        #expect(problems()[1] == problems()[0] && problems()[2] == nil)
        try bench.hear(.goodbye, from: "two")
        try bench.hear(.ping(sequence: 3, held: []), from: "one")
        #expect(problems() == [nil, nil])
        try bench.join("a", over: "three", nonce: 3)
        try bench.tick(after: 1)
        for peer in ["one", "three"] { try bench.hear(.ping(sequence: 4, held: []), from: peer) }
        #expect(told() == 2)
    }

    @Test("Two living workers of one name are told apart and leave each other's leases alone")
    func clones() throws {
        var bench = try CoordinatorBench(trials: [2])
        try bench.join("a", over: "one", nonce: 1)
        let first = try bench.tick().assigned(to: "one")[0]
        try bench.join("a", over: "two", nonce: 2)
        let second = try bench.tick().assigned(to: "two")[0]
        #expect(bench.machine.sessions.count == 2)
        try bench.join("a", over: "two", nonce: 2, held: [first, second])
        #expect(bench.machine.sessions[Peer("one")]?.outstanding == [first])
        #expect(bench.machine.sessions[Peer("two")]?.outstanding == [second])
        try bench.hear(.results([bench.result(of: second)]), from: "two")
        try bench.hear(.results([bench.result(of: first)]), from: "one")
        #expect(bench.machine.isFinished)
        #expect(bench.outcomes(of: 0).count == 1 && bench.outcomes(of: 1).count == 1)
    }

    @Test("A goodbye, or the word of a worker's parent, gives its trials back at once")
    func leaving() throws {
        for event in [
            CoordinatorEvent.received(.goodbye, from: Peer("a")), .workerEnded(name: "a", .unknown),
        ] {
            var bench = try CoordinatorBench(trials: [1])
            try bench.join("a")
            try bench.tick()
            try bench.handle(event)
            #expect(bench.outcomes(of: 0) == [.lost])
            try bench.join("b")
            #expect(try bench.tick().assigned(to: "b").count == 1)
        }
    }

    @Test("Another process on a known connection ends what the first one held there")
    func takenConnection() throws {
        var bench = try CoordinatorBench(trials: [2])
        try bench.join("a", over: "p", nonce: 1)
        try bench.tick()
        try bench.join("b", over: "p", nonce: 2)
        #expect(bench.outcomes(of: 0) == [.lost])
        #expect(bench.machine.sessions[Peer("p")]?.identity.name == "b")
    }

    @Test("A second of silence is asked for at most every third of a lease")
    func pingInterval() {
        for (lease, ping) in [(40.0, 2.0), (6, 2), (3, 1), (0.3, 0.1)] {
            let settings = CoordinatorMachine.Settings(leaseSeconds: lease)
            #expect(abs(settings.pingSeconds - ping) < 1e-12)
        }
    }
}
