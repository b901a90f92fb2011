import Files
import Foundation
package import JobFiles
import Portable
import ProcessControl
import Reporting
package import Stages
import TrainingEngine

/// Runs all studies of reports, one after the other, and writes the reports.
///
/// What is done already is left alone, so an interrupted run resumes.
package struct Reproduction {
    private let reports: [ReproducedReport]
    /// The directory of the job files.
    private let jobs: String
    /// The directory of the run's studies.
    private let results: String
    private let isQuick: Bool
    private let host: any StageHost

    /// Reads the reports.
    ///
    /// - Parameters:
    ///   - choice: a report's name, or `all`.
    ///   - results: the directory of all studies; on a small budget the run has its own below it.
    package init(
        of choice: String, jobs: String, results: String, isQuick: Bool, host: any StageHost
    ) throws {
        reports = try ReproducedReportFile.read(choice, below: jobs)
        self.jobs = jobs
        self.results = isQuick ? results + "/quick" : results
        self.isQuick = isQuick
        self.host = host
    }

    /// Runs the studies and writes the reports.
    ///
    /// - Parameter search: searches a job's study to its end, in a directory of studies.
    package func run(
        search: (LoadedJob, _ results: String) throws -> Void
    ) throws {
        // Reports may share jobs.
        let names = reports.flatMap(\.jobs).reduce(into: [String]()) { names, job in
            if !names.contains(job) { names.append(job) }
        }
        let weights = OwnWeights(results: results, studies: names)
        func study(_ name: String, isLookedAt: Bool = false) throws -> ReproducedStudy {
            try ReproducedStudy(
                file: jobs + "/" + name + ".yaml", weights: weights, isQuick: isQuick,
                lookingAt: isLookedAt ? name : nil)
        }
        let studies = try lookAhead(names) { try study($0, isLookedAt: true) }
        try prepare(studies)
        var clock = WorkClock(work: studies.map(\.work))
        for (index, name) in names.enumerated() {
            try Interruption.check()
            host.remark(
                "== \(index + 1) of \(names.count): \(name), \(clock.text(before: index))")
            let study = try study(name)
            let isDone = study.isSearched
            try study.run(host: host, search: search)
            clock.finished(index, counts: !isDone)
        }
        for report in reports {
            let path = try ReportAssembly(report, results: results, isQuick: isQuick, host: host)
                .write()
            try host.result(path + "\n")
        }
        host.remark("done in \(TimeText.duration(clock.elapsed))")
    }

    /// Reads all jobs and reports the mistakes of all of them.
    private func lookAhead(
        _ names: [String], _ read: (String) throws -> ReproducedStudy
    ) throws -> [ReproducedStudy] {
        var studies: [ReproducedStudy] = []
        var (mistakes, warnings): ([JobMistake], [JobMistake]) = ([], [])
        for name in names {
            do { studies.append(try read(name)) } catch let error as JobFileError {
                mistakes += error.mistakes
                warnings += error.warnings
            }
        }
        if !mistakes.isEmpty { throw JobFileError(mistakes, warnings: warnings) }
        return studies
    }

    /// Checks and fetches the studies' prerequisites, so that no study fails after hours.
    private func prepare(_ studies: [ReproducedStudy]) throws {
        _ = try InstructionSet.detect()
        _ = try host.gnuplot(nil)
        try Directory.make(results)
        guard access(results, W_OK | X_OK) == 0 else {
            throw FileFailure(
                path: results, action: "write there", reason: String(cString: strerror(errno)))
        }
        let needed = isQuick ? Self.quickMegabytes : Self.megabytes
        if let free = Self.freeMegabytes(at: results), free < needed,
            studies.contains(where: { !$0.isSearched })
        {
            throw FileFailure(
                path: results, action: "begin there",
                reason: "\(free) MB are free on its disk; expected at least \(needed) MB")
        }
        for study in studies { try host.prepare(study.job) }
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
