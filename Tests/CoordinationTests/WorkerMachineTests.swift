import Coordination
import StudyModel
import TestSupport
import Testing

/// A worker's machine whose invariants are checked after every step.
private struct WorkerBench {
    private(set) var machine: WorkerMachine
    private(set) var now = Instant.zero
    let job = Schedule.job(study: "s", seed: 1, trials: 100)

    init(
        slots: Int = 1, exitsWhenDone: Bool = false, isWelcome: Bool = true,
        allowsCommands: Bool = false, resources: WorkerResources? = nil,
        coordinatorTimeout: Double? = nil
    ) {
        var settings = WorkerMachine.Settings(
            slots: slots, exitsWhenDone: exitsWhenDone, allowsCommands: allowsCommands,
            resources: resources)
        settings.coordinatorTimeout = coordinatorTimeout
        machine = WorkerMachine(
            identity: WorkerIdentity(name: "w", host: "h"), bootNonce: 7, settings: settings,
            at: .zero)
        _ = machine.start(at: now)
        if isWelcome { hear(.welcome(version: 1, pingSeconds: 2)) }
    }

    @discardableResult
    mutating func handle(_ event: WorkerEvent, after seconds: Double = 0) -> [WorkerEffect] {
        now = now + seconds
        let effects = machine.handle(event, at: now)
        machine.checkInvariants()
        return effects
    }

    @discardableResult
    mutating func hear(_ message: CoordinatorMessage) -> [WorkerEffect] {
        handle(.received(message))
    }

    /// Ticks when the machine asks for it.
    mutating func tickWhenDue() -> [WorkerEffect] {
        now = max(now, machine.nextDeadline)
        return handle(.tick)
    }

    func attempt(_ trial: Int) -> AttemptID {
        AttemptID(
            study: "s", trial: trial, number: 1, incarnation: 1, jobFingerprint: job.fingerprint)
    }

    func result(_ trial: Int) -> AttemptResult {
        AttemptResult(
            attempt: attempt(trial), outcome: .complete(metrics: ["loss": 1]),
            intermediateResults: [])
    }

    func assignment(_ trials: [Int], jobs: [Job]? = nil) -> CoordinatorMessage {
        .assign(
            trials.map { Assignment(attempt: attempt($0), configuration: Configuration([])) },
            jobs: jobs ?? [job])
    }
}

extension [WorkerEffect] {
    fileprivate var sent: [WorkerMessage] {
        compactMap { if case .send(let message) = $0 { message } else { nil } }
    }

    fileprivate var started: [Int] {
        compactMap {
            if case .start(let assignment, _, _) = $0 { assignment.attempt.trial } else { nil }
        }
    }

    fileprivate var hello: Hello? {
        sent.compactMap { if case .hello(let hello) = $0 { hello } else { nil } }.first
    }
}

struct WorkerMachineTests {
    @Test("A hello tells whether programs may run")
    func permission() {
        for isAllowed in [false, true] {
            var bench = WorkerBench(isWelcome: false, allowsCommands: isAllowed)
            guard case .hello(let hello)? = bench.handle(.linked).sent.first else {
                Issue.record("no hello")
                return
            }
            #expect(hello.allowsCommands == isAllowed)
        }
    }

