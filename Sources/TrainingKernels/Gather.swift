package import KernelTypes

/// A convolution of one panel, gathering for each output position.
///
/// - Parameters:
///   - weights: packed by `packWeights`.
///   - bias: one a channel.
///   - gate: where given, outputs become 0 wherever the gate is not positive: the derivative of a
///     rectifier whose result the gate is.
///   - rectify: whether negative results become 0 (NaN stays).
@inline(never)
package func gather(
    _ plan: UnsafePointer<GatherPlan>, input: UnsafePointer<Lanes>,
    weights: UnsafePointer<Float>, bias: UnsafePointer<Float>, gate: UnsafePointer<Lanes>?,
    rectify: Bool, output: UnsafeMutablePointer<Lanes>
) {
    let plan = plan.pointee
    let blocks = ChannelBlocks(channels: plan.outputChannels, limit: tileChannels)
    var result = TileResult(
        output: output, gate: gate, rectify: rectify, plane: plan.outputPlane, step: 0)
    var rowRun = 0
    while rowRun < plan.rowCount {
        let rows = plan.rows[rowRun]
        var row = 0
        while row < rows.count {
            var columnRun = 0
            while columnRun < plan.columnCount {
                let columns = plan.columns[columnRun]
                let offset =
                    (rows.firstOutput + row * rows.outputStep) * plan.outputRow
                    + columns.firstOutput
                result.output = output + offset
                result.gate = gate.map { $0 + offset }
                result.step = columns.outputStep
                gatherRun(
                    plan, blocks,
                    TapWindow(plan, rows, columns, input: input, weights: weights, row: row), bias,
                    result)
                columnRun += 1
            }
            row += 1
        }
        rowRun += 1
    }
}

extension TapWindow {
    /// The taps of the first position of a run.
    @inline(__always)
    fileprivate init(
        _ plan: GatherPlan, _ rows: TapRun, _ columns: TapRun, input: UnsafePointer<Lanes>,
        weights: UnsafePointer<Float>, row: Int
    ) {
        let inputRow = rows.firstInput + row * rows.inputAdvance
        self.init(
            input: input + (inputRow * plan.inputRow + columns.firstInput),
            weights: weights, tapRows: rows.tapCount, tapColumns: columns.tapCount,
            channels: plan.inputChannels, plane: plan.inputPlane,
            rowStep: rows.inputStep * plan.inputRow, columnStep: columns.inputStep,
            weightRowStep: rows.tapStep * plan.kernelWidth * plan.inputChannels,
            weightColumnStep: columns.tapStep * plan.inputChannels,
            advance: columns.inputAdvance,
            firstWeight: (rows.firstTap * plan.kernelWidth + columns.firstTap)
                * plan.inputChannels,
            count: columns.count)
    }

    /// The window onto the weights of a block of `width` channels that begins at `block`.
    @inline(__always)
    fileprivate func block(_ block: UnsafePointer<Float>, width: Int) -> TapWindow {
        var copy = self
        copy.weights = block + firstWeight * width
        copy.weightRowStep = weightRowStep * width
        copy.weightColumnStep = weightColumnStep * width
        if channels == 1 && weightColumnStep == 1 {
            // One input channel, adjacent taps: let the inner loop run over the tap columns.
            copy.channels = tapColumns
            copy.plane = columnStep
            copy.tapColumns = 1
        }
        return copy
    }
}

/// All output channels at the positions of a run, a block of channels after the other.
@inline(__always)
private func gatherRun(
    _ plan: GatherPlan, _ blocks: ChannelBlocks, _ window: TapWindow,
    _ bias: UnsafePointer<Float>, _ result: TileResult
) {
    guard plan.outputChannels > 3 else { return narrowRun(plan, window, bias, result) }
    var weights = window.weights
    var bias = bias
    var result = result
    var index = 0
    while index < blocks.count {
        let width = blocks.width(index)
        let tile = window.block(weights, width: width)
        switch width {
        case 2: tile2(tile, bias, result)
        case 3: tile3(tile, bias, result)
        case 4: tile4(tile, bias, result)
        case 5: tile5(tile, bias, result)
        #if PODIUM_AVX512
            case 7: tile7(tile, bias, result)
            case 8: tile8(tile, bias, result)
        #endif
        default: tile6(tile, bias, result)
        }
        if result.rectify || result.gate != nil {
            finish(result, channels: width, positions: window.count)
        }
        weights += plan.kernelHeight * plan.kernelWidth * plan.inputChannels * width
        bias += width
        result.output += width * plan.outputPlane
        result.gate = result.gate.map { $0 + width * plan.outputPlane }
        index += 1
    }
}

/// Up to three output channels: several positions at once, then what is left one by one.
@inline(__always)
private func narrowRun(
    _ plan: GatherPlan, _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
) {
    var tile = window.block(window.weights, width: plan.outputChannels)
    var rest = result
    let done: Int
    switch plan.outputChannels {
    case 1: done = tile1x4(tile, bias, result)
    case 2: done = tile2x3(tile, bias, result)
    default: done = tile3x2(tile, bias, result)
    }
    tile.input += done * tile.advance
    tile.count -= done
    rest.output += done * result.step
    switch plan.outputChannels {
    case 1: tile1(tile, bias, rest)
    case 2: tile2(tile, bias, rest)
    default: tile3(tile, bias, rest)
    }
    if result.rectify || result.gate != nil {
        finish(result, channels: plan.outputChannels, positions: window.count)
    }
}
