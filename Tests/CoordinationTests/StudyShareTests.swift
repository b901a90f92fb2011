import Coordination
import StudyModel
import Testing

/// How studies share the workers, and what operators change.
struct StudyShareTests {
    private func studies(_ effects: CoordinatorEffects, of peer: String) -> [String] {
        effects.assigned(to: peer).map(\.study)
    }

    @Test("Studies of one priority get equal shares of the slots")
    func fairShare() throws {
        var bench = try CoordinatorBench(trials: [20, 20, 20])
        for study in ["study-0", "study-1"] {
            try bench.handle(.share(study: study, StudyShare()))
        }
        try bench.join("a", slots: 6)
        let first = try bench.tick()
        #expect(
            studies(first, of: "a").sorted() == [
                "study-0", "study-0", "study-1", "study-1", "study-2", "study-2",
            ])
        // A slot that becomes free goes to the study that runs the fewest trials.
        let ended = first.assigned(to: "a").filter { $0.study == "study-1" }
        try bench.hear(.results(ended.map(bench.result)), from: "a")
        #expect(studies(try bench.tick(), of: "a") == ["study-1", "study-1"])
    }

    @Test("Studies of one priority take turns at a single slot")
    func turns() throws {
        var bench = try CoordinatorBench(trials: [20, 20, 20])
        for study in ["study-0", "study-1"] {
            try bench.handle(.share(study: study, StudyShare()))
        }
        try bench.join("a", slots: 1)
        var order: [String] = []
        var effects = try bench.tick()
        for _ in 0..<7 {
            let running = try #require(effects.assigned(to: "a").first)
            order.append(running.study)
            try bench.hear(.results([bench.result(of: running)]), from: "a")
            effects = try bench.tick()
        }
        let round = ["study-0", "study-1", "study-2"]
        #expect(order == round + round + ["study-0"])
    }

    @Test("A study of higher priority gets every free slot that it can use")
    func priority() throws {
        var bench = try CoordinatorBench(trials: [20, 3])
        try bench.handle(.share(study: "study-1", StudyShare(priority: 5)))
        try bench.join("a", slots: 4)
        #expect(
            studies(try bench.tick(), of: "a") == ["study-1", "study-1", "study-1", "study-0"])
    }

    @Test("Three studies of different priority share four slots as their limits allow")
    func limits() throws {
        var bench = try CoordinatorBench(trials: [20, 20, 20])
        try bench.handle(.share(study: "study-0", StudyShare()))
        try bench.handle(.share(study: "study-2", StudyShare(priority: 2, slotLimit: 1)))
        try bench.handle(.share(study: "study-1", StudyShare(priority: 1, slotLimit: 2)))
        try bench.join("a", slots: 4)
        let first = try bench.tick()
        #expect(studies(first, of: "a") == ["study-2", "study-1", "study-1", "study-0"])
        // Each result frees a slot of its own study.
        for attempt in first.assigned(to: "a") {
            try bench.hear(.results([bench.result(of: attempt)]), from: "a")
            #expect(studies(try bench.tick(), of: "a") == [attempt.study])
        }
    }

    @Test("A paused study hands out nothing, keeps what runs, and goes on when it is resumed")
    func pause() throws {
        var bench = try CoordinatorBench(trials: [4])
        try bench.join("a", slots: 2)
        let running = try bench.tick().assigned(to: "a")
        try bench.handle(.share(study: "study-0", StudyShare(isPaused: true)))
        try bench.hear(.results([bench.result(of: running[0])]), from: "a")
        #expect(try bench.tick().assigned(to: "a").isEmpty)
        #expect(bench.outcomes(of: 0) == [.complete])
        #expect(bench.outcomes(of: 1) == [.running])
        try bench.handle(.share(study: "study-0", StudyShare()))
        #expect(try bench.tick().assigned(to: "a").count == 1)
    }

    @Test("The budget's time does not pass while a study is paused")
    func pausedTime() throws {
        var bench = try CoordinatorBench(trials: [100], budget: Budget(seconds: 10))
        try bench.join("a", slots: 1)
        try bench.handle(.share(study: "study-0", StudyShare(isPaused: true)))
        try bench.tick(after: 30)
        try bench.handle(.share(study: "study-0", StudyShare()))
        try bench.tick(after: 9)
        #expect(bench.end == nil)
        try bench.handle(.withdraw(study: "study-0"))
        try bench.tick(after: 2)
        #expect(bench.end?.contains("10") == true)
    }

    @Test("A study that is withdrawn takes its attempts back, and frees its workers' slots")
    func withdraw() throws {
        var bench = try CoordinatorBench(trials: [4, 4])
        try bench.handle(.share(study: "study-0", StudyShare(priority: 1)))
        try bench.join("a", slots: 2)
        let running = try bench.tick().assigned(to: "a")
        let effects = try bench.handle(.withdraw(study: "study-0"))
        #expect(effects.messages(to: "a") == [.cancel(running)])
        #expect(bench.outcomes(of: 0) == [.returned])
        #expect(studies(try bench.tick(), of: "a") == ["study-1", "study-1"])
        // A result that was under way still counts.
        try bench.hear(.results([bench.result(of: running[0])]), from: "a")
        #expect(bench.outcomes(of: 0) == [.complete])
        bench.remove(study: "study-0")
        #expect(bench.machine.studies.map(\.job.study) == ["study-1"])
        // Now nobody here knows the study.
        try bench.hear(.results([bench.result(of: running[1])]), from: "a")
        #expect(bench.notices.contains { if case .refused = $0 { true } else { false } })
    }

    @Test("A study that is admitted later is searched, and its end is announced")
    func admit() throws {
        var bench = try CoordinatorBench(trials: [1, 1])
        bench.remove(study: "study-1")
        try bench.join("a")
        let first = try bench.tick().assigned(to: "a")
        try bench.hear(.results([bench.result(of: first[0])]), from: "a")
        #expect(try bench.tick().messages(to: "a") == [.finished])
        try bench.admit(study: 1)
        #expect(!bench.machine.isFinished)
        let second = try bench.tick().assigned(to: "a")
        #expect(second.map(\.study) == ["study-1"])
        try bench.hear(.results([bench.result(of: second[0])]), from: "a")
        #expect(try bench.tick().messages(to: "a") == [.finished])
    }

    @Test("Workers are not told that all is finished where nothing was searched yet")
    func nothingYet() throws {
        var bench = try CoordinatorBench(trials: [])
        #expect(
            try bench.join("a").messages(to: "a").allSatisfy {
                if case .welcome = $0 { true } else { false }
            })
        #expect(try bench.tick().messages(to: "a").isEmpty)
    }

    @Test("A drained worker gets no more trials until it is used again")
    func drain() throws {
        var bench = try CoordinatorBench(trials: [9])
        try bench.handle(.drain(worker: "a", true))
        try bench.join("a", slots: 2)
        try bench.join("b", slots: 1)
        #expect(bench.machine.connectedWorkers[0].problem?.hasPrefix("is drained") == true)
        let effects = try bench.tick()
        #expect(effects.assigned(to: "a").isEmpty)
        #expect(effects.assigned(to: "b").count == 1)
        try bench.handle(.drain(worker: "a", false))
        #expect(try bench.tick().assigned(to: "a").count == 2)
    }
}
