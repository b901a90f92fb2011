import ArgumentParser
import Foundation
import JobFiles
import Reporting
import Runtime
import Search
import StudyModel

struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Run all studies of a report, and write the report.",
        discussion: """
            Runs the jobs one after the other with what their `then` lists, and writes \
            RESULTS/report-1/report.html or RESULTS/report-2/report.html. What is done already is \
            left alone: Ctrl-C stops cleanly, and the same command again resumes. --quick does \
            the same on a small budget, below RESULTS/quick.
            """)

    enum Choice: String, ExpressibleByArgument, CaseIterable {
        case report1 = "report-1"
        case report2 = "report-2"
        case all

        var reports: [ReproducedReport] {
            switch self {
            case .report1: [.encoding]
            case .report2: [.unsupervised]
            case .all: [.encoding, .unsupervised]
            }
        }
    }

    @Argument(help: "Which: report-1, report-2 or all.")
    var report: Choice

    @Flag(help: "A few trials of an epoch each: minutes in place of hours.")
    var quick = false

    @Option(help: ArgumentHelp("The directory of the job files.", valueName: "dir"))
    var jobs = "jobs"

    @Option(help: ArgumentHelp("Trials to train at a time (default: one a core).", valueName: "n"))
    var slots: Int?

    @OptionGroup var results: ResultsOption

    func validate() throws { try Slots.validate(slots) }

    func run() throws {
        let results = quick ? results.results + "/quick" : results.results
        let names = report.reports.flatMap(\.jobs)
        func study(_ name: String) throws -> ReproducedStudy {
            try ReproducedStudy(
                file: jobs + "/" + name + ".yaml", results: results, isQuick: quick)
        }
        // A job that begins with what an earlier one makes can't be read before that has.
        var clock = WorkClock(work: names.map { (try? study($0).work) ?? 0 })
        for (index, name) in names.enumerated() {
            Terminal.error(
                "== \(index + 1) of \(names.count): \(name), \(clock.words(before: index))")
            let study = try study(name)
            let isDone = study.isSearched
            try study.run(slots: slots)
            clock.finished(index, counts: !isDone)
        }
        for report in report.reports {
            let path = try ReportAssembly(report, results: results, isQuick: quick).write()
            try StandardOutput.write(path + "\n")
        }
        Terminal.error("done in \(TimeText.duration(clock.elapsed))")
    }
}

/// Says how long the rest will take: as long a unit of work as what was done so far.
struct WorkClock {
    private let work: [Double]
    private let start = SystemTime.wallClock
    private var last = SystemTime.wallClock
    private var secondsSpent = 0.0
    private var workDone = 0.0

    init(work: [Double]) { self.work = work }

    var elapsed: Double { SystemTime.wallClock - start }

    mutating func finished(_ index: Int, counts: Bool) {
        let now = SystemTime.wallClock
        if counts {
            secondsSpent += now - last
            workDone += work[index]
        }
        last = now
    }

    func words(before index: Int) -> String {
        let spent = "after \(TimeText.duration(elapsed))"
        guard workDone > 0 else { return spent }
        let left = work[index...].reduce(0, +) * secondsSpent / workDone
        return spent + ", about \(TimeText.duration(left)) left"
    }
}
