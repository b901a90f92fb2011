package import KernelTypes

/// Fills a panel with samples: bytes become byte / 255.
///
/// - Parameters:
///   - pixels: samples of `sampleSize` bytes each, one after another.
///   - indices: which samples; there are `count`, at most `laneCount`.
///   - panel: `sampleSize` vectors. Lanes from `count` on become zero.
@inline(never)
package func loadPanel(
    _ pixels: UnsafePointer<UInt8>, sampleSize: Int, indices: UnsafePointer<Int32>, count: Int,
    panel: UnsafeMutablePointer<Lanes>
) {
    let target = UnsafeMutableRawPointer(panel).assumingMemoryBound(to: Float.self)
    var lane = 0
    while lane < laneCount {
        let live = lane < count
        let source = pixels + Int(indices[live ? lane : 0]) * sampleSize
        let scale: Float = live ? 1 : 0
        var index = 0
        while index < sampleSize {
            target[index * laneCount + lane] = Float(source[index]) * scale
            index += 1
        }
        lane += 1
    }
    let full = Lanes(repeating: 255)
    var index = 0
    while index < sampleSize {
        panel[index] = panel[index] / full
        index += 1
    }
}

/// Adds up the lanes of each vector, in halves: 16 to 8 to 4 to 2 to 1.
@inline(never)
package func reduceLanes(
    _ sums: UnsafePointer<Lanes>, count: Int, to target: UnsafeMutablePointer<Float>
) {
    var index = 0
    while index < count {
        let eight = sums[index].lowHalf + sums[index].highHalf
        let four = eight.lowHalf + eight.highHalf
        let two = four.lowHalf + four.highHalf
        target[index] = two.x + two.y
        index += 1
    }
}

/// Copies sums[row][column] without the padding of its rows, or with rows and columns swapped.
@inline(never)
package func copySums(
    _ sums: UnsafePointer<Float>, rowCount: Int, columnCount: Int, width: Int, swapped: Bool,
    to target: UnsafeMutablePointer<Float>
) {
    let (rowStep, columnStep) = swapped ? (1, rowCount) : (columnCount, 1)
    var row = 0
    while row < rowCount {
        var column = 0
        while column < columnCount {
            target[row * rowStep + column * columnStep] = sums[row * width + column]
            column += 1
        }
        row += 1
    }
}
