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
        /// The best value of the metric by a numeric parameter.
        case profile(parameter: String, label: String, caption: String)
        /// The best value of the metric so far by the number of trials, a named curve a study.
        case race([(name: String, study: String)], caption: String)
        /// What a step found, in the directory below the study's; figures' and tables' names with
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
            /// The best metric among the trials in which a parameter has a value.
            case trial(study: String, parameter: String, value: Double)
            /// A number that a step found.
            case number(study: String, step: String, String)
        }

        enum Aim {
            case atMost(Double)
            case above(Double)

            func isReached(by value: Double) -> Bool {
                switch self {
                case .atMost(let limit): value <= limit
                case .above(let limit): value > limit
                }
            }

            var limit: Double {
                switch self {
                case .atMost(let limit), .above(let limit): limit
                }
            }
        }

        /// A number of ours in the unit and with the digits of theirs.
        func text(_ value: Double) -> String {
            guard value.isFinite else { return "–" }
            let isPercent = theirs.contains("%")
            let number = theirs.drop { !$0.isNumber }.prefix { $0.isNumber || $0 == "." }
            let decimals = number.split(separator: ".").dropFirst().first?.count ?? 0
            return Self.fixed(isPercent ? 100 * value : value, decimals: decimals)
                + (isPercent ? " %" : "")
        }

        /// Whether ours reaches the aim, and by how much it misses it.
        func verdict(_ value: Double) -> String {
            guard value.isFinite else { return "not measured" }
            guard let aim else { return remark ?? "" }
            guard !aim.isReached(by: value) else { return "reached" }
            let share = 100 * (value / aim.limit - 1).magnitude
            return "missed by " + (share < 0.05 ? "less than 0.1" : Self.fixed(share, decimals: 1))
                + " %"
        }

        /// A number with so many digits behind the point, halves away from zero.
        private static func fixed(_ value: Double, decimals: Int) -> String {
            let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
            let whole = (value.magnitude * scale).rounded()
            guard whole < 1e15 else { return value.description }
            var digits = String(Int(whole))
            if digits.count <= decimals {
                digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
            }
            let sign = value < 0 && whole > 0 ? "-" : ""
            guard decimals > 0 else { return sign + digits }
            return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
        }
    }

    /// The jobs, each once, in the order of the parts.
    var jobs: [String] {
        var jobs: [String] = []
        for job in parts.compactMap(\.job) where !jobs.contains(job) { jobs.append(job) }
        return jobs
    }
}
