import Coordination
import StudyModel
import Testing

/// Which worker gets an attempt that needs more than a slot.
struct ResourceDispatchTests {
    private func offer(
        gpus: Int = 0, memory: Int? = 64_000_000_000, licences: Int = 0
    ) -> WorkerResources {
        WorkerResources(
            devices: (0..<gpus).map { .init(index: $0, name: "device") }, memory: memory,
            others: licences > 0 ? [ResourceAmount("licence", licences)] : [])
    }

    @Test("An attempt goes only to a worker with room for all that it needs")
    func room() throws {
        var bench = try CoordinatorBench(
            trials: [20],
            needs: [
                0: ResourceNeed(
                    cpus: 2, gpus: 0.5, memory: 20_000_000_000,
                    others: [ResourceAmount("licence", 1)])
            ])
        let cases: [(String, Int, WorkerResources?, Int)] = [
            ("few-slots", 3, offer(gpus: 4, licences: 9), 1),
            ("few-gpus", 16, offer(gpus: 1, licences: 9), 2),
            ("few-licences", 16, offer(gpus: 4, licences: 1), 1),
            ("little-memory", 16, offer(gpus: 4, memory: 50_000_000_000, licences: 9), 2),
            ("one-slot", 1, offer(gpus: 4, licences: 9), 0), ("no-gpu", 16, offer(licences: 9), 0),
            ("unknown-memory", 16, offer(gpus: 4, memory: nil, licences: 9), 0),
            ("no-licence", 16, offer(gpus: 4), 0), ("old", 16, nil, 0),
        ]
        for (name, slots, resources, _) in cases {
            try bench.join(name, slots: slots, credit: 4 * slots, resources: resources)
        }
        let effects = try bench.tick()
        for (name, _, _, count) in cases {
            #expect(effects.assigned(to: name).count == count, "\(name)")
        }
        #expect(try bench.tick().messages.isEmpty)
    }

    @Test("What an attempt took is free again with its result, its return and its loss")
    func freed() throws {
        var bench = try CoordinatorBench(trials: [9], needs: [0: ResourceNeed(gpus: 1)])
        try bench.join("a", slots: 4, resources: offer(gpus: 2))
        let first = try bench.tick().assigned(to: "a")
        #expect(first.count == 2)
        try bench.hear(.results([bench.result(of: first[0])]), from: "a")
        let second = try bench.tick().assigned(to: "a")
        #expect(second.count == 1)
        try bench.hear(.handBack(first[1], reason: "interrupted", checkpoint: nil), from: "a")
        let third = try bench.tick().assigned(to: "a")
        #expect(third.map(\.trial) == [first[1].trial])
        try bench.hear(.attemptFailed(third[0], reason: "a full disk"), from: "a")
        #expect(try bench.tick(after: 2).assigned(to: "a").count == 1)
        // Its leases end.
        for number in 1...60 {
            try bench.hear(.ping(sequence: UInt64(number), held: []), from: "a")
            try bench.tick(after: 1)
        }
        let session = try #require(bench.machine.sessions[Peer("a")])
        #expect(session.outstanding.count == 2 && session.ledger.grants.count == 2)
    }

    @Test("After a reconnection what the worker holds counts, and after a restart too")
    func reconnected() throws {
        var bench = try CoordinatorBench(trials: [9], needs: [0: ResourceNeed(gpus: 1)])
        try bench.join("a", slots: 4, resources: offer(gpus: 2))
        let held = try bench.tick().assigned(to: "a")
        try bench.join("a", over: "a2", slots: 4, held: held, resources: offer(gpus: 2))
        #expect(try bench.tick().assigned(to: "a2").isEmpty)
        try bench.restart()
        try bench.join("a", over: "a3", slots: 4, held: held, resources: offer(gpus: 2))
        #expect(try bench.tick().assigned(to: "a3").isEmpty)
        try bench.hear(.results([bench.result(of: held[0])]), from: "a3")
        #expect(try bench.tick().assigned(to: "a3").count == 1)
    }

