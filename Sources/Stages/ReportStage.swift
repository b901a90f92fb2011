import Figures
import Reporting
import Studies

/// Writes a study's report.
package struct ReportStage: Sendable, Hashable {
    /// The file to write; nil is `report.html` in the study's directory.
    package var output: String?
    /// The gnuplot to draw charts with, or `none`; nil is the one that the environment names.
    package var gnuplot: String?

    package init(output: String? = nil, gnuplot: String? = nil) {
        self.output = output
        self.gnuplot = gnuplot
    }

    init(_ options: inout StageOptionReader) throws(StageMistake) {
        output = try options.text("output")
        gnuplot = try options.text("gnuplot")
    }

    /// - Parameters:
    ///   - study: the study's directory or name.
    ///   - results: the directory of all studies.
    package func run(study: String, results: String, host: any StageHost) throws {
        let directory = try StudyDirectory.find(study, results: results)
        let path = try StudyReportWriter.write(
            study: directory, extraSections: StudyFindings.sections(study: directory.path),
            gnuplot: host.gnuplot(gnuplot), output: output, version: host.version,
            notDrawn: { host.remark("not drawn: \($0)") })
        try host.result(path)
    }
}
