package import Figures
import Portable

extension SchedulersOutcome {
    /// The regret over epochs of each scheduler, for the first number of slots.
    var chart: CurveChart {
        let slots = schedulers.first?.clusters.first?.slots ?? 1
        let count = "\(tables.count, "table")"
        return CurveChart(
            title: "Regret of schedulers: \(count), \(seeds) seeds, "
                + "\(slots, "slot")",
            x: Axis("epochs spent", unit: "full trainings"),
            y: Axis("mean normalised regret", range: 0...1),
            curves: schedulers.map { scheduler in
                let points = scheduler.clusters[0].curve
                return CurveChart.Curve(
                    scheduler.scheduler, x: points.map { Double($0.trainings) },
                    y: points.map(\.mean), low: points.map { $0.mean - $0.standardError },
                    high: points.map { $0.mean + $0.standardError })
            }, bandName: "one standard error")
    }

    /// Draws the chart as `regret.svg`, with its data and its script beside it.
    ///
    /// - Throws: `FigureError` if it can't be written or drawn.
    package func draw(in folder: FigureFolder) throws {
        let drawn = try folder.draw(chart, named: "regret")
        if let absence = drawn.absence {
            throw FigureError(place: folder.path + "/regret.svg", reason: absence)
        }
    }
}
