import Reporting
import StudyModel

/// A report that is reproduced: its studies in their order, what of each belongs on the page, and
/// the numbers to compare with.
struct ReproducedReport {
    /// The directory below the results, and the name on the command line: `report-1`.
    var name: String
    var title: String
    var subtitle: String
    /// What the reader should know first.
    var introduction: [String]
    var parts: [Part]
    var comparisons: [Comparison]

    /// A part of the page: one study, or what was found about one.
    struct Part {
        var heading: String
        var text: [String]
        /// The job whose study is run for this part; several parts may share one.
        var job: String?
        var items: [Item]

        init(_ heading: String, _ text: [String], job: String? = nil, _ items: [Item]) {
            self.heading = heading
            self.text = text
            self.job = job
            self.items = items
        }
    }

    /// A piece of a part.
    enum Item {
        /// The first samples of the test set.
        case digits(caption: String)
        /// The study's ranked table.
        case ranking(caption: String)
        /// The metric by epoch, a curve a trial, named by a parameter.
        case curves(parameter: String, label: String, caption: String)
        /// The mean and the deviation of the metric for each value of a parameter.
        case repetitions(parameter: String, heading: String, caption: String)
        /// The metric by a numeric parameter.
        case profile(parameter: String, label: String, caption: String)
        /// The best value of the metric so far by the number of trials, a named curve a study.
        case race([(name: String, study: String)], caption: String)
        /// What a stage found, in the directory below the study's; figures' and tables' names with
        /// what the report calls them, or nothing. Nothing else is shown where `only` is true.
        case findings(String, labels: [String: String] = [:], only: Bool = false)
    }

    /// A number of the report beside ours.
    struct Comparison {
        var label: String
        var theirs: String
        var source: Source
        /// What ours is to reach; nil where the two can't be compared.
        var aim: Aim?
        /// Why they can't.
        var remark: String? = nil

        enum Source {
            /// The metric of a row of a study's table, from 1.
            case rank(study: String, Int)
            /// The mean metric of the trials in which a parameter has a value.
            case trials(study: String, parameter: String, value: Double)
            /// A number that a stage found; more stages are the same with other seeds.
            case number(study: String, steps: [String], String)
        }

        typealias Aim = ComparedNumber.Aim

        /// Ours beside theirs, in words.
        var words: ComparedNumber { ComparedNumber(theirs: theirs, aim: aim, remark: remark) }
    }

    /// The jobs, each once, in the order of the parts.
    var jobs: [String] {
        var jobs: [String] = []
        for job in parts.compactMap(\.job) where !jobs.contains(job) { jobs.append(job) }
        return jobs
    }
}
