import Foundation
import Portable
import Reporting
import StudyModel
import Testing

@Suite("Status and stories")
struct StoryTests {
    private let record: TrialRecord = {
        var record = TrialRecord(trial: Fixture.trials[3])
        let losses = [0.0812, 0.0431, 0.0302, 0.02094, 0.0213]
        record.intermediateResults = losses.enumerated().map { Fixture.report($0 + 1, $1) }
        let first = WorkerIdentity(name: "node-a/4711/x8", host: "node-a")
        let second = WorkerIdentity(name: "node-b/99/q2", host: "node-b")
        record.attempts = [
            AttemptRecord(
                number: 1, incarnation: 1, worker: first, startedAt: 1_795_285_243,
                endedAt: 1_795_285_315.4, outcome: .lost, note: "the lease ended"),
            AttemptRecord(number: 2, incarnation: 2, worker: second, startedAt: 1_795_285_321),
        ]
        return record
    }()

    @Test("A trial's story is the recorded one, wide, narrow and in ASCII")
    func story() throws {
        let wide = TrialHistoryText.render(job: Fixture.job, record: record)
        try Golden.expect(wide, is: "story.txt")
        let narrow = TrialHistoryText.render(
            job: Fixture.job, record: record, width: 60, unicode: false)
        try Golden.expect(narrow, is: "story-narrow-ascii.txt")
        #expect(narrow.utf8.allSatisfy { $0 < 0x80 })
        #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 60 })
    }

    @Test("The stories of a failed trial and of one that nobody tried are the recorded ones")
    func others() throws {
        var failed = record
        failed.trial = Fixture.trials[5]
        failed.intermediateResults = [Fixture.report(1, 0.3), Fixture.report(2, .nan)]
        failed.attempts = [record.attempts[0]]
        failed.attempts[0].outcome = .failed
        failed.attempts[0].note = ""
        let waiting = TrialRecord(
            trial: Trial(number: 40, configuration: Fixture.configuration(40)))
        let text = [failed, waiting].map { TrialHistoryText.render(job: Fixture.job, record: $0) }
        try Golden.expect(text.joined(separator: "\n"), is: "story-others.txt")
    }

    @Test("The status of a running study and of one that begins are the recorded ones")
    func status() throws {
        var staged = StudySummary(job: Fixture.job)
        for (stages, text) in [
            (
                StageStanding(.running, number: 1, count: 3, command: "podium train results/s"),
                "stage 1 of 3 runs: podium train results/s"
            ),
            (StageStanding(.running), "stages run"),
            (
                StageStanding(.waiting, again: "podium run a"),
                "stages wait: a coordinator runs them after those of other studies; "
                    + "`podium run a` runs what is left"
            ),
            (
                StageStanding(
                    .failed, number: 2, count: 3, command: "podium latent m", reason: "no model",
                    again: "podium run a"),
                "stage 2 of 3 failed: podium latent m: no model; `podium run a` runs what is left"
            ),
            (
                StageStanding(.interrupted, number: 2, count: 3, again: "podium run a"),
                "stage 2 of 3 was interrupted; `podium run a` runs what is left"
            ),
        ] {
            staged.stages = stages
            #expect(StatusText.render(staged).contains("\n  stages   \(text)\n"))
        }
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

    @Test("What nobody runs any more is interrupted, in the status and in a trial's story")
    func interrupted() {
        var summary = Fixture.summary()
        summary.running = []
        summary.activity = .interrupted
        let status = StatusText.render(summary)
        #expect(status.hasPrefix("quickstart: 13 of 50 trials done, 26 %, interrupted\n"))
        #expect(status.contains("3 interrupted"))
        summary.activity = .stopped
        let stopped = StatusText.render(summary)
        #expect(stopped.hasPrefix("quickstart: 13 of 50 trials done, 26 %, stopped\n"))
        #expect(stopped.contains("`podium retry quickstart`"))
        #expect(!status.contains("running"))
        #expect(status.contains("no coordinator runs it"))
        var running = record
        running.trial.state = .running
        let live = TrialHistoryText.render(job: Fixture.job, record: running)
        #expect(live.contains("of quickstart: running\n") && live.contains("2  running"))
        let left = TrialHistoryText.render(job: Fixture.job, record: running, isLive: false)
        #expect(left.contains("of quickstart: interrupted\n") && left.contains("2  interrupted"))
        #expect(!left.contains("running"))
    }

    @Test("Workers are listed, those in trouble first, and no list is longer than a screen or two")
    func workers() throws {
        var summary = Fixture.summary()
        summary.activity = .running
        summary.connected = (0..<200).map {
            WorkerStatus(
                name: "node-\($0)", host: "host-\($0)", slots: 1 + $0 % 2, held: $0 % 3,
                samplesPerSecond: $0 == 1 ? 1234 : 0, secondsSinceHeard: 0.4)
        }
        summary.connected[150].problem = "could not execute the last 3 trials"
        summary.moreRunning = 7
        let lines = StatusText.render(summary).split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex(of: "workers"))
        #expect(lines[start - 1] == "  and 7 more (--json lists all)")
        #expect(lines[start + 1].contains("node-150"))
        #expect(lines[start + 1].hasSuffix("  could not execute the last 3 trials"))
        #expect(lines[start + 3].contains("on host-1"))
        #expect(lines[start + 3].contains("2 slots  1 trial   1,234 samples/s  heard 0.4 s ago"))
        #expect(lines[start + 2].contains("1 slot   idle"))
        #expect(lines.last == "  and 150 more (--json lists all)")
    }