    @Test("Attempts with needs are never queued at a worker; those without are, beside them")
    func queues() throws {
        var bench = try CoordinatorBench(trials: [3, 100], needs: [0: ResourceNeed(cpus: 2)])
        try bench.join("a", slots: 4, credit: 12, resources: offer())
        let assigned = try bench.tick().assigned(to: "a")
        #expect(assigned.count { $0.study == "study-0" } == 2)
        #expect(assigned.count { $0.study == "study-1" } == 8, "12 less two pairs of slots")
    }

    @Test("Small trials of a later study don't keep a large one of an earlier study waiting")
    func priority() throws {
        var bench = try CoordinatorBench(
            trials: [2, 100], needs: [0: ResourceNeed(cpus: 4), 1: ResourceNeed()])
        try bench.join("a", slots: 3, resources: offer())
        var small = try bench.tick().assigned(to: "a")
        #expect(small.count == 3 && small.allSatisfy { $0.study == "study-1" })
        // Another worker is full of small trials before the large ones wait.
        try bench.join("b", slots: 6, resources: offer())
        let mixed = try bench.tick().assigned(to: "b")
        #expect(mixed.map(\.study) == ["study-0", "study-1", "study-1"])
        let large = mixed[0]
        small = mixed.filter { $0.study == "study-1" }
        // One place is free of each kind: the small one is given to the later study again, because
        // only one large trial fits at a time.
        try bench.hear(.results([bench.result(of: small[0])]), from: "b")
        #expect(try bench.tick().assigned(to: "b").map(\.study) == ["study-1"])
        try bench.hear(.results([bench.result(of: large)]), from: "b")
        #expect(try bench.tick().assigned(to: "b").map(\.study) == ["study-0"])
    }

    @Test("A worker full of small trials makes room for a large one of an earlier study")
    func makesRoom() throws {
        var bench = try CoordinatorBench(trials: [1, 100], needs: [0: ResourceNeed(cpus: 3)])
        try bench.join("b", slots: 3, resources: offer())
        #expect(try bench.tick().assigned(to: "b").map(\.study) == ["study-0"])
        try bench.join("a", slots: 4, resources: offer())
        let small = try bench.tick().assigned(to: "a")
        #expect(small.map(\.study) == Array(repeating: "study-1", count: 4))
        try bench.handle(.workerEnded(name: "b", .unknown))
        // Three of the four slots are kept, as they become free.
        for (number, attempt) in small.prefix(3).enumerated() {
            try bench.hear(.results([bench.result(of: attempt)]), from: "a")
            let next = try bench.tick().assigned(to: "a").map(\.study)
            #expect(next == (number == 2 ? ["study-0"] : []), "\(number)")
        }
        try bench.hear(.results([bench.result(of: small[3])]), from: "a")
        #expect(try bench.tick().assigned(to: "a").map(\.study) == ["study-1"])
    }

    @Test("Room that was kept is given to others once the earlier study has no work")
    func keptRoom() throws {
        var bench = try CoordinatorBench(
            trials: [1, 100], needs: [0: ResourceNeed(cpus: 2), 1: ResourceNeed()])
        // It can't run the large trial while two of its three slots are taken.
        try bench.join("a", slots: 3, credit: 0, resources: offer())
        try bench.hear(.ready(credit: 1), from: "a")
        #expect(try bench.tick().assigned(to: "a").map(\.study) == ["study-1"])
        try bench.hear(.ready(credit: 2), from: "a")
        #expect(try bench.tick().assigned(to: "a").isEmpty, "the second slot is kept")
        try bench.join("b", slots: 2, resources: offer())
        #expect(try bench.tick().assigned(to: "b").map(\.study) == ["study-0"])
        #expect(try bench.tick().assigned(to: "a").map(\.study) == ["study-1"])
    }

