import KernelTypes

/// Limits gradients before the optimizer step.
package enum GradientClipping: Sendable, Hashable {
    /// Scales all gradients by one factor so that their joint Euclidean norm is at most this:
    /// torch.nn.utils.clip_grad_norm_, with its factor norm / (found + 1e-6).
    ///
    /// Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural
    /// networks", ICML 2013.
    case norm(Double)
    /// Clamps each gradient to ± this: torch.nn.utils.clip_grad_value_.
    case value(Double)

    func validate() throws(EngineError) {
        let (name, limit) =
            switch self {
            case .norm(let limit): ("the gradients' largest norm", limit)
            case .value(let limit): ("the gradients' largest value", limit)
            }
        guard limit > 0, limit.isFinite else {
            throw .invalidSetting(name: name, found: "\(limit)", expected: "above 0 and finite")
        }
    }
}

extension Trainer {
    /// The number of vectors whose squares are summed in Float; these sums are added in Double.
    private static let normBlock = 64

    /// The Euclidean norm of the last batch's gradients.
    ///
    /// The order of the sum is fixed: in each lane over blocks of 64 vectors, then lanes, then
    /// blocks.
    package func gradientNorm() -> Double {
        let count = network.arenaCount / laneCount
        let losses = workspaces[0].losses
        var total = 0.0
        for first in stride(from: 0, to: count, by: Self.normBlock) {
            kernels.optimizers.sumSquares(
                gradients.lanes() + first, min(Self.normBlock, count - first), losses.lanes())
            for lane in 0..<laneCount { total += Double(losses.floats[lane]) }
        }
        return total.squareRoot()
    }

    func clipGradients(_ clipping: GradientClipping) {
        let count = network.arenaCount / laneCount
        switch clipping {
        case .value(let limit):
            kernels.optimizers.clamp(gradients.lanes(), count, Float(limit))
        case .norm(let limit):
            let factor = limit / (gradientNorm() + 1e-6)
            // A NaN norm makes all gradients NaN, as in PyTorch.
            if !(factor >= 1) { kernels.optimizers.scale(gradients.lanes(), count, Float(factor)) }
        }
    }
}
