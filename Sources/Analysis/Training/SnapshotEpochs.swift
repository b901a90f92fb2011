import Foundation

/// Chooses the epochs after which weights are saved, for later analysis of the training.
package enum SnapshotEpochs {
    /// At most `count` of `epochs`, including the first and the last.
    ///
    /// They are spaced logarithmically, because training changes more at the start; the rest fill
    /// the start.
    package static func chosen(_ count: Int, of epochs: Int) -> Set<Int> {
        guard count > 1, epochs > 1 else { return epochs > 0 && count > 0 ? [epochs] : [] }
        guard count < epochs else { return Set(1...epochs) }
        var chosen: Set<Int> = [1, epochs]
        for place in 0..<count {
            let position = log(Double(epochs)) * Double(place) / Double(count - 1)
            chosen.insert(Int(exp(position).rounded()))
        }
        for epoch in 1...epochs where chosen.count < count { chosen.insert(epoch) }
        return chosen
    }
}
