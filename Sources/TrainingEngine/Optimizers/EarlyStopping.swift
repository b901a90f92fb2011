/// Stops training when the loss has not improved for a number of measurements.
///
/// Like a schedule, it is a pure function of the losses so far.
package struct EarlyStopping: Sendable, Hashable {
    /// The number of consecutive losses without improvement that ends training; at least 1.
    package var patience: Int
    /// The minimum decrease below the best loss that counts as an improvement.
    package var minimumDelta: Double

    package init(patience: Int, minimumDelta: Double = 0) {
        self.patience = patience
        self.minimumDelta = minimumDelta
    }

    /// Whether training is over after these losses.
    package func isOver(after history: [Double]) -> Bool {
        let waited = bestIndex(in: history).map { history.count - 1 - $0 } ?? history.count
        return waited >= patience
    }

    /// The index of the last improvement, which has the best weights.
    ///
    /// Nil if all losses are NaN.
    package func bestIndex(in history: [Double]) -> Int? {
        var best: (loss: Double, index: Int)?
        for (index, loss) in history.enumerated() where !loss.isNaN {
            if let found = best, !(loss < found.loss - minimumDelta) { continue }
            best = (loss, index)
        }
        return best?.index
    }

    package func validate() throws(EngineError) {
        guard patience >= 1 else {
            throw .invalidSetting(name: "patience", found: "\(patience)", expected: "at least 1")
        }
        guard minimumDelta >= 0, minimumDelta.isFinite else {
            throw .invalidSetting(
                name: "the least improvement", found: "\(minimumDelta)",
                expected: "at least 0 and finite")
        }
    }
}
