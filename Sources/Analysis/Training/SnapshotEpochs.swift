import Foundation

/// Epochs after which weights are kept, to look at training afterwards.
package enum SnapshotEpochs {
    /// At most `count` of `epochs`, the first and the last among them, denser where training
    /// changes more: spaced evenly on a logarithmic axis, and then filled up from the start.
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
