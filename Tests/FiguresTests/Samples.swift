import Figures
import Portable

/// Made-up figures of every kind, with numbers as a study has them.
struct Samples {
    /// How many points and trials there are; the golden files have few.
    var pointCount = 40
    var trialCount = 12
    private let generator = SeededGenerator(seed: 7, purpose: .tests)

    private func normal(_ index: Int, _ step: Int) -> Double {
        // Few digits, so that files with these numbers can be read.
        let value = generator.normal(step: step, index: index)
        return (value * 1000).rounded() / 1000
    }

    private func uniform(_ index: Int, _ step: Int) -> Double {
        (generator.uniform(step: step, index: index) * 1000).rounded() / 1000
    }

    private func digits(_ value: Double) -> Double {
        guard value != 0 else { return 0 }
        var unit = 1.0
        while value.magnitude < 1000 * unit { unit /= 10 }
        while value.magnitude >= 10_000 * unit { unit *= 10 }
        return Double("\(Int((value / unit).rounded()))e\(exponent(unit))") ?? value
    }

    private func exponent(_ unit: Double) -> Int {
        Int((PortableMath.log(unit) / 2.302585092994046).rounded())
    }

    var all: [(name: String, chart: any Chart)] {
        [
            ("curves", curves), ("curves-few", losses), ("noise", noise), ("scatter", plane),
            ("scatter-3d", space), ("confusion", confusion), ("importance", importance),
            ("parallel", parallel), ("slices", slices), ("contour", contour), ("ranks", rankPairs),
            ("timeline", timeline), ("history", history), ("front", front),
            ("front-pair", frontPair), ("hypervolume", hypervolume), ("population", population),
            ("pruned", pruned), ("agreement", agreement),
        ]
    }

    var agreement: AgreementChart {
        let truths = (0..<pointCount).map { 100 + 30 * normal($0, 90) }
        return AgreementChart(
            title: "Predicted and true price", truth: Axis("true price"),
            prediction: Axis("predicted price"), truths: truths.map(digits),
            predictions: truths.enumerated().map { digits($1 + 5 * normal($0, 91)) })
    }

    var curves: CurveChart {
        let rates = ["0.01", "0.005", "0.001", "0.0005", "1e-05"]
        let floors = [0.0221, 0.0218, 0.0219, 0.0249, 0.0733]
        let speeds = [0.9, 1.0, 0.35, 0.2, 0.06]
        let curves = rates.indices.map { rate in
            CurveChart.Curve(
                "learning rate " + rates[rate],
                byEpoch: (0..<30).map { epoch in
                    let fall = PortableMath.exp(-speeds[rate] * Double(epoch))
                    let noise = 1 + 0.01 * normal(epoch, rate)
                    return digits((floors[rate] + (0.09 - floors[rate] / 2) * fall) * noise)
                })
        }
        return CurveChart(
            title: "Validation loss by epoch",
            x: Axis("epoch"), y: Axis("mean squared error", scale: .logarithmic), curves: curves)
    }

    var losses: CurveChart {
        let training = (0..<20).map { 0.017 + 0.03 / Double($0 + 1) }.map(digits)
        let validation = training.enumerated().map {
            digits($0.element * 1.03 + 0.0004 * normal($0.offset, 9))
        }
        let epochs = training.indices.map { Double($0 + 1) }
        return CurveChart(
            title: "Final training: d = 6, Adam, l_2 = 1e-5", x: Axis("epoch"),
            y: Axis("mean squared error"),
            curves: [
                .init(
                    "training_loss", x: epochs, y: training,
                    low: training.map { digits($0 * 0.93) },
                    high: training.map { digits($0 * 1.08) }),
                .init("validation_loss", x: epochs, y: validation),
            ],
            background: (
                "other trials",
                (0..<4).map { trial in
                    .init(
                        "",
                        byEpoch: training.map { digits($0 * (1.1 + 0.08 * Double(trial))) })
                }
            ),
            references: [.init("0.0172 is to be beaten", at: 0.0172)], bandName: "least to most")
    }

    var noise: CurveChart {
        let levels = (0..<10).map { digits(0.001 * PortableMath.exp(0.7675 * Double($0))) }
        let clean = levels.map { digits(0.0218 + 0.11 * $0 * $0 / (0.3 + $0)) }
        return CurveChart(
            title: "Error by level of Gaussian noise",
            x: Axis("standard deviation of the noise", scale: .logarithmic),
            y: Axis("mean squared error", scale: .logarithmic),
            curves: [
                .init("autoencoder", x: levels, y: clean),
                .init(
                    "denoising autoencoder", x: levels, y: clean.map { digits(0.4 * $0 + 0.012) }),
            ])
    }

