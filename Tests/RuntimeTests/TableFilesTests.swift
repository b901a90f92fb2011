import Coordination
import Foundation
import StudyModel
import Testing

@testable import Runtime
@testable import Studies

@Suite("The table's files")
struct TableFilesTests {
    private let scratch: ScratchDirectory
    private let study: OpenStudy
    private let files: TableFiles
    private let now = SystemTime.now

    init() throws {
        scratch = try ScratchDirectory()
        study = try StudyFixtures.openStudy("one", in: scratch.path).study
        files = TableFiles(directory: study.directory, job: study.record.job)
    }

    /// Writes what is due, and waits for it.
    private func writeIfDue(_ study: StudyProgress, at instant: Instant) {
        files.writeIfDue(study, at: instant)
        files.settle()
    }

    /// The study's progress with so many complete trials.
    private func progress(complete count: Int) throws -> StudyProgress {
        var study = study
        var record = study.record
        record.trials = (0..<count).map {
            TrialRecord(
                trial: Trial(
                    number: $0, configuration: StudyFixtures.configuration(Double($0) / 8),
                    state: .complete, metrics: ["validation_loss": Double($0)]))
        }
        study = OpenStudy(
            directory: study.directory, store: study.store, record: record,
            sampler: study.sampler)
        return try study.progress()
    }

    private var rows: Int? {
        files.settle()
        return scratch.text("one/table.csv").map { $0.split(separator: "\n").count - 1 }
    }

    @Test("are there from the start, and again when a trial has finished")
    func writes() throws {
        writeIfDue(try progress(complete: 0), at: now)
        #expect(rows == 0)
        #expect(scratch.text("one/table.md") != nil)
        files.note([.trialFinished(study: "one", trial: 0, done: 1)])
        writeIfDue(try progress(complete: 1), at: now + 3600)
        #expect(rows == 1)
    }

    @Test("are left alone while nothing finishes, or another study's trials do")
    func idle() throws {
        writeIfDue(try progress(complete: 0), at: now)
        writeIfDue(try progress(complete: 1), at: now + 3600)
        files.note([.trialFinished(study: "two", trial: 0, done: 1), .studyFinished("one")])
        writeIfDue(try progress(complete: 1), at: now + 7200)
        #expect(rows == 0)
    }

    @Test("are written a few times per second at most, and in the end in any case")
    func coalesced() throws {
        writeIfDue(try progress(complete: 0), at: now)
        files.note([.trialFinished(study: "one", trial: 0, done: 1)])
        writeIfDue(try progress(complete: 1), at: now)
        #expect(rows == 0)
        try files.writeNow(try progress(complete: 2))
        #expect(rows == 2)
    }

    @Test("that can't be written now are written later")
    func later() throws {
        let directory = study.directory.path
        try FileManager.default.removeItem(atPath: directory)
        writeIfDue(try progress(complete: 1), at: now)
        #expect(rows == nil)
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        writeIfDue(try progress(complete: 1), at: now + 3600)
        #expect(rows == 1)
    }
}
