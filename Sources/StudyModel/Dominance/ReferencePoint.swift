/// The box in which the hypervolume of a study is measured.
///
/// The ideal point has the best value of each objective on the first Pareto front, and the nadir
/// point the worst. The reference point lies a tenth of the range beyond the nadir point, so that
/// the ends of the front count. An objective with one value on the front has the range of all
/// trials, or 1 if that is empty too. Volumes are shares of the box from the ideal to the reference
/// point, so the units of the objectives do not matter.
///
/// The box follows from all trials of a study, and a history uses it for each number of trials.
///
/// Source: Ishibuchi, Imada, Setoguchi and Nojima, "How to specify a reference point in hypervolume
/// calculation for fair performance comparison", Evolutionary Computation 26 (2018).
package struct ReferencePoint: Sendable, Hashable {
    /// How far the reference point lies beyond the nadir point, as a share of the range.
    package static let margin = 0.1
    private static let largestRatio = 1e6

    package let ideal: [Double]
    package let reference: [Double]

    /// Nil without a point.
    package init?(of points: [ObjectivePoint]) {
        guard let front = ParetoFronts(points).fronts.first else { return nil }
        var (ideal, reference): ([Double], [Double]) = ([], [])
        for objective in front[0].costs.indices {
            func ends(_ points: [ObjectivePoint]) -> (low: Double, high: Double) {
                points.reduce((.infinity, -.infinity)) { ends, point in
                    (min(ends.0, point.costs[objective]), max(ends.1, point.costs[objective]))
                }
            }
            let (low, nadir) = ends(front)
            var range = nadir - low
            if range == 0 { range = ends(points).high - low }
            // Large enough to count beside the value itself.
            if !(range > 0 && range.isFinite) { range = max(1, low.magnitude / Self.largestRatio) }
            ideal.append(low)
            reference.append(low + range * (1 + Self.margin))
        }
        self.ideal = ideal
        self.reference = reference
    }

    /// The share of the box that points dominate.
    package func share(of points: [ObjectivePoint]) -> Double {
        Hypervolume.of(
            points.map { scaled($0.costs) }, reference: Array(repeating: 1, count: ideal.count))
    }

    /// Costs with 0 at the ideal and 1 at the reference point.
    private func scaled(_ costs: [Double]) -> [Double] {
        costs.indices.map { (costs[$0] - ideal[$0]) / (reference[$0] - ideal[$0]) }
    }
}
