import KernelTypes
import Portable

/// The points of a running t-SNE and the forces on them, in the kernels' memory layout.
///
/// Attraction is over the entries of the affinities, repulsion is exact over all pairs.
final class EmbeddingState {
    /// The points per thread block: a multiple of 16.
    private static let pointsInBlock = 64

    let count: Int
    let dimensions: Int
    /// The distance between rows of coordinates, in floats.
    let stride: Int
    private let engine: EmbeddingEngine
    /// One row per dimension.
    let coordinates: AlignedVectors
    private let repulsion: AlignedVectors
    private let attraction: AlignedVectors
    private let sums: AlignedVectors
    private let groups: AttractionGroups
    private let negativeEntropy: Double

    init(_ engine: EmbeddingEngine, _ points: PointMatrix, _ affinities: Affinities) {
        self.engine = engine
        count = points.count
        dimensions = points.dimensions
        stride = AlignedVectors.vectors(for: count) * laneCount
        coordinates = .rows(dimensions, of: count)
        repulsion = .rows(dimensions, of: count)
        attraction = .rows(dimensions, of: count)
        sums = .rows(1, of: count)
        groups = AttractionGroups(affinities)
        negativeEntropy = affinities.negativeEntropy
        for dimension in 0..<dimensions {
            let row = coordinates.floats + dimension * stride
            for point in 0..<stride {
                row[point] =
                    point < count
                    ? points.values[point * dimensions + dimension] : EmbeddedPoints.farAway
            }
        }
    }

    private var view: EmbeddedPoints {
        EmbeddedPoints(
            coordinates: coordinates.floats, stride: stride, count: count, dimensions: dimensions)
    }

    /// The points' current coordinates.
    var points: PointMatrix {
        var values: [Float] = []
        values.reserveCapacity(count * dimensions)
        for point in 0..<count {
            for dimension in 0..<dimensions {
                values.append(coordinates.floats[dimension * stride + point])
            }
        }
        return PointMatrix(unchecked: values, count: count, dimensions: dimensions)
    }

    /// Computes both forces; returns the sum of similarities over all ordered pairs.
    private func exertForces() -> Double {
        engine.forEachRange(of: count, size: Self.pointsInBlock) { range in
            repel(range)
            engine.kernels.attract(view, groups.view, range, attraction.floats)
        }
        return similarity
    }

    private func repel(_ range: Range<Int>) {
        let end = AlignedVectors.vectors(for: range.upperBound) * laneCount
        engine.kernels.repel(view, range.lowerBound..<end, repulsion.floats, sums.floats)
    }

    /// The sum of similarities at the last forces, without each point's similarity 1 to itself.
    private var similarity: Double {
        var total = 0.0
        for point in 0..<count { total += Double(sums.floats[point]) }
        return total - Double(count)
    }

    /// Calls `body` with the divergence's gradient, 4 Σ (e p - q) (own - other) / (1 + d²), for
    /// each index in the rows of coordinates.
    ///
    /// - Parameter exaggeration: e.
    func forEachGradient(exaggeration: Double, _ body: (Int, Float) -> Void) {
        let (pull, push) = (Float(4 * exaggeration), Float(4 / exertForces()))
        for dimension in 0..<dimensions {
            for place in dimension * stride..<dimension * stride + count {
                body(place, pull * attraction.floats[place] - push * repulsion.floats[place])
            }
        }
    }

    /// The Kullback-Leibler divergence of the points' similarities from the affinities, in nats.
    ///
    /// Σ p ln p + Σ p ln (1 + d²) + ln Z, where Z is the sum of similarities over all pairs.
    func divergence() -> Double {
        engine.forEachRange(of: count, size: Self.pointsInBlock, repel)
        let total = similarity
        engine.forEachRange(of: count, size: Self.pointsInBlock) { range in
            engine.kernels.attractionLogarithms(view, groups.view, range, sums.floats)
        }
        var spread = 0.0
        for point in 0..<count { spread += Double(sums.floats[point]) }
        return negativeEntropy + spread + PortableMath.log(total)
    }

    /// Moves all points so that their mean is 0.
    func centre() {
        for dimension in 0..<dimensions {
            let row = coordinates.floats + dimension * stride
            var sum = 0.0
            for point in 0..<count { sum += Double(row[point]) }
            let mean = Float(sum / Double(count))
            for point in 0..<count { row[point] -= mean }
        }
    }
}

/// Affinities in groups of 16, the kernels' format.
private final class AttractionGroups {
    private let neighbours: UnsafeMutablePointer<Int32>
    private let weights: AlignedVectors
    private let starts: UnsafeMutablePointer<Int32>

    init(_ affinities: Affinities) {
        var first: Int32 = 0
        var firstGroups: [Int32] = [0]
        for point in 0..<affinities.count {
            let entries = affinities.firstEntries[point + 1] - affinities.firstEntries[point]
            first += Int32(AlignedVectors.vectors(for: entries))
            firstGroups.append(first)
        }
        starts = .allocate(capacity: firstGroups.count)
        starts.initialize(from: firstGroups, count: firstGroups.count)
        weights = AlignedVectors(count: Int(first))
        neighbours = .allocate(capacity: max(Int(first), 1) * laneCount)
        for point in 0..<affinities.count {
            let entries = affinities.firstEntries[point]..<affinities.firstEntries[point + 1]
            let places =
                Int(firstGroups[point]) * laneCount..<Int(firstGroups[point + 1]) * laneCount
            for (offset, place) in places.enumerated() {
                let isFilled = offset < entries.count
                // Padding is the point itself, which exerts no attraction.
                neighbours[place] =
                    isFilled ? affinities.neighbours[entries.lowerBound + offset] : Int32(point)
                weights.floats[place] =
                    isFilled ? Float(affinities.probabilities[entries.lowerBound + offset]) : 0
            }
        }
    }

    deinit {
        neighbours.deallocate()
        starts.deallocate()
    }

    var view: AttractionLists {
        AttractionLists(firstGroups: starts, neighbours: neighbours, weights: weights.lanes)
    }
}