    @Test("A study that no connected worker can run says so once, with each worker's lack")
    func unrunnable() throws {
        let need = ResourceNeed(gpus: 1, memory: 80_000_000_000)
        var bench = try CoordinatorBench(trials: [1], needs: [0: need])
        #expect(bench.machine.refusal(ofStudy: 0) == nil, "nobody is there")
        try bench.join("a", slots: 2, resources: offer())
        try bench.tick()
        try bench.tick(after: 5)
        let told = bench.notices.compactMap { notice -> String? in
            if case .noWorkerFor("study-0", let reason) = notice { reason } else { nil }
        }
        #expect(
            told == [
                "its trials need 1 cpu, 1 gpu, 80 GB of memory, and no connected worker can give "
                    + "them that: worker a has 0 of 1 gpus, offers 64 GB of 80 GB of memory"
            ])
        #expect(bench.machine.refusal(ofStudy: 0) == told.first)
        try bench.join("b", resources: offer(gpus: 1, memory: 80_000_000_000))
        #expect(bench.machine.refusal(ofStudy: 0) == nil)
        #expect(try bench.tick().assigned(to: "b").count == 1)
        // Gone again, it is told again.
        try bench.handle(.workerEnded(name: "b", .unknown))
        try bench.tick()
        #expect(
            bench.notices.count { if case .noWorkerFor = $0 { true } else { false } } == 2)
    }

    @Test("Where no other worker will come, such a study is halted")
    func halted() throws {
        var settings = CoordinatorMachine.Settings(leaseSeconds: 40)
        settings.haltsUnrunnable = true
        var bench = try CoordinatorBench(
            trials: [1], settings: settings, needs: [0: ResourceNeed(cpus: 2)])
        try bench.tick()
        #expect(bench.machine.studies[0].halt == nil)
        try bench.join("a", slots: 1, resources: offer())
        try bench.tick()
        #expect(bench.machine.studies[0].halt?.contains("has 1 of 2 cpus") == true)
    }

    @Test("Workers that can't run a study's trials cost its dispatch nothing")
    func cost() throws {
        var bench = try CoordinatorBench(trials: [10], needs: [0: ResourceNeed(gpus: 1)])
        for number in 0..<500 { try bench.join("plain-\(number)", resources: offer()) }
        try bench.join("gpu", slots: 4, resources: offer(gpus: 4))
        #expect(bench.machine.offeredCount(ofStudy: 0) == 1, "it looks at one worker")
        #expect(try bench.tick().assigned(to: "gpu").count == 4)
        #expect(bench.machine.offeredCount(ofStudy: 0) == 0, "a full worker leaves the queue")
    }

    @Test("Resources that can't be true are refused with what is wrong")
    func limits() throws {
        func device(_ index: Int, _ name: String = "d", _ memory: Int? = nil)
            -> WorkerResources.Device
        {
            .init(index: index, name: name, memory: memory)
        }
        let cases: [(WorkerResources, String)] = [
            (WorkerResources(devices: (0..<65).map { device($0) }), "65 devices; expected at most"),
            (WorkerResources(devices: [device(1), device(1)]), "a device twice"),
            (WorkerResources(devices: [device(-1)]), "the number -1"),
            (WorkerResources(devices: [device(0, "a\u{1B}b")]), "name has control characters"),
            (WorkerResources(devices: [device(0, "d", -5)]), "-5 bytes of memory"),
            (WorkerResources(memory: .max), "bytes of memory; expected 0 to"),
            (WorkerResources(memory: -1), "bytes of memory"),
            (WorkerResources(others: [ResourceAmount("a b", 1)]), "is not one of letters"),
            (WorkerResources(others: [ResourceAmount("gpus", 1)]), "is not one of letters"),
            (WorkerResources(others: [ResourceAmount("a", 0)]), "0 of a; expected 1 to"),
            (WorkerResources(others: [ResourceAmount("a", .max)]), "of a; expected 1 to"),
            (
                WorkerResources(others: [ResourceAmount("a", 1), ResourceAmount("a", 1)]),
                "2 resources of 1 names"
            ),
            (
                WorkerResources(others: (0..<65).map { ResourceAmount("a\($0)", 1) }),
                "65 resources of 65 names; expected at most 64"
            ),
        ]
        var bench = try CoordinatorBench()
        for (resources, expected) in cases {
            let effects = try bench.join("w", resources: resources)
            guard case .reject(let reason)? = effects.messages(to: "w").first else {
                Issue.record("\(resources) is taken")
                continue
            }
            #expect(reason.contains(expected), "\(reason)")
        }
    }
}
