import KernelTypes

/// The nearest other points of each point, nearest first; ties are ordered by index.
package struct NearestNeighbours: Sendable, Hashable {
    /// The number of neighbours per point.
    package let count: Int
    /// The neighbours' indices: `count` per point.
    package let indices: [Int32]
    /// The squared Euclidean distances of the neighbours.
    package let squaredDistances: [Float]

    package subscript(point: Int) -> ArraySlice<Int32> {
        indices[point * count..<(point + 1) * count]
    }
}

extension EmbeddingEngine {
    /// The exact nearest neighbours of each point by Euclidean distance: O(n² d).
    ///
    /// - Throws: `EmbeddingError.invalidSetting` for a count outside 1 to n - 1.
    package func nearestNeighbours(
        of points: PointMatrix, count: Int
    ) throws(EmbeddingError) -> NearestNeighbours {
        guard count >= 1, count < points.count else {
            throw .invalidSetting(
                name: "the number of neighbours", found: "\(count)",
                expected: "from 1 to \(points.count - 1), for \(points.count) points")
        }
        let panels = PointPanels(points: points, kernels: kernels)
        var indices = [Int32](repeating: 0, count: points.count * count)
        var distances = [Float](repeating: 0, count: points.count * count)
        indices.withUnsafeMutableBufferPointer { indices in
            distances.withUnsafeMutableBufferPointer { distances in
                forEachBlock(panels.count) { panel in
                    for (point, nearest) in zip(
                        panels.members(panel), panels.nearest(to: panel, count: count))
                    {
                        for (rank, neighbour) in nearest.enumerated() {
                            indices[point * count + rank] = neighbour.index
                            distances[point * count + rank] = neighbour.squaredDistance
                        }
                    }
                }
            }
        }
        return NearestNeighbours(count: count, indices: indices, squaredDistances: distances)
    }
}

extension PointPanels {
    /// The nearest neighbours of each point of a panel.
    fileprivate func nearest(to panel: Int, count: Int) -> [[Neighbour]] {
        let members = members(panel)
        var heaps = members.map { _ in NeighbourHeap(capacity: count) }
        forEachBlock(of: panel) { rows, distances in
            let floats = UnsafeMutableRawPointer(distances).assumingMemoryBound(to: Float.self)
            for (lane, point) in members.enumerated() {
                for row in rows where row != point {
                    let distance = floats[(row - rows.lowerBound) * laneCount + lane]
                    heaps[lane].offer(row, at: distance)
                }
            }
        }
        return heaps.map { $0.sorted() }
    }
}

/// A point and its distance in one integer: non-negative floats have the same order as their bits.
private struct Neighbour: Comparable {
    private let key: UInt64

    init(_ index: Int, at squaredDistance: Float) {
        key = UInt64(squaredDistance.bitPattern) << 32 | UInt64(index)
    }

    var index: Int32 { Int32(truncatingIfNeeded: key) }
    var squaredDistance: Float { Float(bitPattern: UInt32(key >> 32)) }

    static func < (a: Neighbour, b: Neighbour) -> Bool { a.key < b.key }
}

/// The nearest points so far: a heap with the farthest of them on top.
private struct NeighbourHeap {
    private let capacity: Int
    private var elements: [Neighbour] = []
    /// Points at this distance or farther are not among the nearest.
    private var limit = Float.nan

    init(capacity: Int) {
        self.capacity = capacity
        elements.reserveCapacity(capacity)
    }

    /// Points must come in ascending order, so that an equally far point never replaces another.
    @inline(__always)
    mutating func offer(_ index: Int, at squaredDistance: Float) {
        // The comparison is false while `limit` is NaN, so the first points are always inserted.
        if squaredDistance >= limit { return }
        insert(Neighbour(index, at: squaredDistance))
    }

    private mutating func insert(_ neighbour: Neighbour) {
        if elements.count < capacity {
            elements.append(neighbour)
            guard elements.count == capacity else { return }
            for place in stride(from: capacity / 2 - 1, through: 0, by: -1) { sink(place) }
        } else {
            elements[0] = neighbour
            sink(0)
        }
        limit = elements[0].squaredDistance
    }

    private mutating func sink(_ start: Int) {
        var place = start
        let element = elements[start]
        while true {
            var child = 2 * place + 1
            guard child < elements.count else { break }
            if child + 1 < elements.count, elements[child] < elements[child + 1] { child += 1 }
            guard element < elements[child] else { break }
            elements[place] = elements[child]
            place = child
        }
        elements[place] = element
    }

    func sorted() -> [Neighbour] { elements.sorted() }
}
