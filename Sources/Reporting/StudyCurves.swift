package import Figures
package import StudyModel

/// The few trials of a grid over one parameter, each by its name: how they learnt, and how far.
package struct StudyCurves {
    private let record: StudyRecord

    package init(_ record: StudyRecord) { self.record = record }

    /// The metric after each epoch, a curve a trial, named by the parameter's value.
    package func byEpoch(_ parameter: String, label: String) -> CurveChart {
        let metric = record.job.metric.name
        let curves = record.trials.map { trial in
            let value = trial.trial.configuration[parameter]
            return CurveChart.Curve(
                "\(label) \(value.map { "\($0)" } ?? "?")",
                x: trial.reports.map { Double($0.epoch) },
                y: trial.reports.map { $0.metrics[metric] ?? .nan })
        }
        return CurveChart(
            title: "\(metricName) by epoch", x: Axis("Epoch", isWhole: true),
            y: Axis(metricName, scale: .logarithmic), curves: curves)
    }

    /// The metric of each complete trial over a numeric parameter.
    package func byParameter(_ parameter: String, label: String) -> CurveChart {
        let points = record.trials.compactMap { trial -> (Double, Double)? in
            guard let x = trial.trial.configuration[parameter]?.number,
                let y = trial.trial.metrics[record.job.metric.name]
            else { return nil }
            return (x, y)
        }.sorted { $0.0 < $1.0 }
        return CurveChart(
            title: "\(metricName) by \(label)", x: Axis(label), y: Axis(metricName),
            curves: [CurveChart.Curve(metricName, x: points.map(\.0), y: points.map(\.1))])
    }

    /// The best value so far by how many trials there were, a curve a study: how soon each search
    /// got how far.
    ///
    /// The studies have the first one's metric.
    package static func bestSoFar(
        _ studies: [(name: String, record: StudyRecord)]
    ) -> CurveChart {
        let metricName = studies.first.map { StudyCurves($0.record).metricName } ?? ""
        let curves = studies.map { name, record in
            let metric = record.job.metric
            let best = metric.bestSoFar(record.trials.map { Ranking.value(of: $0.trial, metric) })
            return CurveChart.Curve(name, byEpoch: best.map { $0 ?? .nan })
        }
        return CurveChart(
            title: "Best \(metricName.lowercased()) so far", x: Axis("Trials", isWhole: true),
            y: Axis(metricName, scale: .logarithmic), curves: curves)
    }

    /// What is validated on may be the test samples.
    private var metricName: String {
        let job = record.job
        guard job.metric.name == "validation_loss" else {
            return job.metric.name.split(separator: "_").joined(separator: " ")
        }
        let loss = job.objective == .classifier ? "cross entropy" : "mean squared error"
        return (job.split.validation == .testSet ? "Test " : "Validation ") + loss
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
