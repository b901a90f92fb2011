import Coordination
import StudyModel
import Testing

/// Who is handed what, and when.
struct CoordinatorDispatchTests {
    @Test("A worker never holds more than it asked for")
    func credit() throws {
        for (slots, credit) in [(1, 1), (2, 1), (2, 5), (4, 0), (3, -2)] {
            var bench = try CoordinatorBench(trials: [10])
            try bench.join("a", slots: slots, credit: credit)
            #expect(try bench.tick().assigned(to: "a").count == max(0, credit))
            #expect(try bench.tick().assigned(to: "a").isEmpty)
            try bench.hear(.ready(credit: 7), from: "a")
            #expect(try bench.tick().assigned(to: "a").count == 7 - max(0, credit))
        }
    }

    @Test("Slots are filled on every worker before anybody's queue is")
    func slotsFirst() throws {
        var bench = try CoordinatorBench(trials: [5])
        try bench.join("a", slots: 1, credit: 100)
        try bench.join("b", slots: 3, credit: 3)
        let effects = try bench.tick()
        #expect(effects.assigned(to: "a").map(\.trial) == [0, 4])
        #expect(effects.assigned(to: "b").map(\.trial) == [1, 2, 3])
    }

    @Test("An assignment is among the changes of the step that sends it")
    func commitThenSpeak() throws {
        var bench = try CoordinatorBench(trials: [300])
        try bench.join("a", slots: 2, credit: 300)
        let effects = try bench.tick()
        let started = effects.changes.compactMap { item -> AttemptID? in
            guard case .attemptStarted(let attempt, _) = item.change else { return nil }
            return attempt
        }
        #expect(effects.assigned(to: "a") == started)
        #expect(started.count == 300)
        #expect(effects.messages(to: "a").count == 2)
    }

    @Test("A job goes to each connection once")
    func jobsOnce() throws {
        var bench = try CoordinatorBench(trials: [2])
        func jobs(_ effects: CoordinatorEffects) -> [[Job]] {
            effects.messages(to: "a").compactMap {
                guard case .assign(_, let jobs) = $0 else { return nil }
                return jobs
            }
        }
        try bench.join("a")
        let first = try bench.tick()
        #expect(jobs(first) == [bench.jobs])
        try bench.hear(.results([bench.result(of: first.assigned(to: "a")[0])]), from: "a")
        #expect(jobs(try bench.tick()) == [[]])
    }

    @Test("A study of higher priority goes first, and workers are shared")
    func severalStudies() throws {
        var bench = try CoordinatorBench(trials: [2, 3])
        try bench.join("a", slots: 4)
        let names = try bench.tick().assigned(to: "a").map { "\($0)" }
        #expect(names == ["study-0/0#1", "study-0/1#1", "study-1/0#1", "study-1/1#1"])
    }

    @Test("The end of every study is announced once to each worker, and to whoever asks later")
    func finish() throws {
        var bench = try CoordinatorBench(trials: [1, 1])
        try bench.join("a", slots: 2)
        let attempts = try bench.tick().assigned(to: "a")
        try bench.hear(.results([bench.result(of: attempts[0])]), from: "a")
        #expect(bench.notices.contains(.studyFinished("study-0")))
        #expect(try bench.tick().messages(to: "a") == [])
        try bench.hear(.results([bench.result(of: attempts[1])]), from: "a")
        #expect(try bench.tick().messages(to: "a") == [.finished])
        #expect(try bench.tick().messages(to: "a") == [])
        #expect(bench.machine.isFinished)
        #expect(try bench.join("b").messages(to: "b").last == .finished)
        let answer = try bench.hear(.ping(sequence: 3, held: []), from: "b")
        #expect(answer.messages(to: "b") == [.pong(sequence: 3), .finished])
    }

    @Test("After stopDispatching nothing new is handed out, and results are still taken in")
    func stopDispatching() throws {
        var bench = try CoordinatorBench()
        try bench.join("a")
        let attempt = try bench.tick().assigned(to: "a")[0]
        try bench.handle(.stopDispatching)
        try bench.hear(.results([bench.result(of: attempt)]), from: "a")
        #expect(try bench.tick().assigned(to: "a").isEmpty)
        #expect(bench.trial(0).trial.state.isTerminal)
        #expect(bench.machine.outstandingCount == 0)
    }

    @Test("What could not be sent is handed out anew, without counting as a loss")
    func undeliverable() throws {
        var bench = try CoordinatorBench(
            settings: .init(leaseSeconds: 40, errorLimit: 3, lossLimit: 1))
        try bench.join("a")
        let message = try bench.tick().messages(to: "a")[0]
        try bench.handle(.undeliverable(message, to: Peer("a")))
        #expect(bench.outcomes(of: 0) == [.returned])
        #expect(try bench.tick().messages.isEmpty, "the connection is forgotten")
        try bench.join("b")
        let again = try bench.tick().assigned(to: "b")
        #expect(again.map { "\($0)" } == ["study-0/0#2"])
    }

    @Test("Trials that keep losing workers run after all others")
    func suspectsLast() throws {
        var bench = try CoordinatorBench(trials: [3])
        for loss in 1...3 {
            try bench.join("a", nonce: UInt64(loss))
            #expect(try bench.tick().assigned(to: "a").map(\.trial) == [0])
            try bench.handle(.workerEnded(name: "a", .unknown))
        }
        try bench.join("a", nonce: 9, slots: 3)
        #expect(try bench.tick().assigned(to: "a").map(\.trial) == [1, 2, 0])
    }
}
