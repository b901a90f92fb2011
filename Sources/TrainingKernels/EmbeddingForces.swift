import KernelTypes

/// What pushes each of a range of points away from all the others in t-SNE.
///
/// With q = 1 / (1 + d²) for each other point: the force is the sum of q² · (own - other), and the
/// sum of q is written too. A point is among its own others, with q = 1 and no force.
///
/// Others are taken in pairs, which share a division: 1/a = b · (1/ab). Sums are over blocks of
/// `termsInBlock`, then over blocks; each point has chains of its own, so the width of a vector
/// makes no difference.
///
/// - Parameters:
///   - range: begins and ends at multiples of 16.
///   - forces: one row of `stride` floats a dimension.
@inline(never)
func repel(
    _ points: EmbeddedPoints, _ range: Range<Int>, forces: UnsafeMutablePointer<Float>,
    sums: UnsafeMutablePointer<Float>
) {
    if points.dimensions == 2 {
        repelInPlane(points, range, forces: forces, sums: sums)
    } else {
        repelInSpace(points, range, forces: forces, sums: sums)
    }
}

@inline(never)
private func repelInPlane(
    _ points: EmbeddedPoints, _ range: Range<Int>, forces: UnsafeMutablePointer<Float>,
    sums: UnsafeMutablePointer<Float>
) {
    let (xs, ys) = (points.coordinates, points.coordinates + points.stride)
    let one = Chunk(repeating: 1)
    let even = (points.count + 1) & ~1
    var i = range.lowerBound
    while i < range.upperBound {
        let (x, y) = (chunk(xs + i), chunk(ys + i))
        var (sum, forceX, forceY) = (Chunk(), Chunk(), Chunk())
        var j = 0
        while j < even {
            let full = j + EmbeddedPoints.termsInBlock
            let end = full < even ? full : even
            var (partSum, partX, partY) = (Chunk(), Chunk(), Chunk())
            while j < end {
                let x0 = x - Chunk(repeating: xs[j])
                let y0 = y - Chunk(repeating: ys[j])
                let x1 = x - Chunk(repeating: xs[j + 1])
                let y1 = y - Chunk(repeating: ys[j + 1])
                let a = one.addingProduct(x0, x0).addingProduct(y0, y0)
                let b = one.addingProduct(x1, x1).addingProduct(y1, y1)
                let inverse = one / (a * b)
                let (q0, q1) = (b * inverse, a * inverse)
                partSum += q0
                partSum += q1
                let (w0, w1) = (q0 * q0, q1 * q1)
                partX.addProduct(w0, x0)
                partY.addProduct(w0, y0)
                partX.addProduct(w1, x1)
                partY.addProduct(w1, y1)
                j += 2
            }
            sum += partSum
            forceX += partX
            forceY += partY
        }
        keep(sum, sums + i)
        keep(forceX, forces + i)
        keep(forceY, forces + points.stride + i)
        i += Chunk.scalarCount
    }
}

@inline(never)
private func repelInSpace(
    _ points: EmbeddedPoints, _ range: Range<Int>, forces: UnsafeMutablePointer<Float>,
    sums: UnsafeMutablePointer<Float>
) {
    let (xs, ys) = (points.coordinates, points.coordinates + points.stride)
    let zs = ys + points.stride
    let one = Chunk(repeating: 1)
    let even = (points.count + 1) & ~1
    var i = range.lowerBound
    while i < range.upperBound {
        let (x, y, z) = (chunk(xs + i), chunk(ys + i), chunk(zs + i))
        var (sum, forceX, forceY, forceZ) = (Chunk(), Chunk(), Chunk(), Chunk())
        var j = 0
        while j < even {
            let full = j + EmbeddedPoints.termsInBlock
            let end = full < even ? full : even
            var (partSum, partX, partY, partZ) = (Chunk(), Chunk(), Chunk(), Chunk())
            while j < end {
                let x0 = x - Chunk(repeating: xs[j])
                let y0 = y - Chunk(repeating: ys[j])
                let z0 = z - Chunk(repeating: zs[j])
                let x1 = x - Chunk(repeating: xs[j + 1])
                let y1 = y - Chunk(repeating: ys[j + 1])
                let z1 = z - Chunk(repeating: zs[j + 1])
                let a = one.addingProduct(x0, x0).addingProduct(y0, y0).addingProduct(z0, z0)
                let b = one.addingProduct(x1, x1).addingProduct(y1, y1).addingProduct(z1, z1)
                let inverse = one / (a * b)
                let (q0, q1) = (b * inverse, a * inverse)
                partSum += q0
                partSum += q1
                let (w0, w1) = (q0 * q0, q1 * q1)
                partX.addProduct(w0, x0)
                partY.addProduct(w0, y0)
                partZ.addProduct(w0, z0)
                partX.addProduct(w1, x1)
                partY.addProduct(w1, y1)
                partZ.addProduct(w1, z1)
                j += 2
            }
            sum += partSum
            forceX += partX
            forceY += partY
            forceZ += partZ
        }
        keep(sum, sums + i)
        keep(forceX, forces + i)
        keep(forceY, forces + points.stride + i)
        keep(forceZ, forces + 2 * points.stride + i)
        i += Chunk.scalarCount
    }
}

