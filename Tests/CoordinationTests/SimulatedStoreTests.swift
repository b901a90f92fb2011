import StudyModel
import TestSupport
import Testing

/// The simulated store is what the simulation's findings rest on: it must refuse what no record may
/// hold.
struct SimulatedStoreTests {
    private let attempts = (1...2).map {
        AttemptID(study: "s", trial: 0, number: $0, incarnation: 1, jobFingerprint: 0)
    }
    private let worker = WorkerIdentity(name: "w", host: "h")

    private func store(_ changes: [StudyChange]) throws -> SimulatedStore {
        var store = SimulatedStore(jobs: [Schedule.job(study: "s", seed: 1, trials: 2)])
        store.open()
        store.stage(.trialAdded(number: 0, configuration: Configuration([])), of: "s")
        store.stage(.attemptStarted(attempts[0], worker: worker), of: "s")
        for change in changes { store.stage(change, of: "s") }
        try store.commit()
        return store
    }

    @Test("What is not committed is gone after a restart, and the epoch moves on")
    func layers() throws {
        var store = try store([])
        store.stage(.attemptEnded(attempts[0], .lost, note: ""), of: "s")
        store.open()
        try store.commit()
        #expect(store.committed["s"]!.trials[0].attempts.map(\.outcome) == [.running])
        #expect(store.committed["s"]!.incarnation == 2)
    }

    @Test("Records that break an invariant are refused")
    func refusals() throws {
        let end = StudyChange.trialFinished(
            attempts[0], .failed(reason: ""), intermediateResults: [])
        let sequences: [([StudyChange], String)] = [
            ([.attemptStarted(attempts[1], worker: worker)], "is running"),
            ([end, end], "I2"),
            ([.attemptEnded(attempts[1], .lost, note: "")], "I3"),
            ([end, .conflictingResult(attempts[1], .failed(reason: "x"))], "I3"),
            ([end, .attemptEnded(attempts[0], .lost, note: "")], "ends twice"),
            ([end, .attemptStarted(attempts[1], worker: worker)], "is failed"),
            ([.trialAdded(number: 2, configuration: Configuration([]))], "added after"),
        ]
        for (changes, reason) in sequences {
            let error = #expect(throws: SimulationFailure.self) { try store(changes) }
            #expect(error?.description.contains(reason) == true, "\(changes): \(error as Any)")
        }
    }
}