    private func codes(_ dimensions: Int) -> (points: [[Double]], classes: [Int]) {
        let classes = (0..<pointCount).map { Int(uniform($0, 1) * 9.999) }
        let points = classes.enumerated().map { index, digit in
            (0..<dimensions).map { axis in
                digits(
                    9 * normal(digit, 20 + axis) + (1.5 + 0.2 * Double(digit))
                        * normal(index, 30 + axis))
            }
        }
        return (points, classes)
    }

    private let digitNames = (0...9).map(String.init)

    var plane: ScatterChart {
        let (points, classes) = codes(2)
        return ScatterChart(
            title: "Encoded test set, t-SNE in two dimensions",
            axes: [Axis("first coordinate"), Axis("second coordinate")], points: points,
            classes: classes, classNames: digitNames)
    }

    var space: ScatterChart {
        let (points, classes) = codes(3)
        return ScatterChart(
            title: "Encoded test set, three principal components",
            axes: [Axis("1st component"), Axis("2nd component"), Axis("3rd component")],
            points: points, classes: classes, classNames: digitNames)
    }

    var confusion: MatrixChart {
        MatrixChart(
            title: "Confusion matrix of the test set", rowLabel: "digit", columnLabel: "taken for",
            rowNames: digitNames, columnNames: digitNames,
            values: (0..<10).map { row in
                (0..<10).map { column in
                    row == column
                        ? (935 + 60 * uniform(row, 3)).rounded()
                        : (14 * max(0, uniform(row * 10 + column, 4) - 0.4)).rounded()
                }
            })
    }

    var importance: BarChart {
        BarChart(
            title: "Importance of the parameters (PED-ANOVA)", axis: Axis("share of the variance"),
            bars: [
                .init("learning_rate", 0.213, spread: 0.18...0.25),
                .init("encoding_dimension", 0.61),
                .init("l2", 0.042, spread: 0.02...0.06), .init("optimizer", 0.091),
                .init("nh_1", 0.0123), .init("\"quoted\" & <odd> é_name", 0.0004),
            ])
    }

    var trials: [(dimension: Double, rate: Double, l2: Double?, optimizer: Int, loss: Double)] {
        (0..<trialCount).map { trial in
            let dimension = Double(2 + Int(uniform(trial, 40) * 7.99))
            let rate = digits(1e-5 * PortableMath.exp(7.8 * uniform(trial, 41)))
            let optimizer = uniform(trial, 42) < 0.6 ? 0 : 1
            let l2 = trial % 6 == 5 ? nil : digits(1e-7 * PortableMath.exp(9 * uniform(trial, 43)))
            let distance = PortableMath.log(rate / 0.002)
            let loss =
                0.0165 + 0.05 / (dimension * dimension) + 0.0011 * distance * distance
                + 0.0007 * Double(optimizer) + 0.0005 * normal(trial, 44).magnitude
            return (dimension, rate, l2, optimizer, digits(loss))
        }
    }

    private var ranks: [Int] {
        let losses = trials.map(\.loss)
        return losses.map { loss in losses.filter { $0 < loss }.count + 1 }
    }

    private let dimensionAxis = Axis("encoding_dimension")
    private let rateAxis = Axis("learning_rate", scale: .logarithmic)
    private let decayAxis = Axis("l2", scale: .logarithmic)
    private let optimizerAxis = Axis("optimizer", scale: .categories(["Adam", "RMSprop"]))
    let lossAxis = Axis("validation_loss", scale: .logarithmic)

    var parallel: ParallelChart {
        ParallelChart(
            title: "All trials in parallel coordinates",
            axes: [dimensionAxis, rateAxis, decayAxis, optimizerAxis, lossAxis],
            lines: trials.map { [$0.dimension, $0.rate, $0.l2, Double($0.optimizer), $0.loss] },
            ranks: ranks)
    }

    var slices: SliceChart {
        SliceChart(
            title: "Validation loss against each parameter", metric: lossAxis,
            slices: [
                .init(dimensionAxis, values: trials.map(\.dimension)),
                .init(rateAxis, values: trials.map(\.rate)),
                .init(decayAxis, values: trials.map(\.l2)),
                .init(optimizerAxis, values: trials.map { Double($0.optimizer) }),
            ], results: trials.map(\.loss), best: ranks.firstIndex(of: 1))
    }

    var contour: ContourChart {
        ContourChart(
            title: "Validation loss over two parameters", x: rateAxis, y: dimensionAxis,
            metric: Axis("validation_loss"),
            trials: trials.map { SIMD3($0.rate, $0.dimension, $0.loss) })
    }

