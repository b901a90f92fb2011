import Figures
import Files
import Foundation
import Portable
import StudyModel
import Testing

@testable import Reporting

@Suite("Records that hold what no worker should have sent")
struct HostileRecordTests {
    private static let epochs = [Int.max, .min, -1, 0, 1, 2, 3, 10, 11, 1 << 40]
    private static let numbers: [Double] = [
        .nan, .infinity, -.infinity, 1e308, -1e308, .leastNonzeroMagnitude, 0, -0.0, 0.02, 1e-300,
    ]

    /// A study in which every number that a worker states is drawn from the lists above.
    private static func record(_ seed: Int, trials: Int = 24) -> StudyRecord {
        let generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
        let job = ReportFixture.job(trials: trials)
        var record = StudyRecord(
            job: job, incarnation: 1,
            trials: (0..<trials).map { ReportFixture.complete($0, job: job) })
        func pick<Value>(_ list: [Value], _ step: Int, _ index: Int) -> Value {
            list[generator.uniform(below: list.count, step: step, index: index)]
        }
        for trial in record.trials.indices {
            record.trials[trial].intermediateResults = (0..<12).map { index in
                let place = 100 * trial + index
                var metrics = ["validation_loss": pick(numbers, 1, place)]
                if index % 3 == 0 { metrics = ["train_loss": pick(numbers, 2, place)] }
                if index % 5 == 0 { metrics = [:] }
                return IntermediateResult(epoch: pick(epochs, 3, place), metrics: metrics)
            }
            let metric = pick(numbers, 4, trial)
            record.trials[trial].trial.metrics =
                trial % 4 == 0 ? [:] : ["validation_loss": metric, "train_loss": -metric]
            let last = record.trials[trial].attempts.count - 1
            record.trials[trial].attempts[last].number = pick(epochs, 5, trial)
            record.trials[trial].attempts[last].startedAt = pick(numbers, 6, trial)
            record.trials[trial].attempts[last].endedAt = pick(numbers, 7, trial)
        }
        return record
    }

    @Test("have a report all the same", arguments: 0..<40)
    func report(seed: Int) throws {
        let intermediate = StudyReport(
            record: Self.record(seed), isLive: seed % 2 == 0, now: Self.numbers[seed % 10],
            trainingSamples: 60_000)
        let outline = try PageOutline(intermediate)
        #expect(outline.page.sections.count > 8)
        #expect(!outline.page.html().isEmpty)
    }

    @Test("have tables, stories, a status and documents", arguments: 0..<20)
    func texts(seed: Int) {
        let record = Self.record(seed)
        let trials = record.trials.map(\.trial)
        for format in TableFormat.allCases {
            #expect(!RankedTable(job: record.job, trials: trials).render(format).isEmpty)
        }
        for trial in record.trials {
            #expect(!TrialHistoryText.render(job: record.job, record: trial, width: 60).isEmpty)
        }
        let number = Self.numbers[seed % 10]
        let running = record.trials.map { entry in
            RunningTrial(
                number: entry.trial.number, configuration: entry.trial.configuration,
                worker: WorkerIdentity(name: "w", host: "h"), fraction: number,
                samplesPerSecond: number, elapsedSeconds: number,
                latest: entry.intermediateResults.last)
        }
        let summary = StudySummary(
            job: record.job, counts: [.running: running.count], running: running,
            samplesPerSecond: number, elapsedSeconds: number, secondsLeft: number)
        #expect(!StatusText.render(summary, width: 80).isEmpty)
        let top = RankedTable(job: record.job, trials: trials, top: 5)
        #expect(
            !LiveView.lines(
                summary: summary, top: top, width: 80, height: 24, color: false, unicode: true
            ).isEmpty)
    }

    @Test("count the epochs that the job has, and no others")
    func epochCount() throws {
        let job = ReportFixture.job(trials: 2, epochs: 10)
        var record = StudyRecord(
            job: job, trials: (0..<2).map { ReportFixture.complete($0, job: job) })
        let honest = StudyTimes(StudyReport(record: record, now: 0))
        for epoch in [Int.max, .min, 0, -5, 11] {
            record.trials[0].intermediateResults.append(
                IntermediateResult(epoch: epoch, metrics: ["validation_loss": 0.001]))
        }
        let times = StudyTimes(StudyReport(record: record, now: 0))
        #expect(times.finishedEpochs == 20 && honest.finishedEpochs == 20)
        let outline = try PageOutline(StudyReport(record: record, now: 0))
        let curves = try #require(outline.charts.first?.chart as? CurveChart)
        #expect(curves.curves.allSatisfy { $0.x == (1...10).map(Double.init) })
    }

    @Test("that are a million reports of one trial are read in one pass")
    func manyReports() throws {
        let job = ReportFixture.job(trials: 1, epochs: 1_000_000)
        var record = ReportFixture.complete(0, job: ReportFixture.job(trials: 1))
        record.intermediateResults = (1...200_000).map {
            IntermediateResult(epoch: $0, metrics: ["validation_loss": 1 / Double($0)])
        }
        let outline = try PageOutline(
            StudyReport(record: StudyRecord(job: job, trials: [record]), now: 0))
        let curves = try #require(outline.charts.first?.chart as? CurveChart)
        #expect(curves.curves.first?.x.count == 180)
        #expect(curves.curves.first?.x.last == 200_000)
    }
}

