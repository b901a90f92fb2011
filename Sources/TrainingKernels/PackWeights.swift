package import KernelTypes

/// Lays a weight tensor out as the gather kernel reads it: [block][tap][input][output of the
/// block].
@inline(never)
package func packWeights(
    _ plan: PackPlan, from source: UnsafePointer<Float>, to packed: UnsafeMutablePointer<Float>
) {
    let blocks = ChannelBlocks(
        channels: plan.outputs, limit: tileChannels(taps: plan.taps))
    var target = packed
    var first = source
    var block = 0
    while block < blocks.count {
        let width = blocks.width(block)
        packBlock(plan, first, width, target)
        target += plan.taps * plan.inputs * width
        first += width * plan.outputStride
        block += 1
    }
}

/// A block of `width` outputs.
@inline(__always)
private func packBlock(
    _ plan: PackPlan, _ source: UnsafePointer<Float>, _ width: Int,
    _ target: UnsafeMutablePointer<Float>
) {
    let rows = PackedRows(step: plan.outputStride, width: width)
    if plan.taps == 1, plan.outputStride == 1 {
        // The data gradient of a linear layer.
        packColumns(plan, source, width, target)
    } else if plan.taps == 1, plan.inputStride == 1, width >= 4, plan.inputs >= 4 {
        // The forward pass of a linear layer.
        rows.transpose(source, length: plan.inputs, to: target, step: width)
    } else if plan.taps >= 4, width >= 4 {
        var input = 0
        while input < plan.inputs {
            rows.transpose(
                source + input * plan.inputStride, length: plan.taps, to: target + input * width,
                step: plan.inputs * width)
            input += 1
        }
    } else {
        packElements(plan, source, width, target)
    }
}

/// At least four rows of a matrix, which become columns.
private struct PackedRows {
    /// Floats from row to row.
    var step: Int
    /// The number of rows.
    var width: Int

    /// Writes element number n of all rows to `target + n · targetStep`, for `length` elements per
    /// row, at least four.
    ///
    /// The last four rows and elements overlap those before: the same values once more.
    @inline(__always)
    func transpose(
        _ source: UnsafePointer<Float>, length: Int, to target: UnsafeMutablePointer<Float>,
        step targetStep: Int
    ) {
        var rowsDone = 0
        while rowsDone < width {
            let row = min(rowsDone, width - 4)
            let from = source + row * step
            let to = target + row
            var done = 0
            while done < length {
                let element = min(done, length - 4)
                let (a, b) = (four(from + element), four(from + (step + element)))
                let (c, d) = (
                    four(from + (2 * step + element)), four(from + (3 * step + element))
                )
                let place = to + element * targetStep
                put(SIMD4(a[0], b[0], c[0], d[0]), place)
                put(SIMD4(a[1], b[1], c[1], d[1]), place + targetStep)
                put(SIMD4(a[2], b[2], c[2], d[2]), place + 2 * targetStep)
                put(SIMD4(a[3], b[3], c[3], d[3]), place + 3 * targetStep)
                done += 4
            }
            rowsDone += 4
        }
    }
}

@inline(__always)
private func four(_ values: UnsafePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(values).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always)
private func put(_ values: SIMD4<Float>, _ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: values, as: SIMD4<Float>.self)
}

/// A block of neighbouring columns of a matrix, row after row.
@inline(__always)
private func packColumns(
    _ plan: PackPlan, _ source: UnsafePointer<Float>, _ width: Int,
    _ target: UnsafeMutablePointer<Float>
) {
    var (row, place) = (source, target)
    var left = plan.inputs
    while left > 0 {
        // The two halves of a row overlap, or meet.
        if width >= 8 {
            copyEight(row, place)
            copyEight(row + (width - 8), place + (width - 8))
        } else if width >= 4 {
            put(four(row), place)
            put(four(row + (width - 4)), place + (width - 4))
        } else {
            var lane = 0
            while lane < width {
                place[lane] = row[lane]
                lane += 1
            }
        }
        row += plan.inputStride
        place += width
        left -= 1
    }
}

@inline(__always)
private func copyEight(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    let values = UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Float>.self)
    UnsafeMutableRawPointer(target).storeBytes(of: values, as: SIMD8<Float>.self)
}

/// A block element by element, for few outputs, inputs or taps.
@inline(__always)
private func packElements(
    _ plan: PackPlan, _ source: UnsafePointer<Float>, _ width: Int,
    _ target: UnsafeMutablePointer<Float>
) {
    var target = target
    var tap = 0
    while tap < plan.taps {
        var lane = 0
        while lane < width {
            let row = source + (tap + lane * plan.outputStride)
            let column = target + lane
            var input = 0
            while input < plan.inputs {
                column[input * width] = row[input * plan.inputStride]
                input += 1
            }
            lane += 1
        }
        target += plan.inputs * width
        tap += 1
    }
}
