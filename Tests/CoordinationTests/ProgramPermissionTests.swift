import Coordination
import StudyModel
import Testing

/// Studies whose trials run programs: who gets them, and where the logs go.
struct ProgramPermissionTests {
    @Test("Only a worker that allows commands gets trials that run programs")
    func permitted() throws {
        var bench = try CoordinatorBench(trials: [2, 2], programs: [0])
        try bench.join("plain", slots: 4)
        #expect(try bench.tick().assigned(to: "plain").map(\.study) == ["study-1", "study-1"])
        try bench.join("open", slots: 4, allowsCommands: true)
        #expect(try bench.tick().assigned(to: "open").map(\.study) == ["study-0", "study-0"])
    }

    @Test("A study without such a worker waits, says why, and is not given up")
    func waiting() throws {
        var bench = try CoordinatorBench(trials: [1, 1], programs: [0])
        #expect(bench.machine.refusal(ofStudy: 0) == nil, "nobody is there")
        try bench.join("plain")
        let worker = WorkerIdentity(name: "plain", host: "host")
        #expect(bench.notices.contains(.programsNotAllowed(worker, study: "study-0")))
        #expect(bench.machine.refusal(ofStudy: 0)?.contains("--allow-commands") == true)
        #expect(bench.machine.refusal(ofStudy: 1) == nil)
        let attempt = try bench.tick().assigned(to: "plain")[0]
        try bench.hear(.results([bench.result(of: attempt)]), from: "plain")
        for round in 1...20 {
            try bench.hear(.ping(sequence: UInt64(round), held: []), from: "plain")
            try bench.tick(after: 30)
        }
        #expect(bench.trial(0, of: 1).trial.state == .complete)
        #expect(bench.machine.studies[0].halt == nil && bench.machine.studies[0].trials.isEmpty)
        #expect(!bench.machine.isOver)
        try bench.join("open", allowsCommands: true)
        #expect(bench.machine.refusal(ofStudy: 0) == nil)
        #expect(try bench.tick().assigned(to: "open").count == 1)
    }

    @Test("A trial that a worker could not execute does not wait for one that must not run it")
    func untried() throws {
        var bench = try CoordinatorBench(trials: [2], programs: [0])
        try bench.join("plain")
        try bench.join("open", allowsCommands: true)
        var errors = 0
        for round in 0..<40 where round == 0 || bench.trial(0).trial.state != .failed {
            let effects = try bench.tick(after: 10)
            for name in ["plain", "open"] {
                try bench.hear(.ping(sequence: 1, held: []), from: name)
            }
            #expect(effects.assigned(to: "plain").isEmpty)
            for attempt in effects.assigned(to: "open") {
                // It executes the other trial: the study is not halted.
                guard attempt.trial == 0 else {
                    try bench.hear(.results([bench.result(of: attempt)]), from: "open")
                    continue
                }
                errors += 1
                try bench.hear(.attemptFailed(attempt, reason: "no program"), from: "open")
            }
        }
        #expect(bench.trial(0).trial.state == .failed && errors >= 3)
    }

    @Test("A log is kept from the worker that has the attempt, and from no other")
    func logs() throws {
        var bench = try CoordinatorBench(trials: [1])
        try bench.join("a")
        try bench.join("b")
        let attempt = try #require(try bench.tick().assigned(to: "a").first)
        let effects = try bench.hear(.log(attempt, text: "hello"), from: "a")
        #expect(effects.logs.map(\.attempt) == [attempt] && effects.logs.map(\.text) == ["hello"])
        #expect(effects.changes.isEmpty && effects.messages.isEmpty)
        #expect(try bench.hear(.log(attempt, text: "no"), from: "b").logs.isEmpty)
        let long = String(repeating: "x", count: WorkerLimits.logBytes + 1)
        #expect(try bench.hear(.log(attempt, text: long), from: "a").logs.isEmpty)
        // Also after the result, which may have come first.
        try bench.hear(.results([bench.result(of: attempt)]), from: "a")
        #expect(try bench.hear(.log(attempt, text: "late"), from: "a").logs.count == 1)
    }
}
