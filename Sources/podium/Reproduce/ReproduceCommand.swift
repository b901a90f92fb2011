import ArgumentParser
import Figures
import Files
import Foundation
import JobFiles
import ProcessControl
import Reporting
import Runtime
import Search
import Studies
import StudyModel
import TrainingEngine

struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Run all studies of a report, and write the report.",
        discussion: """
            Runs the jobs one after the other with what their `then` lists, and writes \
            RESULTS/report-1/report.html or RESULTS/report-2/report.html. What is done already is \
            left alone: Ctrl-C stops cleanly, and the same command again resumes. --quick does \
            the same on a small budget, below RESULTS/quick. What is missing (a job file, a data \
            set, weights, disk space) is reported before the first study begins. What a page \
            shows of its studies is in the report's file, such as jobs/reports/report-1.yaml.
            """)

    @Argument(
        help: "Which: report-1, report-2 or all.",
        completion: .custom { _, _, _ in ReproducedReportFile.choices(below: "jobs") })
    var report: String

    @Flag(help: "A few trials of an epoch each: minutes in place of hours.")
    var quick = false

    @Option(
        help: ArgumentHelp(
            "The directory of the job files; those of the reports are in its reports/.",
            valueName: "dir"))
    var jobs = "jobs"

    @Option(
        help: ArgumentHelp("Trials to train at a time (default: one per core).", valueName: "n"))
    var slots: Int?

    @OptionGroup var results: ResultsOption

    func validate() throws { try Slots.validate(slots) }

    func run() throws {
        let results = quick ? results.results + "/quick" : results.results
        let reports = try ReproducedReportFile.read(report, below: jobs)
        // Reports may share jobs.
        let names = reports.flatMap(\.jobs).reduce(into: [String]()) { names, job in
            if !names.contains(job) { names.append(job) }
        }
        let weights = OwnWeights(results: results, studies: names)
        func study(_ name: String, isLookedAt: Bool = false) throws -> ReproducedStudy {
            try ReproducedStudy(
                file: jobs + "/" + name + ".yaml", weights: weights, isQuick: quick,
                lookingAt: isLookedAt ? name : nil)
        }
        let studies = try lookAhead(names) { try study($0, isLookedAt: true) }
        try prepare(studies, in: results)
        var clock = WorkClock(work: studies.map(\.work))
        for (index, name) in names.enumerated() {
            try Interruption.check()
            Terminal.error(
                "== \(index + 1) of \(names.count): \(name), \(clock.text(before: index))")
            let study = try study(name)
            let isDone = study.isSearched
            try study.run(slots: slots)
            clock.finished(index, counts: !isDone)
        }
        for report in reports {
            let path = try ReportAssembly(report, results: results, isQuick: quick).write()
            try StandardOutput.write(path + "\n")
        }
        Terminal.error("done in \(TimeText.duration(clock.elapsed))")
    }

    /// Reads all jobs and reports the mistakes of all of them.
    private func lookAhead(
        _ names: [String], _ read: (String) throws -> ReproducedStudy
    ) throws -> [ReproducedStudy] {
        var studies: [ReproducedStudy] = []
        var mistakes: [JobMistake] = []
        for name in names {
            do { studies.append(try read(name)) } catch let error as JobFileError {
                mistakes += error.mistakes
            }
        }
        if !mistakes.isEmpty { throw JobFileError(mistakes) }
        return studies
    }

    /// Checks and fetches the studies' prerequisites, so that no study fails after hours.
    private func prepare(_ studies: [ReproducedStudy], in results: String) throws {
        _ = try InstructionSet.detect()
        _ = try Gnuplot.chosen()
        do {
            try FileManager.default.createDirectory(
                atPath: results, withIntermediateDirectories: true)
        } catch {
            throw FileFailure(
                path: results, action: "make the directory", reason: error.localizedDescription)
        }
        guard access(results, W_OK | X_OK) == 0 else {
            throw FileFailure(
                path: results, action: "write there", reason: String(cString: strerror(errno)))
        }
        let needed = (quick ? Self.quickMegabytes : Self.megabytes)
        if let free = Self.freeMegabytes(at: results), free < needed,
            studies.contains(where: { !$0.isSearched })
        {
            throw FileFailure(
                path: results, action: "begin there",
                reason: "\(free) MB are free on its disk; expected at least \(needed) MB")
        }
        for study in studies { try StandardData.prepare(study.job) }
    }

    /// The largest size of the results, with a margin.
    private static let megabytes = 500
    private static let quickMegabytes = 150

    private static func freeMegabytes(at path: String) -> Int? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize) / 1_000_000)
    }
}

/// Estimates the time left from the time per unit of work so far.
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

    func text(before index: Int) -> String {
        let spent = "after \(TimeText.duration(elapsed))"
        guard workDone > 0 else { return spent }
        let left = work[index...].reduce(0, +) * secondsSpent / workDone
        return spent + ", about \(TimeText.duration(left)) left"
    }
}
