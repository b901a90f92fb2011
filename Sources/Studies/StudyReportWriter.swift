package import Figures
import Files
import Foundation
import Models
import Portable
import ProcessControl
import Reporting
import Search
import StudyModel

/// Writes a study's report: `report.html`, with the files of its figures beside it.
package enum StudyReportWriter {
    /// The number of training samples of each named data set.
    private static let namedTrainingSamples = 60_000

    /// Writes the report of a study, running or not, and returns the page's path.
    ///
    /// - Parameters:
    ///   - extraSections: additional sections after the best configuration.
    ///   - gnuplot: nil draws no charts; their data and scripts are still written.
    ///   - output: the page's file; nil is `report.html` in the study's directory, or a file in the
    ///     current directory if the study's is not writable.
    ///   - version: the program's version.
    ///   - notDrawn: called with a message for each chart that could not be drawn; the page has a
    ///     sentence in its place.
    /// - Throws: `StudyError` or a `StoreError` if the study can't be read, `FileFailure` if the
    ///   page can't be written.
    @discardableResult
    package static func write(
        study directory: StudyDirectory, extraSections: [Page.Section] = [], gnuplot: Gnuplot?,
        output: String? = nil, version: String, notDrawn: (String) -> Void = { _ in }
    ) throws -> String {
        let status = try StudyReader.status(of: directory)
        let now = SystemTime.wallClock
        let provenance =
            recorded(directory, status)
            ?? Provenance.of(
                status.record, version: version)
        let report = StudyReport(
            record: status.record, drawnSpace: drawnSpace(of: status.record.job),
            isLive: status.isLive, now: now,
            trainingSamples: trainingSamples(of: status.record.job),
            jobText: try? String(contentsOfFile: directory.job, encoding: .utf8),
            provenance: provenance.definitions, extraSections: extraSections,
            footer: "Written by podium \(version), \(TimeText.date(now)).")
        // Another user's study, or one on read-only media, can still have a report.
        let isWritable = access(directory.path, W_OK) == 0
        let path = output ?? (isWritable ? directory.report : "\(directory.name)-report.html")
        let figures =
            isWritable
            ? directory.figures : (path as NSString).deletingPathExtension + "-figures"
        let page = try withFigures(figures, gnuplot) { folder, reason in
            try report.page { name, chart throws(FigureError) in
                let drawn =
                    try folder?.draw(chart, named: name)
                    ?? DrawnChart(
                        name: name, alternative: chart.alternative, svg: nil, absence: reason,
                        files: [])
                if let absence = drawn.absence { notDrawn("figure \(name): \(absence)") }
                return drawn
            }
        }
        try AtomicFile.write(page.html(), to: path)
        return path
    }

    private static func drawnSpace(of job: Job) -> SearchSpace? {
        try? job.space.resolvingPools(seed: job.seed)
    }

    /// Passes `body` the study's figure folder; a temporary one if that is not writable; or nil and
    /// the reason if neither can be used.
    private static func withFigures<Result>(
        _ path: String, _ gnuplot: Gnuplot?, _ body: (FigureFolder?, String?) throws -> Result
    ) throws -> Result {
        if let folder = try? FigureFolder(path, gnuplot: gnuplot),
            FileManager.default.isWritableFile(atPath: path)
        {
            return try body(folder, nil)
        }
        let temporary: TemporaryDirectory
        do { temporary = try TemporaryDirectory() } catch {
            return try body(nil, "no directory for temporary files: \(error.localizedDescription)")
        }
        defer { temporary.remove() }
        do {
            return try body(try FigureFolder(temporary.path, gnuplot: gnuplot), nil)
        } catch let error as FigureError {
            return try body(nil, "\(error)")
        }
    }

    /// The provenance that the coordinator wrote when the study ended; it describes the machine
    /// that ran the study, which may be another one.
    private static func recorded(
        _ directory: StudyDirectory, _ status: StudyStatus
    ) -> Provenance? {
        guard !status.isLive,
            let data = FileManager.default.contents(atPath: directory.provenance)
        else { return nil }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try? decoder.decode(Provenance.self, from: data)
    }

    private static func trainingSamples(of job: Job) -> Int? {
        guard let job = try? NetworkJob(job), case .named = job.dataset else { return nil }
        let held = job.split.validation == .holdOut ? job.split.validationFraction : 0
        return Int((Double(namedTrainingSamples) * (1 - held)).rounded())
    }
}

extension Provenance {
    /// Definitions for the page.
    fileprivate var definitions: [Definition] {
        [
            Definition("Podium", podium),
            Definition("Job fingerprint", [.code(jobFingerprint)]),
            Definition("Seed", "\(seed)"),
            Definition("Trials with an outcome", "\(trials)"),
            Definition("Began", startedAt),
            Definition("Ended", endedAt),
            Definition("Coordinator", "\(host), \(cores) cores, \(processor)"),
            Definition("System", system),
        ]
            + data.map { Definition($0.name, [.text("SHA-256 "), .code($0.sha256)]) }
    }
}
