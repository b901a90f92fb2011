import Portable

/// The most probable hyperparameters of a Gaussian process, given values (maximum a posteriori).
///
/// A fit starts at the same places each time, not at an earlier fit: so that it depends on the
/// values alone, and a restarted search needs one fit rather than all earlier ones. A fit to many
/// values starts at one to a part of them.
enum GaussianFit {
    private static let steps = 60
    private static let tolerance = 1e-2
    /// Shifts of the log weights from the most likely ones, where fits start, and log noise there.
    private static let starts = [(0.0, -7.0), (2.0, -3.0)]
    /// A part has this many of the best values, and as many of the others.
    private static let halfPart = 48
    /// The steps from the fit to a part.
    private static let lastSteps = 8

    /// - Returns: nil if no covariance matrix could be factorised.
    /// - Complexity: O(n³) for n values.
    static func hyperparameters(_ inputs: ModelInputs, values: [Double]) -> Hyperparameters? {
        if inputs.count > 4 * halfPart, let coarse = fitToPart(inputs, values) {
            return fit(inputs, values, from: [coarse.logarithms], steps: lastSteps)
        }
        let prior = HyperparameterPrior(scales: inputs.scales)
        let places = starts.map { shift, noise in
            var start = prior.start(scales: inputs.scales, noise: noise).logarithms
            for place in 0..<inputs.scales { start[place] += shift }
            return start
        }
        return fit(inputs, values, from: places, steps: steps)
    }

    /// A fit to the best values and to an even selection of the others.
    private static func fitToPart(_ inputs: ModelInputs, _ values: [Double]) -> Hyperparameters? {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        let others = order.count - halfPart
        let selection = (0..<halfPart).map { order[halfPart + $0 * others / halfPart] }
        let chosen = (order.prefix(halfPart) + selection).sorted()
        var part = ModelInputs(columns: inputs.columns)
        for place in chosen { part.append(inputs.point(place)) }
        return hyperparameters(part, values: chosen.map { values[$0] })
    }

    /// The best of the minima that are reached from some starts.
    private static func fit(
        _ inputs: ModelInputs, _ values: [Double], from starts: [[Double]], steps: Int
    ) -> Hyperparameters? {
        let prior = HyperparameterPrior(scales: inputs.scales)
        let likelihood = MarginalLikelihood(inputs: inputs, values: values)
        let search = QuasiNewton(
            bounds: Hyperparameters.bounds(scales: inputs.scales), steps: steps,
            tolerance: tolerance, leastGain: 1e-3, firstStep: 1)
        var best: (point: [Double], value: Double)?
        for start in starts {
            let found = search.minimum(from: start) { logarithms in
                let parameters = Hyperparameters(logarithms: logarithms)
                guard let fit = likelihood.negativeLogarithm(parameters) else { return nil }
                let penalty = prior.penalty(parameters)
                return (
                    fit.value + penalty.value, zip(fit.gradient, penalty.gradient).map { $0 + $1 }
                )
            }
            if let found, found.value < best?.value ?? .infinity { best = found }
        }
        return best.map { Hyperparameters(logarithms: $0.point) }
    }
}
