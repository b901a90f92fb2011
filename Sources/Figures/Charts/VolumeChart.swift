/// The hypervolume of a study by the number of its trials.
package struct VolumeChart: Chart {
    package var title: String
    /// Trials in order, each with the percentage of the box that is dominated so far.
    package var points: [(trial: Int, percentage: Double)]

    package init(title: String, points: [(trial: Int, percentage: Double)]) {
        self.title = title
        self.points = points
    }

    private static let axis = Axis("hypervolume", unit: "%")

    package var alternative: String {
        let last = points.last.map {
            " After trial \($0.trial) it is \(ShortDecimal.onBar($0.percentage)) %."
        }
        return "\(title). \(Self.axis.heading) of the trials so far.\(last ?? "")"
    }

    package var drawing: Drawing {
        var data = DataFile([title, "\(Self.axis.heading) by trial"])
        data.startBlock(columns: ["trial", Self.axis.heading])
        for point in points { data.add([Double(point.trial), point.percentage]) }
        if points.isEmpty { data.add([Double.nan, .nan]) }
        let across = AxisPlan(
            Axis("trial", isWhole: true), values: points.map { Double($0.trial) }, margin: 0.02,
            tickCount: 8)
        let up = AxisPlan(Self.axis, values: points.map(\.percentage), includesZero: true)
        return Drawing(
            height: 80, data: data,
            commands: across.commands("x") + up.commands("y") + [
                ScriptText.plot("plot", ["data using 1:2 with steps lt 1 dt 1 lw 2 notitle"])
            ])
    }
}
