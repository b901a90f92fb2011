import Portable

/// Predicted numbers against true ones: points near the diagonal are good predictions.
package struct AgreementChart: Chart {
    package var title: String
    /// The axis of the true numbers; that of the predictions has the same range.
    package var truth: Axis
    package var prediction: Axis
    package var truths: [Double]
    package var predictions: [Double]
    /// The maximum number of points drawn, evenly picked; the data file contains all.
    package var drawnLimit: Int

    package init(
        title: String, truth: Axis, prediction: Axis, truths: [Double], predictions: [Double],
        drawnLimit: Int = 2500
    ) {
        precondition(
            truths.count == predictions.count,
            "\(predictions.count) predictions of \(truths.count, "number")")
        self.title = title
        self.truth = truth
        self.prediction = prediction
        self.truths = truths
        self.predictions = predictions
        self.drawnLimit = drawnLimit
    }

    package var alternative: String {
        "\(title). \(truths.count, "point"): \(prediction.heading) against \(truth.heading), and "
            + "the diagonal of exact predictions."
    }

    private var stride: Int { max(1, (truths.count + drawnLimit - 1) / max(1, drawnLimit)) }

    /// The number of points drawn; a caption should state it if points are omitted.
    package var drawnCount: Int { (truths.count + stride - 1) / stride }

    package var drawing: Drawing {
        var data = DataFile([title, "one sample per line"])
        data.startBlock(columns: [truth.heading, prediction.heading])
        for (truth, prediction) in zip(truths, predictions) { data.add([truth, prediction]) }
        let values = truths + predictions
        let across = AxisPlan(truth, values: values, tickCount: 5)
        let up = AxisPlan(prediction, values: values, tickCount: 5)
        return Drawing(
            height: 130, data: data,
            commands: across.commands("x") + up.commands("y") + [
                "set key off", "set size ratio -1",
                ScriptText.plot(
                    "plot",
                    [
                        "x with lines lc rgb muted lw 1 notitle",
                        "data every \(stride) using 1:2 with points lt 1 pt 6 ps 0.5 lw 1.2 "
                            + "notitle",
                    ]),
            ])
    }
}
