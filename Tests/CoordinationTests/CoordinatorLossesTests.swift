import Coordination
import StudyModel
import Testing

/// What an attempt that ends without a result says about its worker and about its trial.
struct CoordinatorLossesTests {
    private func fail(
        _ attempt: AttemptID, _ bench: inout CoordinatorBench, on worker: String,
        because reason: String = "no data"
    ) throws {
        try bench.hear(.attemptFailed(attempt, reason: reason), from: worker)
    }

    @Test("A worker that can execute nothing fails no trial beside a sound one")
    func brokenWorker() throws {
        var bench = try CoordinatorBench(trials: [30])
        try bench.join("good", nonce: 1)
        try bench.join("broken", nonce: 2)
        var (errors, seconds) = (0, 0)
        while !bench.machine.isFinished, seconds < 2000 {
            seconds += 1
            let effects = try bench.tick(after: 1)
            for attempt in effects.assigned(to: "broken") {
                errors += 1
                try fail(attempt, &bench, on: "broken")
            }
            // The sound one takes a second for each.
            for attempt in effects.assigned(to: "good") {
                try bench.hear(.results([bench.result(of: attempt)]), from: "good")
            }
            try bench.hear(.ping(sequence: 1, held: []), from: "good")
            try bench.hear(.ping(sequence: 1, held: []), from: "broken")
        }
        #expect(bench.machine.isFinished)
        for trial in 0..<30 {
            let failure = bench.trial(trial).trial.failure
            #expect(failure?.contains("could not be executed") != true)
        }
        #expect((2...10).contains(errors), "it gets less and less: \(errors) in \(seconds) s")
        let told = bench.notices.filter {
            if case .workerInTrouble = $0 { true } else { false }
        }
        let broken = WorkerIdentity(name: "broken", host: "host")
        #expect(told == [.workerInTrouble(broken, study: "study-0", reason: "no data")])
        #expect(bench.machine.troubles["broken"]?.worst?.errors.reason == "no data")
        #expect(bench.machine.troubles["good"] == nil)
    }

    @Test("A worker that could not execute a trial does not get it again, while there are others")
    func notAgain() throws {
        var bench = try CoordinatorBench(trials: [1])
        try bench.join("a")
        let first = try bench.tick().assigned(to: "a")[0]
        try fail(first, &bench, on: "a")
        try bench.join("b", credit: 0)
        // Nobody is left who may have it at once.
        #expect(try bench.tick(after: 1).assigned(to: "a").isEmpty)
        try bench.hear(.ready(credit: 1), from: "b")
        #expect(try bench.tick(after: 0.3).assigned(to: "b").map(\.trial) == [0])
    }

