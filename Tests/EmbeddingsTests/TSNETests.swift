import Portable
import Testing
import TrainingEngine

@testable import Embeddings

@Suite("t-SNE")
struct TSNETests {
    private func exactSettings(_ dimensions: Int) -> TSNESettings {
        var settings = TSNESettings(dimensions: dimensions)
        settings.neighbours = 399
        return settings
    }

    @Test("affinities are scikit-learn's joint probabilities")
    func affinities() throws {
        let found = try EmbeddingEngine().affinities(
            of: goldenPoints(), perplexity: 30, neighbours: 399)
        for (index, golden) in try Goldens.shared["tsne.joint"].enumerated() {
            var row = [Double](repeating: 0, count: 400)
            let point = index * 50
            for entry in found.firstEntries[point]..<found.firstEntries[point + 1] {
                row[Int(found.neighbours[entry])] = found.probabilities[entry]
            }
            // As shares of an average entry.
            let scale = Double(400 * 400)
            #expect(agree(row.map { $0 * scale }, golden.map { $0 * scale }, within: 1e-3))
            #expect(agree(row, golden, within: 1e-8))
        }
        #expect(abs(found.probabilities.reduce(0, +) - 1) < 1e-12)
    }

    @Test("affinities over nearest neighbours are symmetric and add up to 1")
    func sparseAffinities() throws {
        let found = try EmbeddingEngine().affinities(
            of: goldenPoints(), perplexity: 10, neighbours: 30)
        var entries: [SIMD2<Int32>: Double] = [:]
        for point in 0..<found.count {
            for entry in found.firstEntries[point]..<found.firstEntries[point + 1] {
                entries[SIMD2(Int32(point), found.neighbours[entry])] = found.probabilities[entry]
            }
        }
        #expect(entries.count == found.probabilities.count && entries.count >= 400 * 30)
        #expect(entries.allSatisfy { entries[SIMD2($0.key.y, $0.key.x)] == $0.value })
        #expect(entries.keys.allSatisfy { $0.x != $0.y })
        #expect(abs(found.probabilities.reduce(0, +) - 1) < 1e-12)
    }

    @Test("divergence and gradient are scikit-learn's", arguments: [2, 3])
    func gradient(dimensions: Int) throws {
        let (engine, points) = (try EmbeddingEngine(), try goldenPoints())
        let affinities = try engine.affinities(of: points, perplexity: 30, neighbours: 399)
        let places = try PointMatrix(
            (0..<400).flatMap { points[$0].prefix(dimensions).map { 4 * $0 } }, count: 400,
            dimensions: dimensions)
        let divergence = try engine.divergence(of: places, from: affinities)
        let golden = try Goldens.shared.row("tsne.stretched\(dimensions)")[0]
        #expect(abs(divergence - golden) < 1e-5, "\(divergence), \(golden)")
        let found = try engine.divergenceGradient(of: places, from: affinities)
        let gradient = try Goldens.shared["tsne.gradient\(dimensions)"].flatMap { $0 }
        let largest = gradient.map(abs).max()!
        #expect(agree(found.map(Double.init), gradient, within: 2e-6 * largest))
    }

    @Test("the gradient is the divergence's slope", arguments: [2, 3])
    func finiteDifferences(dimensions: Int) throws {
        let (engine, points) = (try EmbeddingEngine(), try goldenPoints(count: 60))
        let affinities = try engine.affinities(of: points, perplexity: 8, neighbours: 24)
        let places = (0..<60).flatMap { points[$0].suffix(dimensions) }
        let matrix = try PointMatrix(places, count: 60, dimensions: dimensions)
        let gradient = try engine.divergenceGradient(of: matrix, from: affinities)
        let largest = Double(gradient.map(abs).max()!)
        for place in stride(from: 0, to: places.count, by: 7) {
            let sides = [-1.0, 1.0].map { side in
                let moved = places.enumerated().map {
                    Double($0.element) + ($0.offset == place ? side * 1e-4 : 0)
                }
                return plainDivergence(moved, affinities, dimensions: dimensions)
            }
            let slope = (sides[1] - sides[0]) / 2e-4
            #expect(abs(slope - Double(gradient[place])) < 1e-5 * largest)
        }
    }

    /// The divergence by its definition, in Double.
    private func plainDivergence(
        _ places: [Double], _ affinities: Affinities, dimensions: Int
    ) -> Double {
        func closeness(_ i: Int, _ j: Int) -> Double {
            1
                / (0..<dimensions).reduce(1.0) {
                    let difference = places[i * dimensions + $1] - places[j * dimensions + $1]
                    return $0 + difference * difference
                }
        }
        var total = 0.0
        for i in 0..<affinities.count {
            for j in 0..<affinities.count where i != j { total += closeness(i, j) }
        }
        var sum = 0.0
        for point in 0..<affinities.count {
            for entry in affinities.firstEntries[point]..<affinities.firstEntries[point + 1] {
                let p = affinities.probabilities[entry]
                let q = closeness(point, Int(affinities.neighbours[entry])) / total
                sum += p * PortableMath.log(p / q)
            }
        }
        return sum
    }

