package import Figures
import Files
import Foundation
import Reporting
import Studies

/// Seconds and megabytes of the report of a large study.
package struct ReportBenchmark {
    /// Epochs of each trial.
    package var epochs: Int
    /// Where pages are kept, each under its number of trials; nil keeps none.
    package var directory: String?
    /// Nil draws no charts.
    package var gnuplot: Gnuplot?

    package init(epochs: Int, directory: String?, gnuplot: Gnuplot?) {
        self.epochs = epochs
        self.directory = directory
        self.gnuplot = gnuplot
    }

    package struct Outcome: Codable {
        package var trials: Int
        package var seconds: Double
        package var secondsOfDrawing: Double
        package var pageMegabytes: Double
        package var figuresMegabytes: Double
    }

    /// Writes the reports of made-up studies with these numbers of trials.
    package func run(trials: [Int]) throws -> [Outcome] {
        let base = directory ?? (NSTemporaryDirectory() + "/podium-bench-\(getpid())")
        defer { if directory == nil { try? FileManager.default.removeItem(atPath: base) } }
        return try trials.map { try measure($0, base + "/\($0)") }
    }

    private func measure(_ count: Int, _ path: String) throws -> Outcome {
        let record = MadeUpStudy(trials: count, epochs: epochs).record
        let start = SystemTime.wallClock
        var drawing = 0.0
        let folder = try FigureFolder(path + "/figures", gnuplot: gnuplot)
        let report = StudyReport(record: record, now: MadeUpStudy.start + 1e6)
        let page = try report.page { name, chart throws(FigureError) in
            let start = SystemTime.wallClock
            defer { drawing += SystemTime.wallClock - start }
            return try folder.draw(chart, named: name)
        }
        let html = page.html()
        try AtomicFile.write(html, to: path + "/report.html")
        let bytes = Directory.files(below: folder.path).reduce(0) { $0 + $1.bytes }
        return Outcome(
            trials: count, seconds: SystemTime.wallClock - start, secondsOfDrawing: drawing,
            pageMegabytes: Double(html.utf8.count) / 1e6, figuresMegabytes: Double(bytes) / 1e6)
    }
}

extension ReportBenchmark.Outcome {
    package var text: String {
        String(
            format: "%7d trials: %.2f s (%.2f s of it gnuplot), page %.2f MB, figures %.2f MB",
            trials, seconds, secondsOfDrawing, pageMegabytes, figuresMegabytes)
    }
}