    @Test("Where there is one worker, a trial is tried again after growing waits, then fails")
    func oneWorker() throws {
        var bench = try CoordinatorBench(trials: [2])
        try bench.join("a", slots: 2)
        let attempts = try bench.tick().assigned(to: "a")
        try bench.hear(.results([bench.result(of: attempts[1])]), from: "a")
        try fail(attempts[0], &bench, on: "a")
        var (times, seconds): ([Double], Double) = ([], 0)
        while !bench.machine.isFinished, seconds < 1000 {
            seconds += 1
            let effects = try bench.tick(after: 1)
            try bench.hear(.ping(sequence: 1, held: []), from: "a")
            for attempt in effects.assigned(to: "a") {
                times.append(seconds)
                try fail(attempt, &bench, on: "a", because: "no memory")
            }
        }
        #expect(
            bench.trial(0).trial.failure
                == "could not be executed \(times.count + 1) times; last: no memory")
        #expect((60...120).contains(seconds), "it fails when patience ends: \(seconds) s")
        let waits = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect(waits == waits.sorted() && times[0] >= 5, "\(times)")
    }

    @Test("A trial that three workers could not execute, which had executed others, fails")
    func provenWorkers() throws {
        var bench = try CoordinatorBench(trials: [5])
        for name in ["a", "b", "c", "d"] { try bench.join(name, nonce: 1) }
        let effects = try bench.tick()
        for name in ["b", "c", "d"] {
            let result = bench.result(of: effects.assigned(to: name)[0])
            try bench.hear(.results([result]), from: name)
            try bench.hear(.ready(credit: 0), from: name)
        }
        let culprit = effects.assigned(to: "a")[0]
        try bench.hear(.handBack(culprit, reason: "", checkpoint: nil), from: "a")
        try bench.hear(.ready(credit: 0), from: "a")
        for name in ["b", "c", "d"] {
            #expect(!bench.trial(culprit.trial).trial.state.isTerminal)
            try bench.hear(.ready(credit: 1), from: name)
            let attempt = try bench.tick(after: 0.5).assigned(to: name)[0]
            #expect(attempt.trial == culprit.trial)
            try fail(attempt, &bench, on: name)
            try bench.hear(.ready(credit: 0), from: name)
        }
        #expect(bench.trial(culprit.trial).trial.state == .failed)
    }

    @Test("Errors count beyond a restart, and a restart gives each worker another chance")
    func errorsOnRecord() throws {
        var bench = try CoordinatorBench(trials: [1])
        try bench.join("a")
        try fail(try bench.tick().assigned(to: "a")[0], &bench, on: "a")
        try bench.restart()
        try bench.join("a")
        let again = try bench.tick().assigned(to: "a")
        #expect(again.map(\.number) == [2])
    }

    @Test("A search in which no worker can execute anything stops, and fails no trial")
    func fruitless() throws {
        var settings = CoordinatorMachine.Settings(leaseSeconds: 40)
        settings.fruitlessSeconds = 30
        var bench = try CoordinatorBench(trials: [50], settings: settings)
        try bench.join("a", slots: 2)
        var seconds = 0
        while !bench.machine.isOver, seconds < 1000 {
            seconds += 1
            for attempt in try bench.tick(after: 1).assigned(to: "a") {
                try fail(attempt, &bench, on: "a", because: "the cache can't be written")
            }
            try bench.hear(.ping(sequence: 1, held: []), from: "a")
        }
        #expect(bench.machine.isOver && !bench.machine.isFinished)
        #expect((30...60).contains(seconds))
        #expect(
            bench.machine.studies[0].halt
                == "no worker can execute its trials; worker a: the cache can't be written")
        #expect(bench.machine.studies[0].failedCount == 0)
        #expect(try bench.tick(after: 100).assigned(to: "a").isEmpty)
    }

    @Test("A sound worker that comes in time keeps such a search going")
    func rescue() throws {
        var bench = try CoordinatorBench(trials: [3])
        try bench.join("a")
        for seconds in 0..<300 {
            let effects = try bench.tick(after: 1)
            for attempt in effects.assigned(to: "a") { try fail(attempt, &bench, on: "a") }
            if seconds == 40 { try bench.join("b") }
            for attempt in effects.assigned(to: "b") {
                try bench.hear(.results([bench.result(of: attempt)]), from: "b")
            }
            try bench.hear(.ping(sequence: 1, held: []), from: "a")
            if seconds > 40 { try bench.hear(.ping(sequence: 1, held: []), from: "b") }
        }
        #expect(bench.machine.isFinished && bench.machine.studies[0].halt == nil)
    }

    @Test("Losing workers never fails a trial, until the limit says that it kills them")
    func lossLimit() throws {
        var bench = try CoordinatorBench(
            trials: [1], settings: .init(leaseSeconds: 40, errorLimit: 1, lossLimit: 5))
        for loss in 1...5 {
            #expect(!bench.machine.isFinished)
            try bench.join("a", nonce: UInt64(loss))
            #expect(try bench.tick().assigned(to: "a").count == 1)
            try bench.handle(.workerEnded(name: "a", .unknown))
            if loss == 3 { try bench.restart() }
        }
        #expect(bench.trial(0).trial.state == .failed)
        #expect(bench.trial(0).trial.failure?.hasPrefix("5 workers were lost") == true)
    }

    @Test("A loss after a checkpoint counts against nobody, and the trial goes on from there")
    func gains() throws {
        var bench = try CoordinatorBench(
            trials: [1], settings: .init(leaseSeconds: 40, errorLimit: 1, lossLimit: 3))
        for loss in 1...8 {
            try bench.join("a", nonce: UInt64(loss))
            let effects = try bench.tick()
            guard case .assign(let assignments, _)? = effects.messages(to: "a").first
            else {
                Issue.record("nothing was assigned")
                return
            }
            #expect(assignments[0].checkpoint == (loss > 1 ? digest(loss - 1) : nil))
            let kept = try bench.hear(
                .checkpoint(assignments[0].attempt, digest: digest(loss)), from: "a")
            #expect(kept.messages.isEmpty)
            #expect(bench.trial(0).trial.checkpoint == digest(loss))
            #expect(kept.unreferenced.map(\.digest) == (loss > 1 ? [digest(loss - 1)] : []))
            try bench.handle(.workerEnded(name: "a", .signal(9)))
            #expect(bench.outcomes(of: 0).last == .returned)
        }
        #expect(bench.trial(0).trial.state == .waiting)
    }

    @Test("A trial that ends its workers fails, and takes no other along")
    func killer() throws {
        var bench = try CoordinatorBench(trials: [6]) { $0["n"]?.number.map { "\(Int($0)) MB" } }
        var starts = 0
        while !bench.machine.isFinished, starts < 100 {
            starts += 1
            try bench.join("a", nonce: UInt64(starts), slots: 2)
            var killed = false
            while !killed, !bench.machine.isFinished {
                let attempts = try bench.tick().assigned(to: "a")
                // Both slots start before one of them ends the process.
                killed = attempts.contains { $0.trial == 1 }
                guard !killed else { break }
                for attempt in attempts {
                    try bench.hear(.results([bench.result(of: attempt)]), from: "a")
                }
            }
            if killed { try bench.handle(.workerEnded(name: "a", .signal(6))) }
        }
        let number = bench.trial(1).trial.configuration["n"]!.number!
        #expect(
            bench.trial(1).trial.failure
                == "killed its worker 3 times (last: signal 6); it needs about \(Int(number)) MB "
                + "of memory")
        for other in [0, 2, 3, 4, 5] {
            let failure = bench.trial(other).trial.failure
            #expect(failure?.contains("killed") != true, "\(other): \(failure ?? "")")
        }
    }

    @Test("Workers that are stopped on purpose charge nothing to their trials")
    func stopped() throws {
        for end in [WorkerEnd.signal(15), .signal(2), .exit(code: 0), .exit(code: 1), .unknown] {
            var bench = try CoordinatorBench(trials: [1])
            for start in 1...12 {
                try bench.join("a", nonce: UInt64(start))
                #expect(try bench.tick().assigned(to: "a").count == 1, "\(end)")
                try bench.handle(.workerEnded(name: "a", end))
            }
        }
    }

    @Test("The coordinator's own stall ends no lease, however long it is")
    func ownStall() throws {
        var bench = try CoordinatorBench(trials: [2])
        try bench.join("a", slots: 2)
        let attempts = try bench.tick().assigned(to: "a")
        #expect(try bench.tick(afterStall: 500).changes.isEmpty)
        #expect(bench.machine.sessions.count == 1)
        #expect(try bench.tick(after: 30).changes.isEmpty)
        try bench.hear(.results(attempts.map { bench.result(of: $0) }), from: "a")
        #expect(bench.outcomes(of: 0).count == 1 && bench.outcomes(of: 1).count == 1)
    }
}
