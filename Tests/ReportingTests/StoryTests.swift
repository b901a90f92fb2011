import Foundation
import Reporting
import StudyModel
import Testing

@Suite("Status and stories")
struct StoryTests {
    private let record: TrialRecord = {
        var record = TrialRecord(trial: Fixture.trials[3])
        let losses = [0.0812, 0.0431, 0.0302, 0.02094, 0.0213]
        record.reports = losses.enumerated().map { Fixture.report($0 + 1, $1) }
        let first = WorkerIdentity(name: "node-a/4711/x8", host: "node-a")
        let second = WorkerIdentity(name: "node-b/99/q2", host: "node-b")
        record.attempts = [
            AttemptRecord(
                number: 1, epoch: 1, worker: first, startedAt: 1_795_285_243,
                endedAt: 1_795_285_315.4, outcome: .lost, note: "the lease ended"),
            AttemptRecord(number: 2, epoch: 2, worker: second, startedAt: 1_795_285_321),
        ]
        return record
    }()

    @Test("A trial's story is the recorded one, wide, narrow and in ASCII")
    func story() throws {
        let wide = TrialStory.render(job: Fixture.job, record: record)
        try Golden.expect(wide, is: "story.txt")
        let narrow = TrialStory.render(job: Fixture.job, record: record, width: 60, unicode: false)
        try Golden.expect(narrow, is: "story-narrow-ascii.txt")
        #expect(narrow.utf8.allSatisfy { $0 < 0x80 })
        #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 60 })
    }

    @Test("The stories of a failed trial and of one that nobody tried are the recorded ones")
    func others() throws {
        var failed = record
        failed.trial = Fixture.trials[5]
        failed.reports = [Fixture.report(1, 0.3), Fixture.report(2, .nan)]
        failed.attempts = [record.attempts[0]]
        failed.attempts[0].outcome = .failed
        failed.attempts[0].note = ""
        let waiting = TrialRecord(
            trial: Trial(number: 40, configuration: Fixture.configuration(40)))
        let text = [failed, waiting].map { TrialStory.render(job: Fixture.job, record: $0) }
        try Golden.expect(text.joined(separator: "\n"), is: "story-others.txt")
    }

    @Test("The status of a running study and of one that begins are the recorded ones")
    func status() throws {
        var summary = Fixture.summary()
        summary.conflicts = 2
        summary.alarms = ["worker node-c was refused: it speaks protocol 3, expected 1"]
        try Golden.expect(StatusText.render(summary), is: "status.txt")
        let start = StatusText.render(StudySummary(job: Fixture.job))
        #expect(start == "quickstart: 0 of 50 trials done, 0 %\n  trials   50 to come\n")
        for width in 10...80 {
            let lines = StatusText.render(summary, width: width).split(separator: "\n")
            #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= width })
        }
    }

    @Test("A record alone gives counts, the best trial and what runs")
    func fromRecord() {
        var running = record
        running.trial = Trial(
            number: 13, configuration: Fixture.configuration(13), state: .running)
        running.reports = [Fixture.report(1, 0.5), Fixture.report(2, 0.4)]
        let trials = Fixture.trials.map { TrialRecord(trial: $0) } + [running]
        let study = StudyRecord(job: Fixture.job, epoch: 2, trials: trials, conflicts: 1)
        let summary = StudySummary(record: study, now: 1_795_285_331)
        #expect(summary.counts == [.complete: 12, .failed: 1, .running: 1])
        #expect(summary.done == 13 && summary.failed == 1 && summary.total == 50)
        #expect(summary.best == Fixture.trials[0] && summary.conflicts == 1)
        #expect(summary.running.map(\.number) == [13])
        #expect(summary.running.first?.fraction == 0.4)
        #expect(summary.running.first?.elapsedSeconds == 10)
        #expect(summary.running.first?.worker.host == "node-b")
    }
}

@Suite("Files written whole")
struct AtomicFileTests {
    private let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("podium-reporting-\(UUID().uuidString)")

    private func withDirectory(_ work: (String) throws -> Void) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try work(directory.path)
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    @Test("A file is made, replaced by a shorter one, and nothing else is left")
    func replaces() throws {
        try withDirectory { path in
            let file = path + "/table.csv"
            for content in [String(repeating: "long\n", count: 100_000), "short\n", ""] {
                try AtomicFile.write(content, to: file)
                #expect(try text(file) == content)
                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: path) == ["table.csv"])
            }
        }
    }

    @Test("What a killed process left is used up")
    func leftOver() throws {
        try withDirectory { path in
            let file = path + "/table.csv"
            try Data(repeating: 1, count: 99).write(to: URL(fileURLWithPath: file + ".partial"))
            try AtomicFile.write("new\n", to: file)
            #expect(try text(file) == "new\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["table.csv"])
        }
    }

    @Test("A reader sees one whole text or another while many write")
    func concurrent() async throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.path + "/table.csv"
        let contents = (0..<4).map { String(repeating: "\($0)", count: 10_000 + $0) }
        try AtomicFile.write(contents[0], to: file)
        await withTaskGroup(of: Bool.self) { group in
            for content in contents {
                group.addTask {
                    for _ in 0..<20 {
                        guard (try? AtomicFile.write(content, to: file)) != nil,
                            let seen = try? Data(contentsOf: URL(fileURLWithPath: file)),
                            contents.contains(String(decoding: seen, as: UTF8.self))
                        else { return false }
                    }
                    return true
                }
            }
            for await isWhole in group { #expect(isWhole) }
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(left == ["table.csv"])
    }

    @Test("A directory that isn't there is said in words")
    func noDirectory() {
        let error = #expect(throws: ReportingError.self) {
            try AtomicFile.write("x", to: "/nowhere/table.csv")
        }
        #expect(
            error?.description == "/nowhere/table.csv: can't write beside it: "
                + "No such file or directory; what was there before is unchanged")
    }
}
