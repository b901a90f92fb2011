package import Figures
package import Portable
package import StudyModel

/// Curves of a small grid study over one parameter: learning curves and final results by value.
///
/// Trials with the same value are repetitions with other seeds. Their mean is drawn within a band
/// of one standard deviation to either side.
package struct StudyCurves {
    private let record: StudyRecord

    package init(_ record: StudyRecord) { self.record = record }

    /// The metric after each epoch, one curve per value of the parameter, named after the value.
    package func byEpoch(_ parameter: String, label: String) -> CurveChart {
        let metric = record.job.metric.name
        let curves = groups(by: parameter).map { value, trials in
            let epochs = Set(trials.flatMap { $0.intermediateResults.map(\.epoch) }).sorted()
            let spreads = epochs.map { epoch in
                Spread(
                    trials.compactMap { trial in
                        trial.intermediateResults.first { $0.epoch == epoch }?.metrics[metric]
                    })
            }
            return curve(
                "\(label) \(value.map { "\($0)" } ?? "?")", x: epochs.map(Double.init), spreads)
        }
        return CurveChart(
            title: "\(metricName) by epoch", x: Axis("Epoch", isWhole: true),
            y: Axis(metricName, scale: Self.metricScale(of: curves)), curves: curves,
            bandName: bandName(of: curves))
    }

    /// The metric of the complete trials over a numeric parameter.
    package func byParameter(_ parameter: String, label: String) -> CurveChart {
        let points = spreads(by: parameter).compactMap { value, spread in
            value?.number.map { (x: $0, spread: spread) }
        }.sorted { $0.x < $1.x }
        let curve = curve(metricName, x: points.map(\.x), points.map(\.spread))
        return CurveChart(
            title: "\(metricName) by \(Self.within(label))",
            x: Axis(label, scale: Self.scale(of: points.map(\.x))), y: Axis(metricName),
            curves: [curve], bandName: bandName(of: [curve]))
    }

    /// An axis's label inside a title: an ordinary word's capital letter is made small.
    private static func within(_ label: String) -> String {
        let isAbbreviation = label.dropFirst().first?.isUppercase == true
        return isAbbreviation ? label : label.prefix(1).lowercased() + label.dropFirst()
    }

    /// The results of the repetitions of each value of a parameter, the best mean first.
    package func repetitions(by parameter: String, heading: String) -> PageTable {
        let metric = record.job.metric
        let rows = spreads(by: parameter).sorted { one, other in
            metric.direction == .minimize
                ? one.spread.mean < other.spread.mean : one.spread.mean > other.spread.mean
        }
        let texts = rows.map { value, spread in
            [
                value.map { "\($0)" } ?? "?", "\(spread.count)",
                NumberText.rounded(spread.mean, digits: 3, keepsZeros: true),
                spread.count < 2
                    ? "–" : NumberText.rounded(spread.deviation, digits: 2, keepsZeros: true),
                NumberText.rounded(spread.least, digits: 3, keepsZeros: true),
                NumberText.rounded(spread.greatest, digits: 3, keepsZeros: true),
            ]
        }
        return PageTable(
            caption: nil,
            columns: [
                .init(heading, isNumeric: true), .init("Seeds", isNumeric: true),
                .init("Mean", isNumeric: true), .init("Deviation", isNumeric: true),
                .init("Least", isNumeric: true), .init("Greatest", isNumeric: true),
            ], texts: texts, emphasised: [])
    }

    /// The metric's spread over the complete trials of each value of a parameter.
    package func spreads(
        by parameter: String
    ) -> [(value: ParameterValue?, spread: Spread)] {
        groups(by: parameter).compactMap { value, trials in
            let values = trials.compactMap { $0.trial.metrics[record.job.metric.name] }
            return values.isEmpty ? nil : (value, Spread(values))
        }
    }

    /// The trials grouped by a parameter's value, in order of first occurrence.
    private func groups(
        by parameter: String
    ) -> [(value: ParameterValue?, trials: [TrialRecord])] {
        var groups: [(value: ParameterValue?, trials: [TrialRecord])] = []
        for trial in record.trials {
            let value = trial.trial.configuration[parameter]
            if let index = groups.firstIndex(where: { $0.value == value }) {
                groups[index].trials.append(trial)
            } else {
                groups.append((value, [trial]))
            }
        }
        return groups
    }

    /// A curve of means, with a band if there are repetitions.
    private func curve(_ name: String, x: [Double], _ spreads: [Spread]) -> CurveChart.Curve {
        let hasBand = spreads.contains { $0.count > 1 }
        return CurveChart.Curve(
            name, x: x, y: spreads.map(\.mean),
            low: hasBand ? spreads.map { $0.mean - $0.deviation } : [],
            high: hasBand ? spreads.map { $0.mean + $0.deviation } : [])
    }

    private func bandName(of curves: [CurveChart.Curve]) -> String? {
        curves.contains { !$0.low.isEmpty } ? "± deviation" : nil
    }

    /// Logarithmic, if the axis then has a place for every value.
    private static func metricScale(of curves: [CurveChart.Curve]) -> Axis.Scale {
        curves.allSatisfy { $0.y.allSatisfy { $0 > 0 || $0.isNaN } } ? .logarithmic : .linear
    }

    /// Logarithmic if the values span more than two powers of ten.
    private static func scale(of values: [Double]) -> Axis.Scale {
        guard let least = values.min(), let greatest = values.max(), least > 0 else {
            return .linear
        }
        return greatest / least > 100 ? .logarithmic : .linear
    }

    /// The best value so far by number of trials, one curve per study.
    ///
    /// All studies use the first one's metric for the axis.
    package static func bestSoFar(
        _ studies: [(name: String, record: StudyRecord)]
    ) -> CurveChart {
        let metricName = studies.first.map { StudyCurves($0.record).metricName } ?? ""
        let curves = studies.map { name, record in
            let metric = record.job.metric
            let best = metric.bestSoFar(
                record.trials.map { Ranking.finalScore(of: $0.trial, metric) })
            return CurveChart.Curve(name, byEpoch: best.map { $0 ?? .nan })
        }
        return CurveChart(
            title: "Best \(metricName.lowercased()) so far", x: Axis("Trials", isWhole: true),
            y: Axis(metricName, scale: metricScale(of: curves)), curves: curves)
    }

    /// The metric's name, which says whether validation uses the test samples.
    private var metricName: String {
        let job = record.job
        guard job.metric.name == "validation_loss" else {
            return job.metric.name.split(separator: "_").joined(separator: " ")
        }
        return job.objective.label(ofMetric: job.metric.name)
    }
}

extension RankedTable {
    /// The table on a page.
    package func pageTable(caption: String?, emphasised: Set<Int> = []) -> PageTable {
        PageTable(
            caption: caption,
            columns: headings.indices.map {
                PageTable.Column(headings[$0], isNumeric: isNumeric($0))
            },
            texts: rows.map { $0.map(\.rounded) }, emphasised: emphasised)
    }
}
