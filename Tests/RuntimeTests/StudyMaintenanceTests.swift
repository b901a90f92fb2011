import Coordination
import Foundation
import JobFiles
import Reporting
import Storage
import StudyModel
import Testing
import UserErrors

@testable import Studies

@Suite("What a user does to a study that exists")
struct StudyMaintenanceTests {
    private let scratch: ScratchDirectory
    private let directory: StudyDirectory

    init() throws {
        scratch = try ScratchDirectory()
        directory = StudyDirectory(results: scratch.path, study: "plain")
    }

    @Test("work on a study awaits the process that has it, and no longer than it is told to")
    func earlierRun() throws {
        try makeStudy()
        let directory = self.directory
        for use in [StudyLock.Use.study, .stages] {
            var earlier: StudyLock? = try StudyLock.exclusive(directory: directory.path, for: use)
            let work = { _ = try StudyLock.exclusive(directory: directory.path, for: use) }
            #expect(throws: StoreError.self) {
                try StudyDirectory.awaitingEarlierRun(seconds: 0, work)
            }
            var tries = 0
            try StudyDirectory.awaitingEarlierRun(seconds: 600) {
                tries += 1
                if tries == 3 { earlier = nil }
                try work()
            }
            #expect(tries == 3)
            withExtendedLifetime(earlier) {}
        }
    }

    /// Makes a study whose second trial failed.
    private func makeStudy() throws {
        let study = try StudyOpening.open(try StudyFixtures.job(), results: scratch.path)
        defer { study.store.close() }
        for number in 0..<2 {
            let attempt = AttemptID(
                study: "plain", trial: number, number: 1, incarnation: study.record.incarnation,
                jobFingerprint: study.record.job.fingerprint)
            let outcome: TrialOutcome =
                number == 0
                ? .complete(metrics: ["validation_loss": 1]) : .failed(reason: "no memory")
            try study.store.commit([
                .trialAdded(number: number, configuration: StudyFixtures.configuration(0.5)),
                .attemptStarted(attempt, worker: WorkerIdentity(name: "w", host: "h")),
                .trialFinished(attempt, outcome, intermediateResults: []),
            ])
        }
    }

    @Test("failed trials wait again, once")
    func retry() throws {
        try makeStudy()
        #expect(try FailedTrials.reopen([], of: directory) == [1])
        #expect(try FailedTrials.reopen([], of: directory) == [])
        #expect(try StudyReader.status(of: directory).record.trials[1].trial.state == .waiting)
    }

    @Test("that its coordinator gave up says why, until it is retried or started again")
    func givenUp() throws {
        try makeStudy()
        var entry = QueuedStudy(
            study: "plain", share: StudyShare(), isSubmitted: true, submittedAt: 0)
        (entry.state, entry.note) = (.halted, "no worker can execute its trials; worker a: no sh")
        (entry.starts, entry.finished) = (1, 2)
        try FileManager.default.createDirectory(
            atPath: StudyQueue.directory(results: scratch.path).path,
            withIntermediateDirectories: true)
        var queue = try StudyQueue(results: scratch.path)
        try queue.put(entry)
        let standing = try StudyReader(directory).standing()
        #expect(standing.activity == .stopped)
        let alarms = standing.summary(running: [], workers: []).alarms
        #expect(alarms == ["stopped: no worker can execute its trials; worker a: no sh"])
        let reasons = try StudyReader(directory).explanation(trial: nil).reasons
        #expect(
            reasons.map(\.text) == [
                "no worker can execute its trials; worker a: no sh; mend the cause, then submit or "
                    + "run its job again"
            ])
        _ = try FailedTrials.reopen([], of: directory)
        #expect(try StudyReader(directory).standing().activity == .interrupted)
    }

    @Test("with failures in a row is stopped, not done, also if every trial has its outcome")
    func stopped() throws {
        try makeStudy()
        var standing = try StudyReader(directory).standing()
        standing.job.trials = 2
        #expect(standing.activity == .done)
        standing.halt = "trials 1 to 1 failed"
        #expect(standing.activity == .stopped)
    }

    @Test("only failed trials can wait again")
    func refusedRetry() throws {
        try makeStudy()
        let complete = #expect(throws: InputError.self) {
            try FailedTrials.reopen([0], of: directory)
        }
        #expect(complete?.text == "trial 0 is complete; only failed trials can be run again")
        let unknown = #expect(throws: InputError.self) {
            try FailedTrials.reopen([7], of: directory)
        }
        #expect(unknown?.text == "there is no trial 7; those that have begun are 0 to 1")
    }

    @Test("a study is removed with its files, unless it is in use")
    func removal() throws {
        try makeStudy()
        let study = try StudyOpening.open(try StudyFixtures.job(), results: scratch.path)
        #expect(throws: StoreError.self) { try StudyRemoval(directory) }
        study.store.close()
        do {
            let stages = try #require(try directory.lockStages())
            defer { withExtendedLifetime(stages) {} }
            #expect(throws: StoreError.self) { try StudyRemoval(directory) }
            #expect(throws: StoreError.self) { try directory.lockStages() }
        }
        let removal = try StudyRemoval(directory)
        #expect(removal.summary.hasPrefix("\(directory.path): 2 trials, "))
        #expect(removal.summary.contains("job.yaml"))
        try removal.run()
        #expect(!FileManager.default.fileExists(atPath: directory.path))
    }

    @Test("the next coordinator knows whose stages are to run, in their order")
    func pendingStages() throws {
        try FileManager.default.createDirectory(
            atPath: StudyQueue.directory(results: scratch.path).path,
            withIntermediateDirectories: true)
        var pending = PendingStages()
        #expect(pending.open(results: scratch.path).isEmpty)
        for study in ["b", "a", "c", "a"] { try pending.add(study) }
        try pending.remove("b")
        try pending.remove("unknown")
        #expect(earlierStages == ["a", "c"])
    }

    /// The studies whose stages the next coordinator runs.
    private var earlierStages: [String] {
        var next = PendingStages()
        return next.open(results: scratch.path)
    }

    @Test("stages that are to run twice are not lost when the coordinator ends after one run")
    func stagesTwice() throws {
        try FileManager.default.createDirectory(
            atPath: StudyQueue.directory(results: scratch.path).path,
            withIntermediateDirectories: true)
        var pending = PendingStages()
        // Before the list may be stored, a study has ended already.
        try pending.add("b")
        #expect(pending.open(results: scratch.path).isEmpty)
        for study in ["a", "a", "b"] { try pending.add(study) }
        try pending.hasRun("a")
        try pending.hasRun("b")
        #expect(Set(earlierStages) == ["a", "b"])
        try pending.hasRun("a")
        #expect(earlierStages == ["b"])
        try pending.hasRun("b")
        #expect(earlierStages == [])
        // Those of an earlier coordinator count once.
        try pending.add("c")
        var next = PendingStages()
        for study in next.open(results: scratch.path) { try next.add(study) }
        try next.hasRun("c")
        #expect(earlierStages == [])
    }

    @Test("its stages are said to run, to wait, to have failed or to be interrupted")
    func stages() throws {
        try makeStudy()
        #expect(directory.stages == nil)
        let running = StageStanding(.running, number: 1, count: 2, command: "podium report")
        directory.record(stages: running)
        do {
            let lock = try #require(try directory.lockStages())
            defer { withExtendedLifetime(lock) {} }
            #expect(directory.stages == running)
            directory.record(stages: nil)
            #expect(directory.stages == StageStanding(.running))
            directory.record(stages: running)
        }
        // The process that ran them was killed.
        let results = (directory.path as NSString).deletingLastPathComponent
        let command = "podium run \(directory.job) --results \(results)"
        #expect(directory.stages?.state == .interrupted)
        #expect(directory.stages?.again == command)
        var failed = running
        (failed.state, failed.reason) = (.failed, "no gnuplot")
        directory.record(stages: failed)
        failed.again = command
        #expect(try StudyReader(directory).standing().stages == failed)
        let why = try StudyReader(directory).explanation(trial: nil)
        #expect(why.reasons.last?.text == failed.text)
        try FileManager.default.createDirectory(
            atPath: StudyQueue.directory(results: scratch.path).path,
            withIntermediateDirectories: true)
        var pending = PendingStages()
        #expect(pending.open(results: scratch.path) == [])
        try pending.add("plain")
        #expect(directory.stages?.state == .waiting)
        #expect(try StudyRemoval(directory).summary.hasSuffix("are still to run, and will not"))
        try pending.remove("plain")
        #expect(directory.stages == failed)
    }

    @Test("in a directory that was copied, or that lost its record, it is said what to do")
    func misplaced() throws {
        try makeStudy()
        #expect(try StudyReader(directory).standing().misplaced == nil)
        let copy = StudyDirectory(results: scratch.path, study: "copy")
        try FileManager.default.copyItem(atPath: directory.path, toPath: copy.path)
        let standing = try StudyReader(copy).standing()
        #expect(standing.misplaced?.contains("has the record of the study plain") == true)
        #expect(
            standing.summary(running: [], workers: []).alarms.contains(standing.misplaced ?? ""))
        var loaded = try StudyFixtures.job()
        loaded.job.study = "copy"
        let error = #expect(throws: StudyError.self) {
            try StudyOpening.open(loaded, results: scratch.path)
        }
        #expect("\(error!)".contains("give it the name plain again"))
        try FileManager.default.removeItem(atPath: copy.database)
        #expect(throws: StudyError.noRecord(directory: copy.path)) {
            try StudyDirectory.find("copy", results: scratch.path)
        }
        try FileManager.default.createDirectory(
            atPath: copy.database, withIntermediateDirectories: false)
        let damaged = #expect(throws: StoreError.self) {
            try StudyOpening.open(loaded, results: scratch.path)
        }
        #expect("\(damaged!)".contains("study.sqlite: damaged: it is no regular file"))
    }

    @Test("a link to a study is not removed")
    func link() throws {
        try makeStudy()
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path + "/link", withDestinationPath: directory.path)
        let error = #expect(throws: InputError.self) {
            try StudyRemoval(StudyDirectory(path: scratch.path + "/link"))
        }
        #expect(error?.text.contains("is a link to a directory") == true)
    }

    @Test("a described configuration is a trial's, with values replaced by their names")
    func described() throws {
        let loaded = try StudyFixtures.job()
        let plain = try DescribedConfiguration(of: loaded, trial: 3, assignments: [])
        let other = try DescribedConfiguration(of: loaded, trial: 2, assignments: ["a=0.25"])
        #expect(plain.configuration != other.configuration)
        #expect(other.configuration["a"] == .float(0.25))
        for (trial, assignment, words) in [
            (9, "a=1", "--trial 9: job.yaml asks for 5 trials, numbered from 0"),
            (0, "a", "--set a: expected name=value, such as a=…"),
            (0, "b=1", "--set b=1: the space has no parameter 'b'; it has a"),
        ] {
            let error = #expect(throws: InputError.self) {
                try DescribedConfiguration(of: loaded, trial: trial, assignments: [assignment])
            }
            #expect(error?.text == words)
        }
    }

    @Test("the names of models say which configuration was trained")
    func modelNames() {
        #expect(ModelDirectory.name(rank: 1, trial: nil, seed: nil) == "model")
        #expect(ModelDirectory.name(rank: 2, trial: nil, seed: nil) == "model-2")
        #expect(ModelDirectory.name(rank: 1, trial: 7, seed: 1) == "model-trial-7-seed-1")
        #expect(ModelDirectory.name(rank: 3, trial: nil, seed: 4) == "model-3-seed-4")
    }
}
