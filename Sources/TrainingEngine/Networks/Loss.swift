import Portable

/// The loss function: the mean of a function of outputs and targets, with PyTorch's formulas and
/// defaults.
package enum Loss: Sendable, Hashable {
    /// (x - t)²: torch.nn.MSELoss.
    case meanSquaredError
    /// |x - t|: torch.nn.L1Loss.
    case l1
    /// (x - t)² / 2 within ±delta, linear beyond: torch.nn.HuberLoss.
    case huber(delta: Double = 1)
    /// For outputs in 0...1, such as a sigmoid's: torch.nn.BCELoss.
    case binaryCrossEntropy
    /// For outputs that are logits: torch.nn.BCEWithLogitsLoss.
    case binaryCrossEntropyWithLogits
    /// For a vector of logits, one per class, and a label: torch.nn.CrossEntropyLoss.
    case crossEntropy(labelSmoothing: Double = 0)

    /// The kind of target of a loss.
    package enum Target: String, Sendable, Hashable, CaseIterable {
        /// The sample itself: the network reconstructs its input.
        case input
        /// Bytes or floats, as many per sample as the network has outputs.
        case images
        /// One byte per sample: the number of its class.
        case labels
    }

    /// The default target.
    package var usualTarget: Target {
        if case .crossEntropy = self { return .labels }
        return .input
    }

    /// Whether a sample has one loss, not one per output.
    var isPerSample: Bool {
        if case .crossEntropy = self { return true }
        return false
    }

    /// The factor from a kernel's slopes to the gradient of the batch's mean loss.
    func gradientScale(batch: Int, outputs: Int) -> Float {
        switch self {
        // Its kernel omits the factor 2 of the square's derivative.
        case .meanSquaredError: Float(2 / (Double(batch) * Double(outputs)))
        case .crossEntropy: Float(1 / Double(batch))
        default: Float(1 / (Double(batch) * Double(outputs)))
        }
    }

    /// - Throws: `EngineError` if there are weights, and not one above 0 for each class.
    func validate(classWeights: [Float], for network: Network) throws(EngineError) {
        guard !classWeights.isEmpty else { return }
        let isRight =
            isPerSample && classWeights.count == network.output.count
            && classWeights.allSatisfy { $0 > 0 && $0.isFinite }
        guard isRight else {
            throw .invalidSetting(
                name: "the class weights of \(self)", found: "\(classWeights)",
                expected: "\(network.output.count) finite numbers above 0, for cross entropy")
        }
    }

    /// - Throws: `EngineError` if the network's output or a setting doesn't fit.
    func validate(_ target: Target, for network: Network) throws(EngineError) {
        let (input, output) = (network.input, network.output)
        func refuse(_ reason: String) -> EngineError {
            .mismatch(layer: network.layers.last?.name ?? "(none)", reason: reason)
        }
        guard (target == .labels) == isPerSample else {
            throw .invalidSetting(
                name: "the target of \(self)", found: target.rawValue,
                expected: isPerSample ? "labels" : "input or images")
        }
        if target == .input, output.count != input.count {
            throw refuse(
                "a reconstruction has \(output.count, "value"), its input "
                    + "\(input.count) (\(output) from \(input))")
        }
        switch self {
        case .huber(let delta) where !(delta > 0 && delta.isFinite):
            throw .invalidSetting(
                name: "Huber's delta", found: "\(delta)", expected: "above 0 and finite")
        case .crossEntropy(let smoothing):
            guard case .vector = output else {
                throw refuse(
                    "cross entropy needs a vector of classes; found \(output). Put Flatten last")
            }
            guard output.count <= 256 else {
                throw refuse(
                    "cross entropy over \(output.count, "class"); labels are bytes, so at most 256")
            }
            guard smoothing >= 0, smoothing <= 1 else {
                throw .invalidSetting(
                    name: "label smoothing", found: "\(smoothing)", expected: "from 0 to 1")
            }
        default: break
        }
    }
}
