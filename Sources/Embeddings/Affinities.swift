import StudyModel

/// How strongly points attract each other in t-SNE: a sparse symmetric matrix whose sum is 1.
package struct Affinities: Sendable, Hashable {
    /// How many points there are.
    package let count: Int
    /// Where each point's entries begin, and where the last one's end.
    package let firstEntries: [Int]
    /// Each point's neighbours, ascending.
    package let neighbours: [Int32]
    /// The probability of each pair, in both orders.
    package let probabilities: [Double]

    /// The sum of p ln p: what the divergence has of the affinities alone.
    var negativeEntropy: Double {
        probabilities.reduce(0) { $0 + ($1 > 0 ? $1 * PortableMath.log($1) : 0) }
    }
}

extension EmbeddingEngine {
    /// The affinities of points: normal distributions around each point over its nearest
    /// neighbours, as wide as makes their perplexity the given one, symmetrised.
    ///
    /// Source: van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 9 (2008), equation 1
    /// and section 3.1; nearest neighbours alone as van der Maaten, "Accelerating t-SNE using
    /// tree-based algorithms", JMLR 15 (2014), section 4.1.
    ///
    /// - Parameters:
    ///   - perplexity: how many neighbours count, about; at least 1 and less than `neighbours`.
    ///   - neighbours: over how many the distributions go; n - 1 is exact.
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

    /// Finds the precision β with which p ∝ exp(-β d²) has the entropy, by Newton's steps that are
    /// kept within a bracket.
    ///
    /// Where no β has it, as there are too many equally near neighbours, the last one tried stays.
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

    /// Fills in the probabilities; gives the entropy, and how fast it falls with the precision.
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
        // Those for whom a point is a neighbour, with the entry; ascending, as they come in order.
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