@Suite("Figures that can't be drawn")
struct MissingFigureTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "podium-missing-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private let chart = CurveChart(
        title: "t", x: Axis("x"), y: Axis("y"), curves: [.init("a", byEpoch: [1, 2])])

    @Test("don't end a step: what it found is there, with a sentence in the figure's place")
    func step() throws {
        try withFolder { path in
            let gnuplot = Gnuplot(path: "/nowhere/gnuplot")
            let found = try FindingsFolder.fill(
                path + "/model/step", findings: Findings(step: "test", title: "T"),
                gnuplot: gnuplot
            ) {
                try $0.chart(chart, named: "curves", caption: "Curves.")
                try $0.picture(
                    Picture(width: 2, height: 2, colour: .black), named: "dot", caption: "A dot.",
                    alternative: "Black.")
                $0.number("n", "N", 1, text: "1")
            }
            let absence = try #require(found.figures[0].absence)
            #expect(absence.hasPrefix("gnuplot can't draw it: "))
            #expect(FindingsFolder.read(path + "/model/step") == found)
            let page = Page(title: "t", sections: [found.section(directory: path + "/model/step")])
            #expect(
                page.html().contains("Not drawn: gnuplot can&#39;t")
                    || page.html().contains("Not drawn: gnuplot can't draw it"))
            #expect(page.html().contains("<img "))
        }
    }

    @Test("and files that are gone or damaged are gaps in the page, each for itself")
    func gone() throws {
        try withFolder { path in
            let step = path + "/model/step"
            _ = try FindingsFolder.fill(
                step, findings: Findings(step: "test", title: "T"), gnuplot: nil
            ) {
                for name in ["one", "two"] {
                    try $0.picture(
                        Picture(width: 2, height: 2, colour: .black), named: name, caption: name,
                        alternative: "Black.")
                }
                try $0.space(
                    ScatterChart(
                        title: "t", axes: [Axis("a"), Axis("b"), Axis("c")], points: [[1, 2, 3]],
                        classes: [0], classNames: ["x"]), named: "space", caption: "Space.")
            }
            try FileManager.default.removeItem(atPath: step + "/one.png")
            try AtomicFile.write("{\"points\": [[1]]}", to: step + "/space.json")
            try AtomicFile.write("{}", to: path + "/model/model.json")
            func html() -> String {
                Page(title: "t", sections: StudyFindings.sections(study: path)).html()
            }
            let page = html()
            #expect(page.contains("Not shown: one.png is missing or damaged; run the stage again"))
            #expect(page.contains("Not shown: space.json is missing or damaged"))
            #expect(page.matches(of: #/<img /#).count == 1)
            // Findings that can't be read are named, and the others stay.
            try AtomicFile.write("{", to: path + "/model/step/findings.json")
            #expect(html().contains("<code>model/step/findings.json</code> can't be read"))
        }
    }
}