    @Test("A program's log is sent before its result, also if there is no connection meanwhile")
    func logs() {
        var bench = WorkerBench(slots: 2)
        bench.hear(bench.assignment([0, 1]))
        #expect(
            bench.handle(.logged(bench.attempt(0), text: "a")).sent
                == [.log(bench.attempt(0), text: "a")])
        bench.handle(.finished(bench.result(0)))
        bench.hear(.acknowledge([bench.attempt(0)]))
        bench.handle(.linked)
        #expect(bench.handle(.logged(bench.attempt(1), text: "b")).sent.isEmpty)
        bench.handle(.finished(bench.result(1)))
        let sent = bench.hear(.welcome(version: 4, pingSeconds: 2)).sent
        #expect(
            Array(sent.prefix(2))
                == [.log(bench.attempt(1), text: "b"), .results([bench.result(1)])])
        #expect(bench.handle(.logged(bench.attempt(7), text: "c")).sent.isEmpty, "never started")
    }

    @Test("A worker starts by connecting and saying hello")
    func start() {
        var machine = WorkerMachine(
            identity: WorkerIdentity(name: "w", host: "h"), bootNonce: 7,
            settings: .init(slots: 3), at: .zero)
        let hello = Hello(
            identity: WorkerIdentity(name: "w", host: "h"), bootNonce: 7, slots: 3, credit: 3,
            held: [])
        #expect(machine.start(at: .zero) == [.reconnect, .send(.hello(hello))])
    }

    @Test("Assignments fill the slots, and the rest wait for a free one in their order")
    func slots() {
        var bench = WorkerBench(slots: 2)
        #expect(bench.hear(bench.assignment([4, 5, 6, 7])).started == [4, 5])
        #expect(bench.handle(.finished(bench.result(5))).started == [6])
        #expect(bench.machine.held.map(\.trial) == [7, 4, 6, 5])
    }

    @Test("An assignment that comes twice is started once")
    func duplicateAssignment() {
        var bench = WorkerBench(slots: 2)
        bench.hear(bench.assignment([1]))
        #expect(bench.hear(bench.assignment([1, 2])).started == [2])
        bench.handle(.finished(bench.result(1)))
        #expect(bench.hear(bench.assignment([1])).started.isEmpty, "its result is in the outbox")
    }

    @Test(
        "A result stays in the outbox until it is acknowledged, and is sent again on each welcome")
    func outbox() {
        var bench = WorkerBench(slots: 2)
        bench.hear(bench.assignment([1, 2]))
        let results: [WorkerMessage] = [.results([bench.result(2)]), .results([bench.result(1)])]
        #expect(bench.handle(.finished(bench.result(2))).sent.first == results[0])
        bench.hear(.whoAreYou)
        #expect(bench.handle(.finished(bench.result(1))).sent.isEmpty, "nobody is there to hear")
        for _ in 0..<2 {
            let sent = bench.hear(.welcome(version: 1, pingSeconds: 2)).sent
            #expect(Array(sent.prefix(2)) == results)
        }
        bench.hear(.acknowledge([bench.attempt(2)]))
        let sent = bench.hear(.welcome(version: 1, pingSeconds: 2)).sent
        #expect(sent.first == results[1] && sent.count == 2)
    }

    @Test("What stays unacknowledged while pings are answered is said hello about")
    func lostAcknowledgement() {
        var bench = WorkerBench()
        bench.hear(bench.assignment([1]))
        bench.handle(.finished(bench.result(1)))
        for _ in 0..<4 {
            guard case .ping(let sequence, _)? = bench.tickWhenDue().sent.first else {
                Issue.record("no ping")
                return
            }
            bench.hear(.pong(sequence: sequence))
        }
        #expect(bench.tickWhenDue().hello?.held == [bench.attempt(1)])
        let sent = bench.hear(.welcome(version: 1, pingSeconds: 2)).sent
        #expect(sent.first == .results([bench.result(1)]))
    }

    @Test("The credit is the slots for long trials and grows for short ones")
    func credit() {
        for (seconds, expected) in [(10.0, 2), (0.3, 2), (0.1, 6), (0.01, 34), (0.0, 514)] {
            var bench = WorkerBench(slots: 2)
            bench.hear(bench.assignment([1]))
            let sent = bench.handle(.finished(bench.result(1)), after: seconds).sent
            let ready = sent.compactMap { if case .ready(let credit) = $0 { credit } else { nil } }
            #expect(ready == (expected == 2 ? [] : [expected]), "trials of \(seconds) s")
        }
    }

    @Test("Pings name all that is held; four without an answer make it connect anew, backing off")
    func liveness() {
        var bench = WorkerBench()
        bench.hear(bench.assignment([1, 2]))
        var waits: [Double] = []
        for round in 0..<8 {
            let isRegistered = round == 0
            for _ in 0..<4 {
                let sent = bench.tickWhenDue().sent
                if isRegistered {
                    guard case .ping(_, let held)? = sent.first else {
                        Issue.record("no ping: \(sent)")
                        return
                    }
                    #expect(held.map(\.attempt) == [bench.attempt(1), bench.attempt(2)])
                } else {
                    #expect(sent.count == 1, "a hello that may have been lost is repeated")
                }
            }
            let before = bench.now
            let effects = bench.tickWhenDue()
            #expect(effects.contains(.reconnect))
            #expect(Set(effects.hello?.held ?? []) == [bench.attempt(1), bench.attempt(2)])
            #expect(bench.now > before)
            waits.append(bench.machine.nextDeadline.seconds(since: bench.now))
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 32, 32])
        bench.hear(.welcome(version: 1, pingSeconds: 2))
        for _ in 0..<4 { _ = bench.tickWhenDue() }
        _ = bench.tickWhenDue()
        #expect(bench.machine.nextDeadline.seconds(since: bench.now) == 1, "and starts over")
    }

    @Test("Training goes on while the coordinator is away; reports wait for the result")
    func disconnected() {
        var bench = WorkerBench()
        bench.hear(bench.assignment([1, 2]))
        bench.hear(.whoAreYou)
        let intermediate = IntermediateResult(epoch: 1, metrics: ["loss": 3])
        #expect(bench.handle(.intermediateResult(bench.attempt(1), intermediate)).isEmpty)
        #expect(bench.handle(.finished(bench.result(1))).started == [2])
    }

    @Test("Being asked who it is is answered once; the hello on its way answers the rest")
    func whoAreYou() {
        var bench = WorkerBench()
        #expect(bench.hear(.whoAreYou).hello != nil)
        #expect(bench.hear(.whoAreYou).isEmpty)
        bench.hear(.welcome(version: 1, pingSeconds: 2))
        #expect(bench.hear(.whoAreYou).hello != nil)
    }

    @Test("A cancelled attempt is dropped from the queue, or stopped and not handed back")
    func cancel() {
        var bench = WorkerBench()
        bench.hear(bench.assignment([1, 2]))
        #expect(bench.hear(.cancel([bench.attempt(2)])).isEmpty)
        #expect(bench.hear(.cancel([bench.attempt(1)])) == [.stop(bench.attempt(1))])
        #expect(bench.hear(.cancel([bench.attempt(1)])).isEmpty, "once is enough")
        let intermediate = IntermediateResult(epoch: 1, metrics: [:])
        #expect(bench.handle(.intermediateResult(bench.attempt(1), intermediate)).isEmpty)
        #expect(bench.handle(.stopped(bench.attempt(1), checkpoint: digest(1))).isEmpty)
        #expect(bench.machine.held.isEmpty)
    }

    @Test("A cancelled attempt that ends first is delivered all the same")
    func cancelledAndFinished() {
        var bench = WorkerBench()
        bench.hear(bench.assignment([1]))
        bench.hear(.cancel([bench.attempt(1)]))
        #expect(
            bench.handle(.finished(bench.result(1)), after: 1).sent
                == [.results([bench.result(1)])])
    }

    @Test("An attempt that breaks is reported, unless it was cancelled")
    func broken() {
        var bench = WorkerBench(slots: 2)
        bench.hear(bench.assignment([1, 2]))
        bench.hear(.cancel([bench.attempt(2)]))
        #expect(
            bench.handle(.broke(bench.attempt(1), reason: "no data")).sent
                == [.attemptFailed(bench.attempt(1), reason: "no data")])
        #expect(bench.handle(.broke(bench.attempt(2), reason: "no data")).isEmpty)
    }

    @Test(
        "An assignment whose job never came is handed back, and the jobs are asked for by a hello")
    func missingJob() {
        var bench = WorkerBench()
        let effects = bench.hear(bench.assignment([1], jobs: []))
        #expect(effects.started.isEmpty)
        #expect(effects.hello?.held == [bench.attempt(1)])
        let sent = bench.hear(.welcome(version: 1, pingSeconds: 2)).sent
        guard case .handBack(let attempt, _, _)? = sent.first else {
            Issue.record("not handed back: \(sent)")
            return
        }
        #expect(attempt == bench.attempt(1))
    }

    @Test("An interrupted worker hands everything back with its checkpoints, then leaves")
    func interrupted() {
        var bench = WorkerBench()
        bench.hear(bench.assignment([1, 2]))
        let effects = bench.handle(.interrupted)
        #expect(effects.contains(.stop(bench.attempt(1))))
        let reason = "the worker was interrupted"
        #expect(
            effects.sent == [
                .handBack(bench.attempt(2), reason: reason, checkpoint: nil), .ready(credit: 0),
            ])
        let late = bench.hear(bench.assignment([3]))
        #expect(late.sent == [.handBack(bench.attempt(3), reason: reason, checkpoint: nil)])
        #expect(bench.hear(bench.assignment([1, 2])).isEmpty, "it knows of these")
        #expect(
            bench.handle(.stopped(bench.attempt(1), checkpoint: digest(5))).sent
                == [.handBack(bench.attempt(1), reason: reason, checkpoint: digest(5))])
        bench.hear(.acknowledge([bench.attempt(1), bench.attempt(3)]))
        let last = bench.hear(.acknowledge([bench.attempt(2)]))
        #expect(last == [.send(.goodbye), .exit(.interrupted(undelivered: 0))])
    }

    @Test("A worker interrupted while nobody hears gives up after its time for farewells")
    func interruptedAlone() {
        var bench = WorkerBench()
        bench.hear(bench.assignment([1]))
        bench.hear(.whoAreYou)
        bench.handle(.finished(bench.result(1)))
        #expect(!bench.handle(.interrupted).contains { if case .exit = $0 { true } else { false } })
        #expect(bench.machine.nextDeadline <= bench.now + 10)
        let effects = bench.handle(.tick, after: 10)
        #expect(effects.contains(.exit(.interrupted(undelivered: 1))))
    }

    @Test(
        "With everything done a worker leaves only if it was told to, and only with an empty outbox"
    )
    func exitsWhenDone() {
        var stays = WorkerBench()
        #expect(stays.hear(.finished).isEmpty)

        var bench = WorkerBench(exitsWhenDone: true)
        bench.hear(bench.assignment([1]))
        bench.handle(.finished(bench.result(1)), after: 1)
        #expect(bench.hear(.finished).isEmpty)
        #expect(
            bench.hear(.acknowledge([bench.attempt(1)]))
                == [.send(.goodbye), .exit(.finished)])
    }

    @Test("What one coordinator said about the end does not count for the next")
    func nextCoordinator() {
        var bench = WorkerBench(exitsWhenDone: true)
        bench.hear(bench.assignment([1]))
        bench.hear(.finished)
        bench.hear(.whoAreYou)
        bench.hear(.welcome(version: 1, pingSeconds: 2))
        bench.hear(.cancel([bench.attempt(1)]))
        #expect(bench.handle(.stopped(bench.attempt(1), checkpoint: nil)).isEmpty)
    }

    @Test("Without an answer an idle worker ends at its timeout", arguments: [true, false])
    func coordinatorTimeout(isWelcome: Bool) {
        var bench = WorkerBench(isWelcome: isWelcome, coordinatorTimeout: 100)
        var effects: [WorkerEffect] = []
        while bench.now.seconds(since: .zero) < 100 {
            #expect(!effects.contains { if case .exit = $0 { true } else { false } })
            effects = bench.tickWhenDue()
        }
        #expect(bench.now.seconds(since: .zero) == 100)
        #expect(effects.contains(.exit(.unanswered(seconds: 100, undelivered: 0))))

        var answered = WorkerBench(isWelcome: isWelcome, coordinatorTimeout: 100)
        answered.handle(.received(.pong(sequence: 1)), after: 60)
        #expect(
            !answered.handle(.tick, after: 60).contains {
                if case .exit = $0 { true } else { false }
            })
    }

    @Test("A worker that trains does not give up, and then has its timeout to hand over")
    func coordinatorTimeoutInTraining() {
        var bench = WorkerBench(coordinatorTimeout: 10)
        bench.hear(bench.assignment([1]))
        for _ in 0..<50 {
            #expect(!bench.tickWhenDue().contains { if case .exit = $0 { true } else { false } })
        }
        #expect(bench.now.seconds(since: .zero) > 100)
        bench.handle(.finished(bench.result(1)), after: 1)
        #expect(
            !bench.handle(.tick, after: 9).contains { if case .exit = $0 { true } else { false } })
        let effects = bench.handle(.tick, after: 1)
        #expect(effects.last == .exit(.unanswered(seconds: 10, undelivered: 1)))
    }

    @Test("A rejected worker ends with the coordinator's words")
    func rejected() {
        var bench = WorkerBench(isWelcome: false)
        #expect(
            bench.hear(.reject(reason: "use the same release")).last
                == .exit(.rejected(reason: "use the same release")))
    }

    @Test("An interval that makes no sense is brought within bounds")
    func pingInterval() {
        for seconds in [-1, 0, 1e-9, 1e300, .infinity, .nan] {
            var bench = WorkerBench(isWelcome: false)
            bench.hear(.welcome(version: 1, pingSeconds: seconds))
            let wait = bench.machine.nextDeadline.seconds(since: bench.now)
            #expect(wait > 0.0499 && wait < 60.001)
        }
    }

    @Test("An attempt starts with its devices and cores, and waits while others have them")
    func resources() {
        let offer = WorkerResources(
            devices: [.init(index: 0, name: "d"), .init(index: 1, name: "d")], memory: 8)
        var bench = WorkerBench(slots: 4, resources: offer)
        var job = bench.job
        job.resources = ResourceNeed(cpus: 2, gpus: 1, memory: 4)
        func grants(_ effects: [WorkerEffect]) -> [ResourceGrant?] {
            effects.compactMap {
                if case .start(_, _, let grant) = $0 { .some(grant) } else { nil }
            }
        }
        let first = grants(bench.hear(bench.assignment([0, 1, 2], jobs: [job])))
        #expect(first.map { $0?.devices } == [[0], [1]])
        #expect(first.map { $0?.cores } == [[0, 1], [2, 3]])
        #expect(bench.machine.hasQueue)
        let next = grants(bench.handle(.finished(bench.result(0))))
        #expect(next.map { $0?.devices } == [[0]] && next.first??.cores == [0, 1])
        // What was cancelled keeps its device until it has stopped.
        bench.hear(.cancel([bench.attempt(1)]))
        #expect(grants(bench.hear(bench.assignment([3], jobs: [job]))).isEmpty)
        #expect(grants(bench.handle(.stopped(bench.attempt(1), checkpoint: nil))).count == 1)
    }

    @Test("An attempt that needs more than there is fails at once, and says what is lacking")
    func lacking() {
        for (resources, text) in [
            (WorkerResources(), "this worker has 0 of 1 gpus"),
            (nil, "this worker runs a release of podium that knows no resources"),
        ] {
            var bench = WorkerBench(resources: resources)
            var job = bench.job
            job.resources = ResourceNeed(gpus: 1)
            let sent = bench.hear(bench.assignment([0], jobs: [job])).sent
            #expect(sent == [.attemptFailed(bench.attempt(0), reason: text)])
        }
    }

    @Test("A hello tells what there is beside slots")
    func helloWithResources() {
        let offer = WorkerResources(memory: 8, others: [ResourceAmount("licence", 1)])
        var bench = WorkerBench(isWelcome: false, resources: offer)
        #expect(bench.handle(.linked).hello?.resources == offer)
    }
}
