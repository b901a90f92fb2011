import Files
import Foundation
import JobFiles
import Storage
import StudyModel
import Testing

@testable import Runtime
@testable import Studies

@Suite("Opening a study")
struct StudyOpeningTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    private func open(_ text: String) throws -> OpenStudy {
        try StudyOpening.open(
            try JobFile.parse(text: text, file: "job.yaml"), results: scratch.path)
    }

    /// Opens a study, lets its first trial finish, and closes it.
    private func makeStudyWithResult() throws {
        let study = try open(StudyFixtures.jobText())
        let attempt = AttemptID(
            study: "plain", trial: 0, number: 1, incarnation: study.record.incarnation,
            jobFingerprint: study.record.job.fingerprint)
        try study.store.commit([
            .trialAdded(number: 0, configuration: StudyFixtures.configuration(0.5)),
            .attemptStarted(attempt, worker: WorkerIdentity(name: "w", host: "h")),
            .trialFinished(
                attempt, .complete(metrics: ["validation_loss": 1]), intermediateResults: []),
        ])
        study.store.close()
    }

    @Test("finds it from its own directory, however that is written")
    func found() throws {
        try makeStudyWithResult()
        for ending in ["", "/", "//", "/.", "/./", "/model/.."] {
            let directory = try StudyDirectory.find(
                scratch.path + "/plain" + ending, results: "none")
            #expect(directory.name == "plain" && directory.queued(atStart: 1) == nil, "\(ending)")
        }
        #expect(StudyDirectory(path: "plain").results == ".")
    }

    @Test("makes it with its job beside it, and goes on with it the next time")
    func goesOn() throws {
        let text = StudyFixtures.jobText()
        let first = try open(text)
        #expect(first.record.incarnation == 1)
        #expect(first.record.trials.isEmpty)
        #expect(scratch.text("plain/job.yaml") == text)
        first.store.close()
        let second = try open(text)
        defer { second.store.close() }
        #expect(second.record.incarnation == 2)
        #expect(second.record.job == first.record.job)
    }

    @Test("is for one process at a time")
    func inUse() throws {
        let first = try open(StudyFixtures.jobText())
        defer { first.store.close() }
        let error = #expect(throws: StoreError.self) { _ = try open(StudyFixtures.jobText()) }
        #expect("\(error!)".contains("in use by process \(getpid())"))
    }

    @Test("with another job is refused, with every difference, and lets the study go")
    func changed() throws {
        try makeStudyWithResult()
        let changed = StudyFixtures.jobText(seed: 2).replacing("high: 1", with: "high: 3")
        let error = #expect(throws: StudyError.self) { _ = try open(changed) }
        guard case .changedJob("plain", let differences) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(differences.count == 2)
        #expect(differences.contains { $0.contains("seed") })
        #expect(differences.contains { $0.contains("space.a") })
        #expect(scratch.text("plain/job.yaml") == StudyFixtures.jobText())
        // The refused attempt neither counts nor keeps the study locked.
        let again = try open(StudyFixtures.jobText())
        #expect(again.record.incarnation == 2)
        again.store.close()
    }

    @Test("with more trials makes it larger for good; with fewer it is refused")
    func moreTrials() throws {
        try makeStudyWithResult()
        let more = try open(StudyFixtures.jobText(trials: 9))
        #expect(more.record.job.trials == 9)
        #expect(more.record.trials.count == 1)
        more.store.close()
        #expect(throws: StudyError.self) { _ = try open(StudyFixtures.jobText(trials: 5)) }
    }

    @Test("with more trials after an incomplete cohort is refused with the real reason")
    func incompleteCohort() throws {
        func text(trials: Int) -> String {
            StudyFixtures.jobText(trials: trials).replacing("epochs: 1", with: "epochs: 9")
                + "\nscheduler: asha"
        }
        try open(text(trials: 20)).store.close()
        do {
            try open(text(trials: 27)).store.close()
            Issue.record("it was extended")
        } catch let error as StudyError {
            let shown = error.description
            #expect(
                shown.contains("it can't be extended: the last cohort of the asha scheduler"),
                "\(shown)")
            #expect(shown.contains("--trials 20, or start another study of 27 trials"))
            #expect(!shown.contains("may only grow"))
        }
    }

    @Test("with more epochs is allowed until a trial has finished")
    func moreEpochs() throws {
        let longer = StudyFixtures.jobText().replacing("epochs: 1", with: "epochs: 3")
        try open(StudyFixtures.jobText()).store.close()
        let grown = try open(longer)
        #expect(grown.record.job.epochs == 3)
        grown.store.close()
        try FileManager.default.removeItem(atPath: scratch.path + "/plain")
        try makeStudyWithResult()
        let error = #expect(throws: StudyError.self) { _ = try open(longer) }
        #expect("\(error!)".contains("only while no trial has finished"))
    }

    @Test("keeps what does not change results free: the purpose, the top, the headings")
    func freeChanges() throws {
        try makeStudyWithResult()
        let changed = StudyFixtures.jobText() + "\ntop: 3\npurpose: another word for it\n"
        let study = try open(changed)
        defer { study.store.close() }
        #expect(study.record.job.top == 3)
        #expect(study.record.job.purpose == "another word for it")
        #expect(study.record.trials.count == 1)
    }

    @Test("in a place that can't be written says which")
    func unwritable() throws {
        _ = FileManager.default.createFile(atPath: scratch.path + "/file", contents: Data())
        let job = try StudyFixtures.job()
        let error = #expect(throws: FileFailure.self) {
            _ = try StudyOpening.open(job, results: scratch.path + "/file")
        }
        #expect("\(error!)".contains("/file/plain: can't make the directory"))
    }

    // MARK: Studies to learn from

    private func openLearning() throws -> OpenStudy {
        let text =
            StudyFixtures.jobText("new").replacing("sampler: random", with: "sampler: tpe")
            + "\nwarm_start: [\(scratch.path)/plain]\n"
        return try StudyOpening.open(
            try JobFile.parse(
                text: text, file: "job.yaml", environment: .ofFiles(results: "results")),
            results: scratch.path)
    }

    @Test("copies the trials of other studies once, so that these may be deleted")
    func learning() throws {
        #expect(throws: JobFileError.self) { _ = try openLearning() }
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/new/study.sqlite"))
        try makeStudyWithResult()
        let first = try openLearning()
        let earlier = try #require(first.record.job.warmStart.first)
        #expect(earlier.trials.map(\.value) == [1] && earlier.found == 1)
        #expect(earlier.digest.isSHA256)
        first.store.close()
        // The other study grows.
        try makeStudyWithSecondResult()
        let second = try openLearning()
        #expect(second.record.job == first.record.job)
        second.store.close()
        try FileManager.default.removeItem(atPath: scratch.path + "/plain")
        let third = try openLearning()
        defer { third.store.close() }
        #expect(third.record.job == first.record.job)
        #expect(third.record.job.fingerprint == first.record.job.fingerprint)
        var (a, b) = (first.sampler, third.sampler)
        #expect(a.suggest(trial: 0) == b.suggest(trial: 0))
    }

    private func makeStudyWithSecondResult() throws {
        let study = try open(StudyFixtures.jobText())
        let attempt = AttemptID(
            study: "plain", trial: 1, number: 1, incarnation: study.record.incarnation,
            jobFingerprint: study.record.job.fingerprint)
        try study.store.commit([
            .trialAdded(number: 1, configuration: StudyFixtures.configuration(0.75)),
            .attemptStarted(attempt, worker: WorkerIdentity(name: "w", host: "h")),
            .trialFinished(
                attempt, .complete(metrics: ["validation_loss": 0.5]), intermediateResults: []),
        ])
        study.store.close()
    }
}
