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
    let taps = plan.kernelHeight * plan.kernelWidth
    withUnsafeTemporaryAllocation(of: TapPlace.self, capacity: taps) { places in
        gather(
            plan, input: input, weights: weights, bias: bias,
            TileResult(output: output, gate: gate, rectify: rectify, plane: plan.outputPlane),
            places.baseAddress!)
    }
    // Tiles do one of the two, as no layer asks for both.
    if rectify, let gate {
        rectifyGradient(
            gate, count: plan.outputChannels * plan.outputPlane, gradient: output)
    }
}

/// The forward pass of a linear layer for several panels.
///
/// Each block of weights meets all panels while it is in the L1 or L2 cache. The sums are those of
/// `gather`.
@inline(never)
package func linearPanels(
    _ task: LinearPanelsTask, input: UnsafePointer<Lanes>, weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, output: UnsafeMutablePointer<Lanes>
) {
    // The panels are the positions of a row.
    var (rows, columns) = (TapRun(), TapRun())
    rows.count = 1
    columns.count = task.panels
    columns.inputAdvance = task.inputStep
    columns.outputStep = task.outputStep
    var tap = TapPlace(input: 0, weight: 0)
    withUnsafePointer(to: &tap) { tap in
        let window = TapWindow(
            input: input, weights: weights, taps: tap, tapCount: 1, channels: task.inputs,
            plane: 1,
            positions: PositionWalk(rows: rows, columns: columns, inputRow: 0, outputRow: 0),
            count: task.panels)
        gatherRun(
            ChannelBlocks(channels: task.outputs, limit: tileChannels(taps: 1)), window,
            task.inputs, bias,
            TileResult(output: output, gate: nil, rectify: task.rectify, plane: 1))
    }
}

/// Gathers run by run, a few rows of each at a time; `places` has room for all taps.
@inline(__always)
private func gather(
    _ plan: GatherPlan, input: UnsafePointer<Lanes>, weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, _ result: TileResult, _ places: UnsafeMutablePointer<TapPlace>
) {
    let blocks = ChannelBlocks(
        channels: plan.outputChannels,
        limit: tileChannels(taps: plan.kernelHeight * plan.kernelWidth))
    let band = plan.bandRows
    var (row, height) = (0, 0)
    repeat {
        var rowRun = 0
        while rowRun < plan.rowCount {
            let rows = plan.rows[rowRun].part(from: row, count: band)
            height = max(height, plan.rows[rowRun].count)
            var columnRun = rows.count > 0 ? 0 : plan.columnCount
            while columnRun < plan.columnCount {
                let columns = plan.columns[columnRun]
                let offset = rows.firstOutput * plan.outputRow + columns.firstOutput
                var run = result
                run.output += offset
                run.gate = result.gate.map { $0 + offset }
                plan.placeTaps(rows, columns, places)
                let window = TapWindow(
                    input: input + (rows.firstInput * plan.inputRow + columns.firstInput),
                    weights: weights, taps: places, tapCount: rows.tapCount * columns.tapCount,
                    channels: plan.inputChannels, plane: plan.inputPlane,
                    positions: PositionWalk(
                        rows: rows, columns: columns, inputRow: plan.inputRow,
                        outputRow: plan.outputRow),
                    count: rows.count * columns.count)
                gatherRun(
                    blocks, window, plan.kernelHeight * plan.kernelWidth * plan.inputChannels, bias,
                    run)
                columnRun += 1
            }
            rowRun += 1
        }
        row += band
    } while row < height
}

extension TapRun {
    /// At most `count` outputs of the run, from its output number `first` on.
    @inline(__always)
    fileprivate func part(from first: Int, count: Int) -> TapRun {
        var run = self
        run.firstOutput += first * outputStep
        run.firstInput += first * inputAdvance
        run.count = max(0, min(count, self.count - first))
        return run
    }
}

extension GatherPlan {
    /// How many rows of each run are worked on at a time: few, so that their inputs stay in the L1
    /// cache for all runs and blocks of channels, but with many positions, as a tile takes several.
    @inline(__always)
    fileprivate var bandRows: Int {
        let bytes =
            inputChannels * inputRow * rows[0].inputAdvance * MemoryLayout<Lanes>.stride
        let positions = max(columns[0].count, 1)
        return max(24576 / max(bytes, 1), (23 + positions) / positions, 1)
    }
}

extension GatherPlan {
    /// Writes where the taps of a run of rows and a run of columns are.
    @inline(__always)
    fileprivate func placeTaps(
        _ rows: TapRun, _ columns: TapRun, _ places: UnsafeMutablePointer<TapPlace>
    ) {
        var place = places
        var row = 0
        while row < rows.tapCount {
            let tapRow = (rows.firstTap + row * rows.tapStep) * kernelWidth
            var column = 0
            while column < columns.tapCount {
                let tap = tapRow + columns.firstTap + column * columns.tapStep
                place.initialize(
                    to: TapPlace(
                        input: row * rows.inputStep * inputRow + column * columns.inputStep,
                        weight: tap * inputChannels))
                place += 1
                column += 1
            }
            row += 1
        }
    }
}

/// All output channels at the positions of a run: first the wide blocks, then the others.
///
/// - Parameter weights: the number of weights per output channel.
@inline(__always)
private func gatherRun(
    _ blocks: ChannelBlocks, _ window: TapWindow, _ weights: Int, _ bias: UnsafePointer<Float>,
    _ result: TileResult
) {
    var tile = window
    var bias = bias
    var result = result
    var width = blocks.narrow + 1
    tile.blocks = blocks.wideCount
    if blocks.wideCount > 0 {
        tile.blockStep = weights * width
        gatherBlocks(tile, width: width, bias, result)
        let channels = width * blocks.wideCount
        tile.weights += weights * channels
        bias += channels
        result.skip(channels)
    }
    width = blocks.narrow
    tile.blocks = blocks.count - blocks.wideCount
    tile.blockStep = weights * width
    gatherBlocks(tile, width: width, bias, result)
}