    @Test("A trial in one line is the same JSON as the document of a trial")
    func lines() throws {
        var strange = record
        strange.trial.configuration = Configuration([
            .init("z\"\\\n\u{1}", .text("a\tb \"ü\" \u{7F} 日本")), .init("n", .int(.min)),
            .init("flag", .bool(false)), .init("tiny", .float(.leastNonzeroMagnitude)),
            .init("large", .float(1e300)),
        ])
        strange.trial.metrics = ["nan": .nan, "up": .infinity, "down": -.infinity, "x": -0.1]
        strange.trial.failure = "because\r\n of \"it\""
        strange.trial.state = .running
        let empty = TrialRecord(trial: Trial(number: 0, configuration: Configuration([])))
        var complete = strange
        complete.trial.state = .complete
        for record in [record, strange, complete, empty] {
            for isLive in [false, true] {
                for metric in [Metric(name: "x"), try Self.bounded("< 1")] {
                    let line = TrialDocument.line(of: record, metric: metric, isLive: isLive)
                    #expect(!line.contains("\n"))
                    let document = TrialDocument(record, metric: metric, isLive: isLive)
                    let plain = String(
                        decoding: try PortableJSON.encode(document, pretty: true), as: UTF8.self)
                    #expect(try object(line) == object(plain))
                }
            }
        }
    }

    private static func bounded(_ condition: String) throws -> Metric {
        Metric(name: "x", feasible: [try OutcomeConstraint("x \(condition)")])
    }

    @Test("A complete trial says whether it is feasible, if the job has conditions")
    func feasible() throws {
        var record = record
        record.trial.metrics = ["x": 0.5]
        for (state, condition, expected) in [
            (Trial.State.complete, "< 1", true), (.complete, "> 1", false), (.running, "> 1", nil),
        ] as [(Trial.State, String, Bool?)] {
            record.trial.state = state
            let metric = try Self.bounded(condition)
            #expect(
                TrialDocument(record, metric: metric, isLive: true).feasible == expected)
        }
        record.trial.state = .complete
        #expect(TrialDocument(record, metric: Metric(name: "x"), isLive: true).feasible == nil)
    }

    @Test("A document written trial by trial is that of all trials")
    func frame() throws {
        var job = Fixture.job
        job.purpose = "To find \"trials\" : [ and ]."
        var document = StudyDocument(
            job: job, counts: [.complete: 2, .running: 1], best: 3, conflicts: 0, starts: 2,
            activity: .interrupted)
        #expect(document.counts == ["complete": 2, "interrupted": 1])
        document.connected = [WorkerStatus(name: "]", host: "[", slots: 1)]
        let (head, tail) = try document.frame()
        let metric = Fixture.job.metric
        let line = TrialDocument.line(of: record, metric: metric, isLive: false)
        let none = try object(head + tail)
        document.trials = [TrialDocument(record, metric: metric, isLive: false)]
        let whole = String(
            decoding: try PortableJSON.encode(document, pretty: true), as: UTF8.self)
        #expect(try object(head + line + "\n" + tail) == object(whole))
        #expect(none["trials"] as? [String] == [])
    }

    private func object(_ text: String) throws -> NSDictionary {
        try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
    }
}
