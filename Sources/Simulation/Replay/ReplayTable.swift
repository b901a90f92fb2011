package import StudyModel

/// A table with its values as the intermediate results that a worker sends.
///
/// They are made once per table, since many studies are replayed on it.
package struct ReplayTable: Sendable {
    package let curves: CurveTable
    /// The results of each row after each epoch, up to the first value that is not finite.
    let results: [[IntermediateResult]]

    package init(_ curves: CurveTable) {
        self.curves = curves
        let name = curves.metric.name
        results = curves.curves.map { curve in
            curve.prefix(while: \.isFinite).enumerated().map {
                IntermediateResult(epoch: $0 + 1, metrics: [name: $1])
            }
        }
    }
}