    @Test(
        "the divergence reached is within 2 % of scikit-learn's and of openTSNE's",
        arguments: [2, 3])
    func divergence(dimensions: Int) throws {
        let points = try goldenPoints()
        var reports: [TSNEProgress] = []
        let found = try EmbeddingEngine(threads: 2).tsne(
            of: points, settings: exactSettings(dimensions)
        ) {
            reports.append($0)
            return true
        }
        let goldens = try Goldens.shared.row("tsne.divergences\(dimensions)")
        #expect(found.divergence < 1.02 * goldens.min()!, "\(found.divergence), \(goldens)")
        #expect(found.divergence > 0.5 * goldens.min()!)
        #expect(reports.map(\.iteration) == Array(stride(from: 25, through: 1000, by: 25)))
        #expect(reports.last?.divergence == found.divergence)
        let affinities = try EmbeddingEngine().affinities(
            of: points, perplexity: 30, neighbours: 399)
        #expect(
            try EmbeddingEngine().divergence(of: found.points, from: affinities)
                == found.divergence)
    }

    @Test("all threads and instruction sets give the same bits", arguments: [2, 3])
    func sameBits(dimensions: Int) throws {
        var settings = TSNESettings(dimensions: dimensions)
        settings.iterations = 120
        settings.earlyIterations = 60
        let points = try goldenPoints(count: 333)
        let first = try EmbeddingEngine().tsne(of: points, settings: settings)
        for set in InstructionSet.available {
            for threads in 1...3 {
                let engine = try EmbeddingEngine(threads: threads, instructionSet: set)
                #expect(try engine.tsne(of: points, settings: settings) == first)
            }
        }
        settings.iterations = 121
        #expect(try EmbeddingEngine().tsne(of: points, settings: settings) != first)
    }

    @Test("a random start depends on its seed, and leads as low")
    func randomStart() throws {
        var settings = exactSettings(2)
        settings.start = .random
        let engine = try EmbeddingEngine(threads: 2)
        let results = try [1, 1, 2].map { (seed: UInt64) in
            settings.seed = seed
            return try engine.tsne(of: goldenPoints(), settings: settings)
        }
        #expect(results[0] == results[1])
        #expect(results[0].points != results[2].points)
        let golden = try Goldens.shared.row("tsne.divergences2").min()!
        #expect(results.allSatisfy { $0.divergence < 1.25 * golden })
    }

    @Test("points that are equal, or as far from each other, are placed all the same")
    func degenerate() throws {
        var settings = TSNESettings()
        settings.perplexity = 5
        settings.iterations = 300
        let twins = (0..<60).flatMap { (row: Int) -> [Float] in
            [Float(row / 20), Float(row % 2), 1]
        }
        let corners = (0..<40 * 40).map { Float($0 / 40 == $0 % 40 ? 1 : 0) }
        let engine = try EmbeddingEngine()
        for points in [
            try PointMatrix(twins, count: 60, dimensions: 3),
            try PointMatrix(corners, count: 40, dimensions: 40),
        ] {
            let found = try engine.tsne(of: points, settings: settings)
            #expect(found.points.values.allSatisfy(\.isFinite) && found.divergence.isFinite)
        }
    }

    @Test("whoever follows the progress can stop it")
    func cancelling() throws {
        #expect(throws: EmbeddingError.cancelled(iteration: 50)) {
            try EmbeddingEngine().tsne(of: goldenPoints(count: 40), settings: small) {
                $0.iteration < 50
            }
        }
    }

    private var small: TSNESettings {
        var settings = TSNESettings()
        settings.perplexity = 5
        return settings
    }

    @Test("what can't be placed is refused in words")
    func refusals() throws {
        let engine = try EmbeddingEngine()
        let points = try goldenPoints(count: 40)
        func text(_ points: PointMatrix, _ change: (inout TSNESettings) -> Void) -> String {
            var settings = small
            change(&settings)
            do {
                _ = try engine.tsne(of: points, settings: settings)
                return "nothing was refused"
            } catch {
                return "\(error)"
            }
        }
        #expect(
            text(points) { $0.perplexity = 40 }
                == "the perplexity is 40.0; it must be at least 1 and less than the number of "
                + "points, which is 40")
        #expect(
            text(points) { $0.neighbours = 4 }
                == "the perplexity is 5.0; it must be from 1 to the number of neighbours, which is "
                + "4 here")
        #expect(
            text(points) { $0.neighbours = 40 }
                == "the number of neighbours is 40; it must be from 1 to 39, for 40 points")
        #expect(
            text(points) { $0.dimensions = 4 }
                == "the embedding's number of dimensions is 4; it must be 2 or 3")
        #expect(
            text(points) { $0.learningRate = 1e30 }
                .hasPrefix("the embedding diverged at iteration 25"))
        let same = try PointMatrix(Array(repeating: 1, count: 40), count: 20, dimensions: 2)
        #expect(
            text(same) { _ in }
                == "points for t-SNE: found the same point 20 times; expected points that differ")
        #expect(throws: EmbeddingError.notFinite(row: 1, column: 0, found: .infinity)) {
            try PointMatrix([0, 1, .infinity, 2], count: 2, dimensions: 2)
        }
    }
}
