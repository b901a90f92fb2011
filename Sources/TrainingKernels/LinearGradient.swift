package import KernelTypes

/// The kernels that work on several panels of a batch, or on whole arenas.
func batchKernels() -> BatchKernels {
    BatchKernels(
        linearGradient: { linearGradient($0, scalars: $1, vectors: $2, to: $3) },
        add: { add($0, count: $1, to: $2) })
}

#if PODIUM_AVX512
    /// Outputs in a tile: as many chains as the latency of two units needs.
    private let tileOutputs = 8
#else
    /// Outputs in a tile: 6 × 2 accumulators, two halves of a vector and a scalar.
    private let tileOutputs = 6
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
        let block = vectors + first / laneCount * blockStep
        let columns = min(laneCount, task.inputs - first)
        var output = 0
        while output < task.outputs {
            let left = task.outputs - output
            if left < tileOutputs, task.outputs >= tileOutputs {
                // The last tile overlaps the one before: the same sums once more.
                output = task.outputs - tileOutputs
            }
            let walk = GradientWalk(
                scalars: scalars + output * laneCount, vectors: block, panels: task.panels,
                panelStep: task.outputs * laneCount)
            let place = target + (output * task.inputs + first)
            if task.outputs >= tileOutputs {
                #if PODIUM_AVX512
                    gradientTile8(walk, place, task.inputs, columns)
                #else
                    gradientTile6(walk, place, task.inputs, columns)
                #endif
                output += tileOutputs
            } else {
                gradientTile1(walk, place, columns)
                output += 1
            }
        }
        first += laneCount
    }
}

/// The operands of a tile.
private struct GradientWalk {
    var scalars: UnsafePointer<Float>
    var vectors: UnsafePointer<Float>
    var panels: Int
    /// Floats of scalars from panel to panel.
    var panelStep: Int
}

extension GradientWalk {
    /// Calls `body` with the scalars and the vector of every sample: panels, then lanes.
    @inline(__always)
    func forEachSample(_ body: (UnsafePointer<Float>, Lanes) -> Void) {
        var vector = UnsafeRawPointer(vectors).assumingMemoryBound(to: Lanes.self)
        var panel = 0
        while panel < panels {
            var scalar = scalars + panel * panelStep
            var lane = 0
            while lane < laneCount {
                body(scalar, vector.pointee)
                scalar += 1
                vector += 1
                lane += 1
            }
            panel += 1
        }
    }
}

/// 1 output by one block of inputs.
@inline(never)
private func gradientTile1(
    _ walk: GradientWalk, _ target: UnsafeMutablePointer<Float>, _ columns: Int
) {
    var s0 = Lanes(repeating: 0)
    walk.forEachSample { x, y in
        s0.addProduct(y, Lanes(repeating: x[0]))
    }
    keep(s0, target, columns)
}

#if PODIUM_AVX512
    /// 8 outputs by one block of inputs.
    @inline(never)
    private func gradientTile8(
        _ walk: GradientWalk, _ target: UnsafeMutablePointer<Float>, _ step: Int, _ columns: Int
    ) {
        let zero = Lanes(repeating: 0)
        var (s0, s1, s2, s3, s4, s5, s6, s7) = (zero, zero, zero, zero, zero, zero, zero, zero)
        walk.forEachSample { x, y in
            s0.addProduct(y, Lanes(repeating: x[0]))
            s1.addProduct(y, Lanes(repeating: x[laneCount]))
            s2.addProduct(y, Lanes(repeating: x[2 * laneCount]))
            s3.addProduct(y, Lanes(repeating: x[3 * laneCount]))
            s4.addProduct(y, Lanes(repeating: x[4 * laneCount]))
            s5.addProduct(y, Lanes(repeating: x[5 * laneCount]))
            s6.addProduct(y, Lanes(repeating: x[6 * laneCount]))
            s7.addProduct(y, Lanes(repeating: x[7 * laneCount]))
        }
        keep(s0, target, columns)
        keep(s1, target + step, columns)
        keep(s2, target + 2 * step, columns)
        keep(s3, target + 3 * step, columns)
        keep(s4, target + 4 * step, columns)
        keep(s5, target + 5 * step, columns)
        keep(s6, target + 6 * step, columns)
        keep(s7, target + 7 * step, columns)
    }
#else
    /// 6 outputs by one block of inputs.
    @inline(never)
    private func gradientTile6(
        _ walk: GradientWalk, _ target: UnsafeMutablePointer<Float>, _ step: Int, _ columns: Int
    ) {
        let zero = Lanes(repeating: 0)
        var (s0, s1, s2, s3, s4, s5) = (zero, zero, zero, zero, zero, zero)
        walk.forEachSample { x, y in
            s0.addProduct(y, Lanes(repeating: x[0]))
            s1.addProduct(y, Lanes(repeating: x[laneCount]))
            s2.addProduct(y, Lanes(repeating: x[2 * laneCount]))
            s3.addProduct(y, Lanes(repeating: x[3 * laneCount]))
            s4.addProduct(y, Lanes(repeating: x[4 * laneCount]))
            s5.addProduct(y, Lanes(repeating: x[5 * laneCount]))
        }
        keep(s0, target, columns)
        keep(s1, target + step, columns)
        keep(s2, target + 2 * step, columns)
        keep(s3, target + 3 * step, columns)
        keep(s4, target + 4 * step, columns)
        keep(s5, target + 5 * step, columns)
    }
#endif

/// Stores the first `columns` of a block's sums, wherever the row begins.
@inline(never)
private func keep(_ sum: Lanes, _ target: UnsafeMutablePointer<Float>, _ columns: Int) {
    if columns == laneCount {
        UnsafeMutableRawPointer(target).storeBytes(of: sum, as: Lanes.self)
        return
    }
    var column = 0
    while column < columns {
        target[column] = sum[column]
        column += 1
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