    var rankPairs: RankChart {
        let last = Double(trials.count - 1)
        return RankChart(
            title: "Ranks over pairs of parameters",
            pairs: [
                .init(
                    x: rateAxis, y: dimensionAxis,
                    places: trials.map { SIMD2($0.rate, $0.dimension) }),
                .init(
                    x: rateAxis, y: optimizerAxis,
                    places: trials.map { SIMD2($0.rate, Double($0.optimizer)) }),
                .init(
                    x: dimensionAxis, y: decayAxis,
                    places: trials.map { trial in
                        trial.l2.map { SIMD2(trial.dimension, $0) }
                    }),
            ], ranks: ranks.map { Double($0 - 1) / last })
    }

    var timeline: TimelineChart {
        var spans: [TimelineChart.Span] = []
        for row in 0..<4 {
            var now = 2.0 + Double(row)
            for attempt in 0..<max(3, trialCount / 4) {
                let length = 20 + 60 * uniform(row * 100 + attempt, 50)
                let kind = [0, 0, 1, 0, 0, 2, 0, 3, 0, 1][(row * 3 + attempt) % 10]
                let end = now + (kind == 0 ? length : length / 3)
                spans.append(.init(row: row, start: now, end: end, kind: kind))
                now = end + 0.5
            }
        }
        return TimelineChart(
            title: "Attempts by worker and slot",
            rowNames: ["anvil, slot 1", "anvil, slot 2", "bellows, slot 1", "bellows, slot 2"],
            kinds: ["complete", "pruned", "failed", "interrupted"], spans: spans)
    }

    var population: PopulationChart {
        func values(_ epochs: [Double], _ level: Double) -> [PopulationChart.Value] {
            epochs.map { .init(epoch: $0, value: digits(level / $0)) }
        }
        return PopulationChart(
            title: "The population over the epochs", metric: Axis("loss", scale: .logarithmic),
            members: [
                .init(
                    trial: 0, row: 0, origin: nil, values: values([3, 6], 0.5), isReplaced: true,
                    isAncestor: false, ancestorUntil: 0),
                .init(
                    trial: 1, row: 1, origin: nil, values: values([3, 6, 9], 0.2),
                    isReplaced: false, isAncestor: true, ancestorUntil: 6),
                .init(
                    trial: 2, row: 2, origin: nil, values: values([3, 6, 9], 0.3),
                    isReplaced: false, isAncestor: false, ancestorUntil: 0),
                .init(
                    trial: 3, row: 0, origin: .init(row: 1, epoch: 6), values: values([9], 0.1),
                    isReplaced: false, isAncestor: true, ancestorUntil: 9),
            ])
    }

    var pruned: CurveChart {
        func curve(_ name: String, _ epochs: Int, _ level: Double) -> CurveChart.Curve {
            .init(name, byEpoch: (1...epochs).map { digits(level + 0.1 / Double($0)) })
        }
        var chart = CurveChart(
            title: "Loss by epoch", x: Axis("epoch", scale: .logarithmic, isWhole: true),
            y: Axis("loss", scale: .logarithmic), curves: [curve("1: trial 4", 27, 0.02)],
            background: ("other trials", [curve("", 27, 0.03)]))
        chart.stopped = (
            "pruned trials", [curve("", 3, 0.04), curve("", 9, 0.03), curve("", 1, 0.1)]
        )
        return chart
    }

    var history: HistoryChart {
        HistoryChart(
            title: "Validation loss by trial", metric: lossAxis,
            outcomes: trials.enumerated().map { index, trial in
                .init(
                    trial: index, value: index % 11 == 7 ? nil : trial.loss,
                    isPruned: index % 5 == 3)
            })
    }

    /// Strokes that look like written digits from afar, 28 x 28.
    func picture(_ number: Int, noise: Double = 0) -> Picture {
        var floats = [Float](repeating: 0, count: 28 * 28)
        for row in 0..<28 {
            for column in 0..<28 {
                let (x, y) = (Double(column) - 13.5, Double(row) - 13.5)
                let radius = (x * x * (1 + 0.1 * Double(number % 4)) + y * y).squareRoot()
                let ring = abs(radius - 5 - Double(number % 5)) < 1.6 ? 1.0 : 0
                let bar = abs(x - y * 0.2) < 1.4 && abs(y) < 9 ? 1.0 : 0
                let stroke = number % 2 == 0 ? ring : bar
                let grain = noise * normal(row * 28 + column, 60 + number)
                floats[row * 28 + column] = Float(stroke + grain)
            }
        }
        return Picture(width: 28, height: 28, floats: floats)
    }
}
