package import KernelTypes

/// The kernels that work on several panels of a batch, or on whole arenas.
func batchKernels() -> BatchKernels {
    (
        linearPanels: { linearPanels($0, input: $1, weights: $2, bias: $3, output: $4) },
        linearGradient: { linearGradient($0, scalars: $1, vectors: $2, to: $3) },
        add: { add($0, count: $1, to: $2) }
    )
}

#if PODIUM_AVX512
    /// Outputs in a tile: with two blocks of inputs, 16 sums.
    private let tileOutputs = 8
    private let tileBlocks = 2
#else
    /// Outputs in a tile: 6 × 2 accumulators, two halves of a vector and a scalar.
    private let tileOutputs = 6
    private let tileBlocks = 1
#endif

/// The weight gradient of a linear layer over several panels: for each weight one chain of fused
/// products over the panels, in each over the lanes.
///
/// A block of 16 inputs of all panels stays in the L1 cache while all outputs meet it, and sums
/// leave the registers once a call, whatever the layer's size.
@inline(never)
package func linearGradient(
    _ task: LinearGradientTask, scalars: UnsafePointer<Lanes>, vectors: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
) {
    let scalars = UnsafeRawPointer(scalars).assumingMemoryBound(to: Float.self)
    let blockStep = task.panelsAtMost * laneCount * laneCount
    var first = 0
    while first < task.inputs {
        let left = task.inputs - first
        let blocks = left > (tileBlocks - 1) * laneCount ? tileBlocks : 1
        var walk = GradientWalk(
            scalars: scalars, vectors: vectors + first / laneCount * blockStep,
            panels: task.panels, panelStep: task.outputs * laneCount, blockStep: blockStep,
            columns: min(left, blocks * laneCount), targetStep: task.inputs)
        var output = 0
        while output < task.outputs {
            if task.outputs - output < tileOutputs, task.outputs >= tileOutputs {
                // The last tile overlaps the one before: the same sums once more.
                output = task.outputs - tileOutputs
            }
            walk.scalars = scalars + output * laneCount
            let place = target + (output * task.inputs + first)
            switch (task.outputs >= tileOutputs, blocks == tileBlocks) {
            case (true, true): wideTile(walk, place)
            case (true, false): tile(walk, place)
            case (false, true): wideRow(walk, place)
            case (false, false): row(walk, place)
            }
            output += task.outputs >= tileOutputs ? tileOutputs : 1
        }
        first += blocks * laneCount
    }
}

/// The operands of a tile and where its sums go.
private struct GradientWalk {
    var scalars: UnsafePointer<Float>
    var vectors: UnsafePointer<Float>
    var panels: Int
    /// Floats of scalars from panel to panel.
    var panelStep: Int
    /// Floats of vectors from block to block.
    var blockStep: Int
    /// Inputs of all blocks of the tile.
    var columns: Int
    /// Floats from an output's gradient to the next output's.
    var targetStep: Int
}

@inline(never)
private func wideTile(_ walk: GradientWalk, _ target: UnsafeMutablePointer<Float>) {
    gradientTile(outputs: tileOutputs, blocks: tileBlocks, walk, target)
}

@inline(never)
private func tile(_ walk: GradientWalk, _ target: UnsafeMutablePointer<Float>) {
    gradientTile(outputs: tileOutputs, blocks: 1, walk, target)
}

@inline(never)
private func wideRow(_ walk: GradientWalk, _ target: UnsafeMutablePointer<Float>) {
    gradientTile(outputs: 1, blocks: tileBlocks, walk, target)
}

@inline(never)
private func row(_ walk: GradientWalk, _ target: UnsafeMutablePointer<Float>) {
    gradientTile(outputs: 1, blocks: 1, walk, target)
}

/// Some outputs by one or more blocks of inputs.
///
/// Their numbers are literals where this is inlined, see `TileSums`.
@inline(__always)
private func gradientTile(
    outputs: Int, blocks: Int, _ walk: GradientWalk, _ target: UnsafeMutablePointer<Float>
) {
    let width = blocks * chunksPerVector
    TileSums.with { sums in
        var index = 0
        while index < outputs * width {
            sums[index] = Chunk(repeating: 0)
            index += 1
        }
        var vector = chunks(walk.vectors)
        var panel = 0
        while panel < walk.panels {
            var scalar = walk.scalars + panel * walk.panelStep
            let end = scalar + laneCount
            while scalar != end {
                var output = 0
                while output < outputs {
                    let x = Chunk(repeating: scalar[output * laneCount])
                    var index = 0
                    while index < width {
                        let block = index / chunksPerVector * (walk.blockStep / Chunk.scalarCount)
                        sums[output * width + index]
                            .addProduct(vector[block + index % chunksPerVector], x)
                        index += 1
                    }
                    output += 1
                }
                scalar += 1
                vector += chunksPerVector
            }
            panel += 1
        }
        let size = outputs * width * Chunk.scalarCount
        withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { buffer in
            // Incomplete rows go through the buffer.
            let isWhole = walk.columns == width * Chunk.scalarCount
            let step = isWhole ? walk.targetStep : width * Chunk.scalarCount
            var place = isWhole ? target : buffer.baseAddress!
            var output = 0
            while output < outputs {
                var index = 0
                while index < width {
                    UnsafeMutableRawPointer(place + index * Chunk.scalarCount)
                        .storeBytes(of: sums[output * width + index], as: Chunk.self)
                    index += 1
                }
                place += step
                output += 1
            }
            if isWhole { return }
            output = 0
            while output < outputs {
                (target + output * walk.targetStep)
                    .update(from: buffer.baseAddress! + output * step, count: walk.columns)
                output += 1
            }
        }
    }
}

/// Adds values to others.
@inline(never)
package func add(
    _ values: UnsafePointer<Lanes>, count: Int, to target: UnsafeMutablePointer<Lanes>
) {
    var index = 0
    while index < count {
        target[index] += values[index]
        index += 1
    }
}
