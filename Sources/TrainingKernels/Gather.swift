package import KernelTypes

/// What the gather kernel does with a finished sum before it stores it.
private struct Epilogue {
    var output: UnsafeMutablePointer<Lanes>
    var gate: UnsafePointer<Lanes>?
    var rectify: Bool

    /// Stores `sum` at `offset`: rectified, or shut where the gate's activation was not positive.
    @inline(__always)
    func store(_ sum: Lanes, _ offset: Int) {
        var value = sum
        if rectify { value.replace(with: 0, where: value .< 0) }
        if let gate { value.replace(with: 0, where: gate[offset] .<= 0) }
        output[offset] = value
    }
}

/// A convolution of one panel, gathering for each output position.
///
/// - Parameters:
///   - weights: packed by `packWeights`.
///   - bias: one a channel, or nil for none.
///   - gate: where given, outputs become 0 wherever the gate is not positive: the derivative of a
///     rectifier whose result the gate is.
///   - rectify: whether negative results become 0 (NaN stays).
@inline(never)
package func gather(
    _ plan: UnsafePointer<GatherPlan>, input: UnsafePointer<Lanes>,
    weights: UnsafePointer<Float>, bias: UnsafePointer<Float>?, gate: UnsafePointer<Lanes>?,
    rectify: Bool, output: UnsafeMutablePointer<Lanes>
) {
    let plan = plan.pointee
    let epilogue = Epilogue(output: output, gate: gate, rectify: rectify)
    let narrow = plan.outputChannels <= 3
    let blocks = ChannelBlocks(channels: plan.outputChannels)
    var rowRun = 0
    while rowRun < plan.rowCount {
        let rows = plan.rows[rowRun]
        var row = 0
        while row < rows.count {
            var columnRun = 0
            while columnRun < plan.columnCount {
                let columns = plan.columns[columnRun]
                var window = TapWindow(
                    plan, rows, columns, input: input, weights: weights, row: row)
                var offset =
                    (rows.firstOutput + row * rows.outputStep) * plan.outputRow
                    + columns.firstOutput
                var left = columns.count
                while left > 0 {
                    let done =
                        narrow
                        ? narrowTile(plan, window, bias, columns.outputStep, offset, left, epilogue)
                        : wideTiles(plan, blocks, window, bias, offset, epilogue)
                    window.input += done * columns.inputAdvance
                    offset += done * columns.outputStep
                    left -= done
                }
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
                * plan.inputChannels)
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

/// All output channels at one position, in blocks of up to six.
///
/// Returns how many positions it did.
@inline(__always)
private func wideTiles(
    _ plan: GatherPlan, _ blocks: ChannelBlocks, _ window: TapWindow,
    _ bias: UnsafePointer<Float>?, _ offset: Int, _ epilogue: Epilogue
) -> Int {
    let plane = plan.outputPlane
    var weights = window.weights
    var bias = bias
    var target = offset
    var index = 0
    while index < blocks.count {
        let width = blocks.width(index)
        let tile = window.block(weights, width: width)
        let base = target
        switch width {
        case 1: tile1(tile, bias) { epilogue.store($1, base + $0 * plane) }
        case 2: tile2(tile, bias) { epilogue.store($1, base + $0 * plane) }
        case 3: tile3(tile, bias) { epilogue.store($1, base + $0 * plane) }
        case 4: tile4(tile, bias) { epilogue.store($1, base + $0 * plane) }
        case 5: tile5(tile, bias) { epilogue.store($1, base + $0 * plane) }
        default: tile6(tile, bias) { epilogue.store($1, base + $0 * plane) }
        }
        weights += plan.kernelHeight * plan.kernelWidth * plan.inputChannels * width
        bias = bias.map { $0 + width }
        target += width * plane
        index += 1
    }
    return 1
}

/// Up to three output channels at as many positions as fill the registers and are left in the run.
@inline(__always)
private func narrowTile(
    _ plan: GatherPlan, _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ step: Int,
    _ offset: Int, _ left: Int, _ epilogue: Epilogue
) -> Int {
    let tile = window.block(window.weights, width: plan.outputChannels)
    let plane = plan.outputPlane
    switch plan.outputChannels {
    case 1 where left >= 4:
        tile1x4(tile, bias) { epilogue.store($2, offset + $0 * plane + $1 * step) }
        return 4
    case 2 where left >= 3:
        tile2x3(tile, bias) { epilogue.store($2, offset + $0 * plane + $1 * step) }
        return 3
    case 3 where left >= 2:
        tile3x2(tile, bias) { epilogue.store($2, offset + $0 * plane + $1 * step) }
        return 2
    case 1: tile1(tile, bias) { epilogue.store($1, offset + $0 * plane) }
    case 2: tile2(tile, bias) { epilogue.store($1, offset + $0 * plane) }
    default: tile3(tile, bias) { epilogue.store($1, offset + $0 * plane) }
    }
    return 1
}