/// What pulls each of a range of points to its neighbours in t-SNE.
///
/// The force is the sum of weight · q · (own - other) over a point's list: lanes are places in its
/// groups, which are added up in halves at the end.
@inline(never)
func attract(
    _ points: EmbeddedPoints, _ lists: AttractionLists, _ range: Range<Int>,
    forces: UnsafeMutablePointer<Float>
) {
    let one = Lanes(repeating: 1)
    let (xs, ys) = (points.coordinates, points.coordinates + points.stride)
    let isSolid = points.dimensions == 3
    let zs = isSolid ? ys + points.stride : xs
    var i = range.lowerBound
    while i < range.upperBound {
        let (x, y) = (Lanes(repeating: xs[i]), Lanes(repeating: ys[i]))
        let z = Lanes(repeating: zs[i])
        var (forceX, forceY, forceZ) = (Lanes(), Lanes(), Lanes())
        var group = Int(lists.firstGroups[i])
        let end = Int(lists.firstGroups[i + 1])
        while group < end {
            let others = lists.neighbours + group * laneCount
            let x0 = x - gathered(xs, others)
            let y0 = y - gathered(ys, others)
            var square = one.addingProduct(x0, x0).addingProduct(y0, y0)
            if isSolid {
                let z0 = z - gathered(zs, others)
                square.addProduct(z0, z0)
                forceZ.addProduct(lists.weights[group] / square, z0)
            }
            let pull = lists.weights[group] / square
            forceX.addProduct(pull, x0)
            forceY.addProduct(pull, y0)
            group += 1
        }
        forces[i] = laneSum(forceX)
        forces[points.stride + i] = laneSum(forceY)
        if isSolid { forces[2 * points.stride + i] = laneSum(forceZ) }
        i += 1
    }
}

/// The sums of weight · ln(1 + d²) over each point's list, for the divergence.
@inline(never)
func attractionLogarithms(
    _ points: EmbeddedPoints, _ lists: AttractionLists, _ range: Range<Int>,
    sums: UnsafeMutablePointer<Float>
) {
    let one = Lanes(repeating: 1)
    var i = range.lowerBound
    while i < range.upperBound {
        var sum = Lanes()
        var group = Int(lists.firstGroups[i])
        let end = Int(lists.firstGroups[i + 1])
        while group < end {
            var square = one
            var row = points.coordinates
            var dimension = 0
            while dimension < points.dimensions {
                let difference =
                    Lanes(repeating: row[i]) - gathered(row, lists.neighbours + group * laneCount)
                square.addProduct(difference, difference)
                row += points.stride
                dimension += 1
            }
            sum.addProduct(lists.weights[group], logarithm(square))
            group += 1
        }
        sums[i] = laneSum(sum)
        i += 1
    }
}

@inline(__always)
private func gathered(
    _ row: UnsafePointer<Float>, _ indices: UnsafePointer<Int32>
) -> Lanes {
    var values = Lanes()
    var lane = 0
    while lane < laneCount {
        values[lane] = row[Int(indices[lane])]
        lane += 1
    }
    return values
}

/// The sum of 16 lanes: in halves, 16 to 8 to 4 to 2 to 1.
@inline(__always)
private func laneSum(_ lanes: Lanes) -> Float {
    let eight = lanes.lowHalf + lanes.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
}

@inline(__always)
private func chunk(_ values: UnsafePointer<Float>) -> Chunk {
    UnsafeRawPointer(values).assumingMemoryBound(to: Chunk.self).pointee
}

@inline(__always)
private func keep(_ values: Chunk, _ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).assumingMemoryBound(to: Chunk.self).pointee = values
}
