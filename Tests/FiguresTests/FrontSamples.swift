import Figures

/// Charts of several objectives.
extension Samples {
    private func points(feasible: Bool) -> [FrontChart.Point] {
        let all = trials.enumerated().map { index, trial in
            (x: 4_000 + 90_000 * Double(index * 37 % 60) / 60, y: trial.loss, trial: index)
        }
        return all.map { point in
            let isDominated = all.contains {
                $0.x <= point.x && $0.y <= point.y && ($0.x < point.x || $0.y < point.y)
            }
            let standing: FrontChart.Standing =
                !feasible && point.trial % 9 == 4 ? .infeasible : isDominated ? .dominated : .front
            return FrontChart.Point(
                x: point.x, y: point.y, standing: standing, trial: point.trial)
        }
    }

    var front: FrontChart {
        FrontChart(
            title: "Pareto front", x: Axis("parameters", scale: .logarithmic), y: lossAxis,
            isMinimised: (true, true), points: points(feasible: true))
    }

    var frontPair: FrontChart {
        FrontChart(
            title: "Loss and parameters", x: Axis("parameters"), y: lossAxis,
            isMinimised: (true, true), points: points(feasible: false), hasLine: false,
            width: FrontChart.halfColumn)
    }

    var hypervolume: VolumeChart {
        VolumeChart(
            title: "Hypervolume by trial",
            points: (0..<60).map { ($0, 100 * (1 - 1 / (1 + Double($0 / 4) / 3))) })
    }
}
