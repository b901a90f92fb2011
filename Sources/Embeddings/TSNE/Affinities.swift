import Portable

/// The attraction between points in t-SNE: a sparse symmetric matrix whose sum is 1.
package struct Affinities: Sendable, Hashable {
    /// The number of points.
    package let count: Int
    /// The index of each point's first entry, and finally the number of entries.
    package let firstEntries: [Int]
    /// Each point's neighbours in ascending order.
    package let neighbours: [Int32]
    /// The probability of each pair, in both orders.
    package let probabilities: [Double]

    /// The sum of p ln p: the term of the divergence that depends only on the affinities.
    var negativeEntropy: Double {
        probabilities.reduce(0) { $0 + ($1 > 0 ? $1 * PortableMath.log($1) : 0) }
    }
}

extension EmbeddingEngine {
    /// The affinities of points: symmetrised normal distributions around each point over its
    /// nearest neighbours, with widths that give the requested perplexity.
    ///
    /// Source: van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 9 (2008), equation 1
    /// and section 3.1; restriction to nearest neighbours as in van der Maaten, "Accelerating t-SNE
    /// using tree-based algorithms", JMLR 15 (2014), section 4.1.
    ///
    /// - Parameters:
    ///   - perplexity: the effective number of neighbours; at least 1 and at most `neighbours`.
    ///   - neighbours: the number of neighbours per distribution; n - 1 is exact.
    package func affinities(
        of points: PointMatrix, perplexity: Double, neighbours: Int
    ) throws(EmbeddingError) -> Affinities {
        let nearest = try nearestNeighbours(of: points, count: neighbours)
        guard perplexity >= 1, perplexity <= Double(neighbours) else {
            throw .invalidSetting(
                name: "the perplexity", found: "\(perplexity)",
                expected: "from 1 to the number of neighbours, which is \(neighbours) here")
        }
        let target = PortableMath.log(perplexity)
        var conditional = [Double](repeating: 0, count: points.count * neighbours)
        conditional.withUnsafeMutableBufferPointer { conditional in
            forEachRange(of: points.count, size: 64) { range in
                for point in range {
                    let entries = point * neighbours..<(point + 1) * neighbours
                    let bell = Bell(
                        squaredDistances: nearest.squaredDistances[entries], entropy: target)
                    for (place, entry) in entries.enumerated() {
                        conditional[entry] = bell.probabilities[place]
                    }
                }
            }
        }
        return Affinities(symmetrising: conditional, of: nearest, count: points.count)
    }
}

/// A normal distribution around a point over its neighbours, with a given entropy.
private struct Bell {
    private(set) var probabilities: [Double]

    /// Finds the precision β for which p ∝ exp(-β d²) has the entropy, by bracketed Newton steps.
    ///
    /// If no β has it, because too many neighbours are equally near, the last β tried is used.
    init(squaredDistances: ArraySlice<Float>, entropy target: Double) {
        let nearest = Double(squaredDistances.first ?? 0)
        let distances = squaredDistances.map { Double($0) - nearest }
        probabilities = Array(repeating: 0, count: distances.count)
        let mean = distances.reduce(0, +) / Double(distances.count)
        guard mean > 0 else {
            probabilities = probabilities.map { _ in 1 / Double(distances.count) }
            return
        }
        var (low, high, precision) = (0.0, Double.infinity, 1 / mean)
        for _ in 0..<100 {
            let (entropy, slope) = spread(distances, precision)
            let excess = entropy - target
            if abs(excess) < 1e-10 { break }
            if excess > 0 { low = precision } else { high = precision }
            let newton = precision + excess / slope
            if newton > low, newton < high, newton < 16 * precision {
                precision = newton
            } else {
                precision = high.isFinite ? (low + high) / 2 : precision * 2
            }
        }
    }

    /// Computes the probabilities; returns the entropy and its rate of decrease with the precision.
    private mutating func spread(
        _ distances: [Double], _ precision: Double
    ) -> (entropy: Double, slope: Double) {
        var (sum, first, second) = (0.0, 0.0, 0.0)
        for index in distances.indices {
            let weight = PortableMath.exp(-precision * distances[index])
            probabilities[index] = weight
            sum += weight
            first += weight * distances[index]
            second += weight * distances[index] * distances[index]
        }
        for index in probabilities.indices { probabilities[index] /= sum }
        let mean = first / sum
        let variance = second / sum - mean * mean
        return (PortableMath.log(sum) + precision * mean, max(precision * variance, 1e-300))
    }
}

extension Affinities {
    /// (p(j|i) + p(i|j)) / 2n for every pair that has one of them.
    fileprivate init(
        symmetrising conditional: [Double], of nearest: NearestNeighbours, count: Int
    ) {
        let width = nearest.count
        // Per point, the points that have it as a neighbour and the entries; in ascending order,
        // because entries are visited in order.
        var admirers = [[(point: Int32, entry: Int)]](repeating: [], count: count)
        for entry in conditional.indices {
            admirers[Int(nearest.indices[entry])].append((Int32(entry / width), entry))
        }
        var firstEntries = [0]
        var neighbours: [Int32] = []
        var probabilities: [Double] = []
        let scale = 1 / (2 * Double(count))
        for point in 0..<count {
            let own = (point * width..<(point + 1) * width).sorted {
                nearest.indices[$0] < nearest.indices[$1]
            }
            var (mine, theirs) = (own[...], admirers[point][...])
            while !mine.isEmpty || !theirs.isEmpty {
                let chosen = mine.first.map { nearest.indices[$0] } ?? .max
                let admirer = theirs.first?.point ?? .max
                let neighbour = min(chosen, admirer)
                let forward = chosen == neighbour ? conditional[mine.removeFirst()] : 0
                let backward = admirer == neighbour ? conditional[theirs.removeFirst().entry] : 0
                neighbours.append(neighbour)
                probabilities.append((forward + backward) * scale)
            }
            firstEntries.append(neighbours.count)
        }
        self.init(
            count: count, firstEntries: firstEntries, neighbours: neighbours,
            probabilities: probabilities)
    }
}
