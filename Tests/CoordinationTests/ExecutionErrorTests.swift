import Coordination
import StudyModel
import Testing

/// What errors of one study's attempts mean for the other studies of a coordinator.
struct ExecutionErrorTests {
    private func settings(fruitlessSeconds: Double) -> CoordinatorMachine.Settings {
        var settings = CoordinatorMachine.Settings(leaseSeconds: 40)
        settings.fruitlessSeconds = fruitlessSeconds
        return settings
    }

    /// Lets a worker run for some seconds; it can't execute the trials of some studies.
    ///
    /// - Returns: the studies of the attempts that it could not execute.
    @discardableResult
    private func run(
        _ bench: inout CoordinatorBench, seconds: Int, failing: Set<String>
    ) throws -> [String] {
        var errors: [String] = []
        for _ in 0..<seconds {
            for attempt in try bench.tick(after: 1).assigned(to: "a") {
                if failing.contains(attempt.study) {
                    errors.append(attempt.study)
                    try bench.hear(.attemptFailed(attempt, reason: "no program"), from: "a")
                } else {
                    try bench.hear(.results([bench.result(of: attempt)]), from: "a")
                }
            }
            try bench.hear(.ping(sequence: 1, held: []), from: "a")
        }
        return errors
    }

    @Test("A study that no worker can execute is halted alone, and fails no trial")
    func haltedAlone() throws {
        var bench = try CoordinatorBench(
            trials: [50, 300], settings: settings(fruitlessSeconds: 60))
        try bench.handle(.share(study: "study-0", StudyShare()))
        try bench.join("a")
        let errors = try run(&bench, seconds: 100, failing: ["study-0"])
        #expect(errors.count <= 10, "it is tried less and less: \(errors.count) times")
        let halted = bench.machine.studies[0]
        #expect(halted.halt == "no worker can execute its trials; worker a: no program")
        #expect(halted.failedCount == 0)
        #expect(bench.machine.studies[1].halt == nil)
        #expect(bench.machine.studies[1].finishedCount >= 80, "the worker is not paused for it")
    }

    @Test("A study that comes after a halted one gets its tries, and so does the same one again")
    func comesAgain() throws {
        var bench = try CoordinatorBench(
            trials: [50, 8], settings: settings(fruitlessSeconds: 30))
        bench.remove(study: "study-1")
        try bench.join("a")
        try run(&bench, seconds: 60, failing: ["study-0"])
        #expect(bench.machine.studies[0].halt != nil)
        try bench.admit(study: 1)
        try run(&bench, seconds: 5, failing: ["study-0"])
        #expect(bench.machine.studies[1].halt == nil)
        #expect(bench.machine.studies[1].finishedCount >= 4)
        bench.remove(study: "study-0")
        #expect(bench.machine.problem(ofWorker: "a") == nil)
        // The cause was mended.
        try bench.admit(study: 0)
        try run(&bench, seconds: 20, failing: [])
        let again = try #require(bench.machine.index(ofStudy: "study-0"))
        #expect(bench.machine.studies[again].halt == nil)
        #expect(bench.machine.studies[again].finishedCount >= 5)
    }

    @Test("A study that was cancelled leaves no pause and no halt behind")
    func cancelled() throws {
        var bench = try CoordinatorBench(
            trials: [50, 50], settings: settings(fruitlessSeconds: 30))
        bench.remove(study: "study-1")
        try bench.join("a")
        try run(&bench, seconds: 20, failing: ["study-0"])
        try bench.handle(.withdraw(study: "study-0"))
        bench.remove(study: "study-0")
        try bench.tick(after: 60)
        try bench.join("a", nonce: 2)
        try bench.admit(study: 1)
        try run(&bench, seconds: 3, failing: [])
        #expect(bench.machine.studies[0].halt == nil)
        #expect(bench.machine.studies[0].finishedCount > 0)
    }

    @Test("A worker that can execute nothing tries each of many studies a few times")
    func nothing() throws {
        var bench = try CoordinatorBench(
            trials: Array(repeating: 3, count: 20), settings: settings(fruitlessSeconds: .infinity))
        try bench.join("a")
        let studies = Set((0..<20).map { "study-\($0)" })
        let errors = try run(&bench, seconds: 300, failing: studies)
        #expect(Set(errors) == studies)
        for study in studies.sorted() {
            let count = errors.count { $0 == study }
            #expect(count <= 12, "\(study): \(count)")
        }
        #expect(errors.count <= 140, "about one per study and minute: \(errors.count)")
        // One that works again is seen at once.
        try run(&bench, seconds: 140, failing: [])
        for study in bench.machine.studies { #expect(study.finishedCount > 0) }
        #expect(bench.machine.problem(ofWorker: "a") == nil)
    }

    @Test("A worker keeps no room for a study that it gets no trials of for a while")
    func noRoomKept() throws {
        var bench = try CoordinatorBench(trials: [9, 9], needs: [0: ResourceNeed(cpus: 2)])
        try bench.join("a", slots: 2, resources: WorkerResources())
        try run(&bench, seconds: 5, failing: ["study-0"])
        #expect(bench.machine.problem(ofWorker: "a")?.contains("of study-0") == true)
        #expect(bench.machine.studies[1].finishedCount > 0)
    }

    @Test("The problem of a worker says of which study, how long, and that the pause is over")
    func problem() throws {
        var bench = try CoordinatorBench(trials: [9])
        try bench.join("a")
        for _ in 0..<2 {
            let attempt = try #require(try bench.tick().assigned(to: "a").first)
            try bench.hear(.attemptFailed(attempt, reason: "no program"), from: "a")
        }
        #expect(
            bench.machine.problem(ofWorker: "a")
                == "could not execute the last 2 trials of study-0: no program; it gets none of "
                + "study-0 for 1 s")
        try bench.hear(.ready(credit: 0), from: "a")
        try bench.tick(after: 2)
        #expect(
            bench.machine.problem(ofWorker: "a")
                == "could not execute the last 2 trials of study-0: no program; it may get the "
                + "next one")
    }
}
