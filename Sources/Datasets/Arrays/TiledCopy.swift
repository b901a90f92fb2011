/// A loop order over a strided array that keeps both sides of a copy in the cache.
///
/// Every element is visited once, in tiles of two axes: the last axis, along which the target is
/// contiguous, and the axis along which the source is contiguous.
struct TiledCopy {
    /// Two nested loops over a part of the array; positions and strides are in elements.
    struct Tile {
        var source: Int
        var target: Int
        var rows: Int
        var rowStride: Int
        var rowTargetStride: Int
        var columns: Int
        var columnStride: Int
    }

    private struct Axis {
        var count: Int
        var stride: Int
        var targetStride: Int
    }

    private static let tileColumns = 32

    private var outer: [Axis]
    private var rows: Axis
    private var columns: Axis

    init(dimensions: [Int], strides: [Int]) {
        var axes: [Axis] = []
        var targetStride = 1
        // From the innermost axis; adjacent axes that are contiguous are merged.
        for axis in dimensions.indices.reversed() {
            let count = dimensions[axis]
            if count != 1 {
                if let last = axes.last, strides[axis] == last.stride * last.count {
                    axes[axes.count - 1].count *= count
                } else {
                    axes.append(
                        Axis(count: count, stride: strides[axis], targetStride: targetStride))
                }
            }
            targetStride *= count
        }
        let single = Axis(count: 1, stride: 0, targetStride: 0)
        columns = axes.isEmpty ? single : axes.removeFirst()
        rows = single
        if let nearest = axes.indices.min(by: { axes[$0].stride < axes[$1].stride }) {
            rows = axes.remove(at: nearest)
        }
        outer = axes
    }

    @inline(__always)
    func forEachTile(_ body: (Tile) -> Void) {
        let width = columns.stride <= rows.stride ? columns.count : Self.tileColumns
        var index = [Int](repeating: 0, count: outer.count)
        var source = 0
        var target = 0
        while true {
            for first in stride(from: 0, to: columns.count, by: max(1, width)) {
                body(
                    Tile(
                        source: source + first * columns.stride, target: target + first,
                        rows: rows.count, rowStride: rows.stride,
                        rowTargetStride: rows.targetStride,
                        columns: min(width, columns.count - first), columnStride: columns.stride))
            }
            // Advances the outer axes like an odometer.
            var axis = 0
            while axis < outer.count {
                index[axis] += 1
                source += outer[axis].stride
                target += outer[axis].targetStride
                if index[axis] < outer[axis].count { break }
                source -= outer[axis].stride * outer[axis].count
                target -= outer[axis].targetStride * outer[axis].count
                index[axis] = 0
                axis += 1
            }
            if axis == outer.count { return }
        }
    }
}
