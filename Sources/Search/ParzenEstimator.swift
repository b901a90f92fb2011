import StudyModel

/// A density over a search space that is made of observed configurations: a mixture of one kernel
/// for each, a product over the parameters, and of the prior's.
///
/// Newer observations weigh as much as the prior; beyond 25, older ones weigh less.
struct ParzenEstimator: Sendable {
    /// How many of the newest observations weigh fully.
    private static let fullWeights = 25
    /// A kernel so much below another adds nothing that a Double would keep.
    private static let negligible = 40.0

    private let parameters: [ParzenKernels]
    private let logWeights: [Double]
    private let cumulativeWeights: [Double]

    /// - Parameter rows: the observed configurations' entries, oldest first.
    init(_ domains: [ParzenDomain], rows: [[Double]]) {
        parameters = domains.enumerated().map { index, domain in
            ParzenKernels(domain, entries: rows.map { $0[index] })
        }
        let weights = Self.weights(observations: rows.count) + [1]
        let total = weights.reduce(0, +)
        logWeights = weights.map { PortableMath.log($0 / total) }
        var sum = 0.0
        cumulativeWeights = weights.map {
            sum += $0 / total
            return sum
        }
    }

    /// Draws a configuration's entries: the kernel by one fraction in (0, 1), each parameter's entry
    /// by another.
    func draw(kernelFraction: Double, fraction: (Int) -> Double) -> [Double] {
        let kernel =
            cumulativeWeights.firstIndex { kernelFraction < $0 } ?? cumulativeWeights.count - 1
        return parameters.indices.map {
            parameters[$0].entry(ofKernel: kernel, at: fraction($0))
        }
    }

    /// The logarithm of the density at a configuration's entries.
    func logDensity(at row: [Double]) -> Double {
        var totals = logWeights
        for (parameter, entry) in zip(parameters, row) {
            parameter.addLogDensities(at: entry, to: &totals)
        }
        let highest = totals.reduce(-.infinity, max)
        guard highest > -.infinity else { return -.infinity }
        var sum = 0.0
        for total in totals where total > highest - Self.negligible {
            sum += PortableMath.exp(total - highest)
        }
        return highest + PortableMath.log(sum)
    }

    /// Oldest first.
    static func weights(observations count: Int) -> [Double] {
        let older = max(0, count - fullWeights)
        let ramp = (0..<older).map { index -> Double in
            let start = 1 / Double(count)
            guard older > 1 else { return start }
            return start.addingProduct(Double(index), (1 - start) / Double(older - 1))
        }
        return ramp + Array(repeating: 1, count: count - older)
    }
}
