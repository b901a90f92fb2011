package import KernelTypes

/// The kernels of this module's losses.
func lossKernels() -> LossKernels {
    (
        absoluteError: { absoluteError($0, $1, $2, gradient: $3, losses: $4) },
        huber: { huber($0, $1, $2, gradient: $3, losses: $4) },
        binaryCrossEntropy: { binaryCrossEntropy($0, $1, $2, gradient: $3, losses: $4) },
        binaryCrossEntropyWithLogits: {
            binaryCrossEntropyWithLogits($0, $1, $2, gradient: $3, losses: $4)
        },
        crossEntropy: { crossEntropy($0, $1, labels: $2, gradient: $3, losses: $4) }
    )
}

/// |x - t|, with slope 0 where they are equal: torch.nn.L1Loss.
@inline(never)
package func absoluteError(
    _ task: LossTask, _ output: UnsafePointer<Lanes>, _ target: UnsafePointer<Lanes>,
    gradient: UnsafeMutablePointer<Lanes>?, losses: UnsafeMutablePointer<Lanes>
) {
    sumTerms(task, output, target, gradient, losses) { x, t in
        let difference = x - t
        var slope = Lanes(repeating: 0)
        slope.replace(with: 1, where: difference .> 0)
        slope.replace(with: -1, where: difference .< 0)
        return (magnitude(difference), slope)
    }
}

/// Half the square of x - t up to ±delta, and a straight line beyond: torch.nn.HuberLoss.
///
/// Source: Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35
/// (1964).
@inline(never)
package func huber(
    _ task: LossTask, _ output: UnsafePointer<Lanes>, _ target: UnsafePointer<Lanes>,
    gradient: UnsafeMutablePointer<Lanes>?, losses: UnsafeMutablePointer<Lanes>
) {
    let delta = Lanes(repeating: task.setting)
    let half = Lanes(repeating: 0.5)
    sumTerms(task, output, target, gradient, losses) { x, t in
        let difference = x - t
        let size = magnitude(difference)
        var slope = difference.replacing(with: delta, where: difference .> delta)
        slope.replace(with: -delta, where: difference .< -delta)
        let loss = (half * difference * difference)
            .replacing(with: delta * (size - half * delta), where: size .> delta)
        return (loss, slope)
    }
}

/// -t ln x - (1 - t) ln (1 - x) with logarithms of at least -100: torch.nn.BCELoss.
///
/// Its slope is (x - t) / max(x (1 - x), 1e-12), PyTorch's.
@inline(never)
package func binaryCrossEntropy(
    _ task: LossTask, _ output: UnsafePointer<Lanes>, _ target: UnsafePointer<Lanes>,
    gradient: UnsafeMutablePointer<Lanes>?, losses: UnsafeMutablePointer<Lanes>
) {
    let one = Lanes(repeating: 1)
    let lowest = Lanes(repeating: -100)
    let tiny = Lanes(repeating: 1e-12)
    sumTerms(task, output, target, gradient, losses) { x, t in
        var yes = logarithm(x)
        yes.replace(with: lowest, where: yes .< lowest)
        var no = logarithmOnePlus(-x)
        no.replace(with: lowest, where: no .< lowest)
        var spread = x * (one - x)
        spread.replace(with: tiny, where: spread .< tiny)
        // (t - 1) · no - t · yes
        let loss = ((t - one) * no).addingProduct(-t, yes)
        return (loss, (x - t) / spread)
    }
}

/// The binary cross entropy of the logistic function of x: torch.nn.BCEWithLogitsLoss.
///
/// max(x, 0) - x t + ln(1 + e^-|x|), which does not overflow.
@inline(never)
package func binaryCrossEntropyWithLogits(
    _ task: LossTask, _ output: UnsafePointer<Lanes>, _ target: UnsafePointer<Lanes>,
    gradient: UnsafeMutablePointer<Lanes>?, losses: UnsafeMutablePointer<Lanes>
) {
    let one = Lanes(repeating: 1)
    sumTerms(task, output, target, gradient, losses) { x, t in
        let positive = x.replacing(with: 0, where: x .< 0)
        let loss =
            positive.addingProduct(-x, t) + logarithmOnePlus(exponential(-magnitude(x)))
        return (loss, one / (one + exponential(-x)) - t)
    }
}

/// The cross entropy of the softmax of a sample's values and its class: torch.nn.CrossEntropyLoss.
///
/// With smoothing ε the target is 1 - ε at the class and ε / classes everywhere.
///
/// - Parameters:
///   - labels: one vector of class numbers.
///   - losses: each lane's loss.
@inline(never)
package func crossEntropy(
    _ task: LossTask, _ output: UnsafePointer<Lanes>, labels: UnsafePointer<Lanes>,
    gradient: UnsafeMutablePointer<Lanes>?, losses: UnsafeMutablePointer<Lanes>
) {
    let dead = deadLanes(task.liveLanes)
    let label = labels.pointee
    var largest = output[0]
    var index = 1
    while index < task.count {
        largest.replace(with: output[index], where: output[index] .> largest)
        index += 1
    }
    var sum = Lanes(repeating: 0)
    var all = Lanes(repeating: 0)
    var picked = Lanes(repeating: 0)
    index = 0
    while index < task.count {
        let below = largest - output[index]
        sum += exponential(-below)
        all += below
        picked.replace(with: below, where: label .== Lanes(repeating: Float(index)))
        index += 1
    }
    let share = Lanes(repeating: task.setting / Float(task.count))
    let rest = Lanes(repeating: 1 - task.setting)
    let loss = logarithm(sum).addingProduct(rest, picked).addingProduct(share, all)
    losses.pointee = loss.replacing(with: 0, where: dead)
    guard let gradient else { return }
    let scale = Lanes(repeating: task.scale)
    index = 0
    while index < task.count {
        var slope = exponential(output[index] - largest) / sum - share
        slope.replace(with: slope - rest, where: label .== Lanes(repeating: Float(index)))
        gradient[index] = (slope * scale).replacing(with: 0, where: dead)
        index += 1
    }
}

/// Sums a loss's terms over a panel's values in each lane, and writes its gradient.
///
/// - Parameter terms: loss and slope for an output and its target.
@inline(__always)
private func sumTerms(
    _ task: LossTask, _ output: UnsafePointer<Lanes>, _ target: UnsafePointer<Lanes>,
    _ gradient: UnsafeMutablePointer<Lanes>?, _ losses: UnsafeMutablePointer<Lanes>,
    _ terms: (Lanes, Lanes) -> (loss: Lanes, slope: Lanes)
) {
    let dead = deadLanes(task.liveLanes)
    let scale = Lanes(repeating: task.scale)
    var sum = Lanes(repeating: 0)
    var index = 0
    while index < task.count {
        let term = terms(output[index], target[index])
        sum += term.loss
        if let gradient {
            gradient[index] = (term.slope * scale).replacing(with: 0, where: dead)
        }
        index += 1
    }
    losses.pointee = sum.replacing(with: 0, where: dead)
}

@inline(__always)
private func deadLanes(_ liveLanes: Int) -> SIMDMask<SIMD16<Int32>> {
    var live = Lanes(repeating: 0)
    var lane = 0
    while lane < liveLanes {
        live[lane] = 1
        lane += 1
    }
    return live .== 0
}

@inline(__always)
private func magnitude(_ x: Lanes) -> Lanes { x.replacing(with: -x, where: x .< 0) }
