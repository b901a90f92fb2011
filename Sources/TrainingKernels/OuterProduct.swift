package import KernelTypes

/// Writes a panel with the samples outermost: [lane][value], `width` floats a lane.
///
/// Values beyond `count` become zero, so that `width` can be a whole number of vectors.
@inline(never)
package func transposePanel(
    _ panel: UnsafePointer<Lanes>, count: Int, width: Int, to rows: UnsafeMutablePointer<Float>
) {
    let source = UnsafeRawPointer(panel).assumingMemoryBound(to: Float.self)
    var lane = 0
    while lane < laneCount {
        let target = rows + lane * width
        var index = 0
        while index < count {
            target[index] = source[index * laneCount + lane]
            index += 1
        }
        while index < width {
            target[index] = 0
            index += 1
        }
        lane += 1
    }
}

/// Adds the outer products of a panel's samples to sums[row][column], sample after sample.
///
/// - Parameters:
///   - rows: a panel of `rowCount` values.
///   - columns: the other operand, from `transposePanel`, `width` floats a lane.
///   - sums: `rowCount` rows of `width` floats.
///   - fresh: whether this is the first panel of the batch: sums start at zero.
@inline(never)
package func addOuterProducts(
    rows: UnsafePointer<Lanes>, rowCount: Int, columns: UnsafePointer<Float>, width: Int,
    fresh: Bool, sums: UnsafeMutablePointer<Float>
) {
    let scalars = UnsafeRawPointer(rows).assumingMemoryBound(to: Float.self)
    let vectors = UnsafeRawPointer(columns).assumingMemoryBound(to: Lanes.self)
    let targets = UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Lanes.self)
    let vectorWidth = width / laneCount
    var row = 0
    while row < rowCount {
        let left = rowCount - row
        var column = 0
        while column < vectorWidth {
            let x = scalars + row * laneCount
            let target = targets + (row * vectorWidth + column)
            if left >= 5 {
                outer5(x, vectors + column, vectorWidth, fresh, target)
            } else if left >= 4 {
                outer4(x, vectors + column, vectorWidth, fresh, target)
            } else {
                outer1(x, vectors + column, vectorWidth, fresh, target)
            }
            column += 1
        }
        row += left >= 5 ? 5 : left >= 4 ? 4 : 1
    }
}

/// 5 rows by one vector of columns.
@inline(__always)
private func outer5(
    _ x: UnsafePointer<Float>, _ columns: UnsafePointer<Lanes>, _ width: Int, _ fresh: Bool,
    _ sums: UnsafeMutablePointer<Lanes>
) {
    let zero = Lanes(repeating: 0)
    var s0 = fresh ? zero : sums[0]
    var s1 = fresh ? zero : sums[width]
    var s2 = fresh ? zero : sums[2 * width]
    var s3 = fresh ? zero : sums[3 * width]
    var s4 = fresh ? zero : sums[4 * width]
    var y = columns
    var sample = 0
    while sample < laneCount {
        let value = y.pointee
        s0.addProduct(value, Lanes(repeating: x[sample]))
        s1.addProduct(value, Lanes(repeating: x[1 * laneCount + sample]))
        s2.addProduct(value, Lanes(repeating: x[2 * laneCount + sample]))
        s3.addProduct(value, Lanes(repeating: x[3 * laneCount + sample]))
        s4.addProduct(value, Lanes(repeating: x[4 * laneCount + sample]))
        y += width
        sample += 1
    }
    sums[0] = s0
    sums[width] = s1
    sums[2 * width] = s2
    sums[3 * width] = s3
    sums[4 * width] = s4
}

/// 4 rows by one vector of columns.
@inline(__always)
private func outer4(
    _ x: UnsafePointer<Float>, _ columns: UnsafePointer<Lanes>, _ width: Int, _ fresh: Bool,
    _ sums: UnsafeMutablePointer<Lanes>
) {
    let zero = Lanes(repeating: 0)
    var s0 = fresh ? zero : sums[0]
    var s1 = fresh ? zero : sums[width]
    var s2 = fresh ? zero : sums[2 * width]
    var s3 = fresh ? zero : sums[3 * width]
    var y = columns
    var sample = 0
    while sample < laneCount {
        let value = y.pointee
        s0.addProduct(value, Lanes(repeating: x[sample]))
        s1.addProduct(value, Lanes(repeating: x[1 * laneCount + sample]))
        s2.addProduct(value, Lanes(repeating: x[2 * laneCount + sample]))
        s3.addProduct(value, Lanes(repeating: x[3 * laneCount + sample]))
        y += width
        sample += 1
    }
    sums[0] = s0
    sums[width] = s1
    sums[2 * width] = s2
    sums[3 * width] = s3
}

/// 1 row by one vector of columns.
@inline(__always)
private func outer1(
    _ x: UnsafePointer<Float>, _ columns: UnsafePointer<Lanes>, _ width: Int, _ fresh: Bool,
    _ sums: UnsafeMutablePointer<Lanes>
) {
    let zero = Lanes(repeating: 0)
    var s0 = fresh ? zero : sums[0]
    var y = columns
    var sample = 0
    while sample < laneCount {
        let value = y.pointee
        s0.addProduct(value, Lanes(repeating: x[sample]))
        y += width
        sample += 1
    }
    sums[0] = s0
}
