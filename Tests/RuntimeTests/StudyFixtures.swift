import Coordination
import Foundation
import JobFiles
import Search
import Storage
import StudyModel
import Synchronization

@testable import Runtime
@testable import Studies

/// Studies for the tests of the shells.
enum StudyFixtures {
    static func jobText(_ study: String = "plain", trials: Int = 5, seed: Int = 1) -> String {
        """
        study: \(study)
        objective: "null"
        epochs: 1
        metric: { name: validation_loss, direction: minimize }
        sampler: random
        trials: \(trials)
        seed: \(seed)
        space:
          a: { type: float, low: 0, high: 1 }
        """
    }

    static func job(_ study: String = "plain", trials: Int = 5, seed: Int = 1) throws -> LoadedJob {
        try JobFile.parse(text: jobText(study, trials: trials, seed: seed), file: "job.yaml")
    }

    /// A study in memory whose storage can be made to refuse.
    static func openStudy(
        _ study: String, trials: Int = 5, in directory: String
    ) throws -> (study: OpenStudy, store: StubbornStore) {
        let job = try job(study, trials: trials).job
        let store = StubbornStore(StudyRecord(job: job))
        let files = StudyDirectory(results: directory, study: study)
        try FileManager.default.createDirectory(
            atPath: files.path, withIntermediateDirectories: true)
        return (
            OpenStudy(
                directory: files, store: store, record: try store.load(),
                sampler: try StudySampler(job: job)), store
        )
    }

    static func configuration(_ value: Double) -> Configuration {
        Configuration([.init("a", .float(value))])
    }
}

/// A store in memory that refuses commits for as long as the test says.
final class StubbornStore: StudyStore {
    private let inner: InMemoryStudyStore
    private let refusal = Mutex<StoreError?>(nil)
    private let tries = Mutex(0)

    init(_ record: StudyRecord) { inner = InMemoryStudyStore(record, wallClock: { 0 }) }

    /// How many commits were asked for.
    var commitCount: Int { tries.withLock { $0 } }

    func refuse(_ error: StoreError?) { refusal.withLock { $0 = error } }

    func load() throws(StoreError) -> StudyRecord { try inner.load() }

    func commit(_ changes: [StudyChange]) throws(StoreError) {
        tries.withLock { $0 += 1 }
        if let error = refusal.withLock({ $0 }) { throw error }
        try inner.commit(changes)
    }

    func beginIncarnation() throws(StoreError) -> Int { try inner.beginIncarnation() }
    func trialRecord(_ number: Int) throws(StoreError) -> TrialRecord? {
        try inner.trialRecord(number)
    }
    func close() { inner.close() }
}
