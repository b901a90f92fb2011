import Reporting
import StudyModel

/// A report to reproduce: its studies in order, the content of its page, and the numbers to
/// compare with.
///
/// `ReproducedReportFile` reads it from its file.
struct ReproducedReport {
    /// The directory below the results, the command-line name and the file's name, such as
    /// `report-1`.
    var name: String
    var title: String
    var subtitle: String
    /// The first paragraphs of the page.
    var introduction: [String]
    var parts: [Part]
    var comparisons: [Comparison]

    /// A part of the page: one study, or findings about one.
    struct Part {
        var heading: String
        var paragraphs: [String]
        /// The job whose study is run for this part; several parts may share one.
        var job: String?
        var items: [Item]
    }

    /// A piece of a part.
    enum Item {
        /// The first samples of the test set.
        case digits(caption: String)
        /// The study's ranked table.
        case ranking(caption: String)
        /// The metric by epoch, one curve per trial, labelled by a parameter.
        case curves(parameter: String, label: String, caption: String)
        /// The mean and the deviation of the metric per value of a parameter.
        case repetitions(parameter: String, heading: String, caption: String)
        /// The metric by a numeric parameter.
        case profile(parameter: String, label: String, caption: String)
        /// The best metric so far by the number of trials, one named curve per study.
        case race([(name: String, study: String)], caption: String)
        /// A stage's findings, in a directory below the study's; `labels` maps names of figures and
        /// tables to their labels in the report, or "". If `only` is true, nothing else is shown.
        case findings(String, labels: [String: String], only: Bool)
    }

    /// A number of the report, and our number to compare with it.
    struct Comparison {
        var label: String
        var theirs: String
        var source: Source
        /// The target for our number; nil if the two are not comparable.
        var aim: Aim?
        /// Why they are not comparable.
        var remark: String?

        enum Source {
            /// The metric of a row of a study's table; rows count from 1.
            case rank(study: String, Int)
            /// The mean metric of the trials in which a parameter has this value.
            case trials(study: String, parameter: String, value: Double)
            /// A number in a stage's findings; further stages repeat it with other seeds.
            case number(study: String, steps: [String], String)
        }

        typealias Aim = ComparedNumber.Aim

        /// Formats the comparison.
        var text: ComparedNumber { ComparedNumber(theirs: theirs, aim: aim, remark: remark) }
    }

    /// The jobs in the order of the parts, without duplicates.
    var jobs: [String] {
        var jobs: [String] = []
        for job in parts.compactMap(\.job) where !jobs.contains(job) { jobs.append(job) }
        return jobs
    }
}
