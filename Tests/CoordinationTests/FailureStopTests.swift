import Coordination
import StudyModel
import Testing

/// Studies that failures in a row stop (`max_failures`).
struct FailureStopTests {
    private func result(
        of attempt: AttemptID, failing: Set<Int>, _ bench: CoordinatorBench
    ) -> AttemptResult {
        guard failing.contains(attempt.trial) else { return bench.result(of: attempt) }
        return AttemptResult(
            attempt: attempt, outcome: .failed(reason: "diverged at \(attempt.trial)"),
            intermediateResults: [])
    }

    /// Runs the trials that a worker gets until it gets none; of those that it holds, the newest or
    /// the oldest ends first.
    private func run(
        _ bench: inout CoordinatorBench, failing: Set<Int>, newestFirst: Bool
    ) throws {
        var held: [AttemptID] = []
        while true {
            let effects = try bench.tick(after: 0.1)
            held += effects.assigned(to: "a")
            for message in effects.messages(to: "a") {
                if case .cancel(let attempts) = message { held.removeAll(where: attempts.contains) }
            }
            guard !held.isEmpty else { return }
            let attempt = newestFirst ? held.removeLast() : held.removeFirst()
            let told = try bench.hear(
                .results([result(of: attempt, failing: failing, bench)]), from: "a")
            for message in told.messages(to: "a") {
                if case .cancel(let attempts) = message { held.removeAll(where: attempts.contains) }
            }
        }
    }

    @Test(
        "The reason and all trials up to the run are the same for any slots and any order",
        arguments: [1, 2, 3, 5, 8], [false, true])
    func sameStop(slots: Int, newestFirst: Bool) throws {
        var bench = try CoordinatorBench(trials: [40], maxFailures: 3)
        try bench.join("a", slots: slots)
        let failing: Set = [1, 4, 5, 6, 8, 9, 10, 11]
        try run(&bench, failing: failing, newestFirst: newestFirst)
        let study = bench.machine.studies[0]
        #expect(
            study.halt
                == "trials 4 to 6 failed, which are 3 in a row (max_failures is 3); the last "
                + "one because diverged at 6")
        #expect(bench.machine.isOver && !bench.machine.isFinished)
        for number in 0...6 {
            let expected = failing.contains(number) ? Trial.State.failed : .complete
            #expect(bench.trial(number).trial.state == expected, "\(number)")
        }
        #expect(bench.trialCount <= 7 + slots)
        #expect(bench.machine.outstandingCount == 0)
        try bench.restart()
        #expect(bench.machine.studies[0].halt == study.halt, "the same start stops again")
    }

    @Test("Later trials are taken back at once, and a result that comes anyway is not recorded")
    func takenBack() throws {
        var bench = try CoordinatorBench(trials: [40], maxFailures: 2)
        try bench.join("a", slots: 6)
        let attempts = try bench.tick().assigned(to: "a")
        for number in [2, 3] {
            let failed = result(of: attempts[number], failing: [2, 3], bench)
            let effects = try bench.hear(.results([failed]), from: "a")
            guard number == 3 else { continue }
            #expect(effects.messages(to: "a").contains(.cancel([attempts[4], attempts[5]])))
        }
        // Trials 0 and 1 can still end the study earlier.
        #expect(bench.machine.studies[0].halt == nil)
        #expect(try bench.tick().assigned(to: "a").isEmpty)
        let reasons = bench.machine.reasons(ofStudy: 0)
        #expect(reasons.last?.text.contains("the trials before 3 have ended") == true)
        let late = bench.result(of: attempts[4])
        #expect(try bench.hear(.results([late]), from: "a").changes.isEmpty)
        #expect(bench.outcomes(of: 4) == [.returned])
        #expect(bench.trial(4).trial.state == .waiting)
        // One of these is lost: it runs again, and only then the study stops.
        try bench.hear(.handBack(attempts[0], reason: "", checkpoint: nil), from: "a")
        let again = try bench.tick().assigned(to: "a")
        #expect(again.map(\.trial) == [0])
        for attempt in [attempts[1]] + again {
            let failed = result(of: attempt, failing: [0, 1], bench)
            try bench.hear(.results([failed]), from: "a")
        }
        #expect(bench.machine.studies[0].halt?.hasPrefix("trials 0 to 1 failed") == true)
    }

    @Test("A new start resumes the trials before the run, and takes later ones back")
    func restart() throws {
        var bench = try CoordinatorBench(trials: [40], maxFailures: 2)
        try bench.join("a", slots: 6)
        let attempts = try bench.tick().assigned(to: "a")
        for number in [2, 3] {
            let failed = result(of: attempts[number], failing: [2, 3], bench)
            try bench.hear(.results([failed]), from: "a")
        }
        try bench.hear(.handBack(attempts[1], reason: "", checkpoint: nil), from: "a")
        try bench.restart()
        #expect(bench.machine.studies[0].halt == nil)
        try bench.join("b", slots: 6)
        #expect(try bench.tick().assigned(to: "b").map(\.trial) == [1])
    }

    @Test("A study whose last trials fail in a row is stopped, not done")
    func lastTrials() throws {
        for slots in [1, 12] {
            var bench = try CoordinatorBench(trials: [12], maxFailures: 3)
            try bench.join("a", slots: slots)
            try run(&bench, failing: [9, 10, 11], newestFirst: false)
            #expect(bench.machine.isOver && !bench.machine.isFinished)
            #expect(bench.machine.studies[0].halt?.hasPrefix("trials 9 to 11") == true)
            #expect(!bench.notices.contains(.studyFinished("study-0")))
        }
    }

    @Test("The advice says that the failed trials must be retried, where that is so")
    func advice() throws {
        var bench = try CoordinatorBench(trials: [40], maxFailures: 1)
        #expect(!bench.machine.studies[0].haltAdvice.contains("podium retry"))
        try bench.join("a")
        try run(&bench, failing: [0], newestFirst: false)
        #expect(bench.machine.studies[0].haltAdvice.contains("(podium retry study-0), then"))
    }
}
