/// Residual blocks as stages.
///
/// A block begins with a stage that only its backward pass needs, `fork`, and ends with `add`. If
/// its input needs a projection, `turn` and the projection come before `add`. So the stages remain
/// a sequence, and the gradient of the block's input waits in the panel until the inner layers
/// have passed theirs.
extension StagePlan {
    /// Begins the residual block that ends with layer number `end`.
    mutating func open(_ end: Int, _ network: Network) {
        let count = resultCount
        forks[end] = stages.count
        append(
            "\(network.layers[end].name) Residual (input)",
            Stage(
                work: nil, layer: .fork(gradient: 0), activation: .none, input: result,
                output: result, inputCount: count, outputCount: count))
    }

    /// Ends the residual block of layer number `index`.
    mutating func close(_ index: Int, _ network: Network) {
        guard let fork = forks[index] else { preconditionFailure("a block without a beginning") }
        let named = network.layers[index]
        let (source, output) = (network.sources[index], network.shapes[index])
        let (input, count) = (result, output.count)
        var shortcut = stages[fork].output
        var turn: Int?
        if case .projection(let layer) = Residual.shortcut(from: source, to: output) {
            turn = stages.count
            append(
                "\(named.name) Residual (turn)",
                Stage(
                    work: nil,
                    layer: .turn(
                        TurnWork(
                            shortcut: valueVectors, shortcutCount: source.count, end: 0,
                            endCount: count)),
                    activation: .none, input: input, output: input, inputCount: count,
                    outputCount: count))
            stages[fork].layer = .fork(gradient: valueVectors)
            valueVectors += source.count
            let projection = NamedLayer("\(named.name).projection", layer)
            append(weighted: projection, source, output, network, reading: shortcut)
            shortcut = result
        }
        let end = valueVectors
        valueVectors += count
        append(
            "\(named.name) Residual",
            Stage(
                work: nil, layer: .add(shortcut: shortcut), activation: .none, input: input,
                output: end, inputCount: count, outputCount: count))
        if let turn, case .turn(var work)? = stages[turn].layer {
            work.end = end
            stages[turn].layer = .turn(work)
        } else {
            stages[fork].layer = .fork(gradient: end)
        }
    }
}

extension Network {
    /// The last layers of the residual blocks by the first; an outer block comes before an inner
    /// one.
    var blocksByStart: [Int: [Int]] {
        var blocks: [Int: [Int]] = [:]
        for (index, named) in layers.enumerated().reversed() {
            guard case .residual(let block) = named.layer else { continue }
            blocks[index - block.length, default: []].append(index)
        }
        return blocks
    }
}

extension Layer {
    /// A layer with weights as a convolution, and whether it is transposed; nil for other layers.
    var asConvolution: (settings: Convolution, isTransposed: Bool)? {
        switch self {
        case .conv2D(let settings), .conv1D(let settings): (settings, false)
        case .convTranspose2D(let settings), .convTranspose1D(let settings): (settings, true)
        case .linear(let outputs): (Convolution(channels: outputs, kernel: 1), false)
        default: nil
        }
    }
}

extension Convolution {
    /// The settings down the rows of an input: a sequence is a single row.
    func acrossRows(of input: Shape) -> Convolution {
        if case .sequence = input { return Convolution(channels: channels, kernel: 1) }
        return self
    }
}
