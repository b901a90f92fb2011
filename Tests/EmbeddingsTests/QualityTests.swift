import Portable
import Testing

@testable import Embeddings

@Suite("The quality of embeddings")
struct QualityTests {
    @Test("trustworthiness, accuracy and silhouette are scikit-learn's", arguments: [2, 3])
    func goldens(dimensions: Int) throws {
        let (points, labels) = (try goldenPoints(), goldenLabels())
        let places = try Goldens.shared.points("tsne.places\(dimensions)")
        let expected = try Goldens.shared.row("tsne.quality\(dimensions)")
        for threads in 1...3 {
            let engine = try EmbeddingEngine(threads: threads)
            let found = [
                try engine.trustworthiness(of: places, original: points),
                try engine.trustworthiness(of: places, original: points, neighbours: 12),
                try engine.neighbourAccuracy(of: places, labels: labels),
                try engine.silhouette(of: places, labels: labels),
            ]
            #expect(agree(found, expected, within: 1e-6), "\(found), \(expected)")
        }
        let quality = try EmbeddingEngine().quality(of: places, original: points, labels: labels)
        #expect(abs(quality.trustworthiness - expected[0]) < 1e-6)
        #expect(quality.neighbourAccuracy == expected[2])
    }

    @Test("nearest neighbours are those that sorting finds, ties by number")
    func neighbours() throws {
        let generator = SeededGenerator(seed: 3, purpose: .tests)
        for count in [2, 16, 17, 300] {
            // Whole numbers, so that many points are equally far.
            let values = (0..<count * 2).map { Float(generator.uniform(below: 9, index: $0)) }
            let points = try PointMatrix(values, count: count, dimensions: 2)
            let nearest = min(count - 1, 20)
            let found = try EmbeddingEngine(threads: 2).nearestNeighbours(
                of: points, count: nearest)
            for point in 0..<count {
                let order = (0..<count).filter { $0 != point }.sorted {
                    (PlainKernels.squaredDistance(points[point], points[$0]), $0)
                        < (PlainKernels.squaredDistance(points[point], points[$1]), $1)
                }
                #expect(Array(found[point]) == order.prefix(nearest).map { Int32($0) })
            }
        }
    }

    @Test("an embedding that is the original is fully trustworthy")
    func itself() throws {
        let points = try goldenPoints(count: 100, dimensions: 2)
        #expect(try EmbeddingEngine().trustworthiness(of: points, original: points) == 1)
    }

    @Test("two far groups have silhouettes near 1; a label of one point counts 0")
    func silhouettes() throws {
        let points = try PointMatrix([0, 0.1, 100, 100.1, 50], count: 5, dimensions: 1)
        let found = try EmbeddingEngine().silhouette(of: points, labels: [3, 3, 1, 1, 9])
        // Within 0.1 of each other, and 50, 49.9, 50 and 50.1 from the one in the middle.
        let expected = (4 - 0.1 / 50 - 0.1 / 49.9 - 0.1 / 50 - 0.1 / 50.1) / 5
        #expect(abs(found - expected) < 1e-6)
    }

    @Test("labels and numbers of neighbours that don't fit are refused in words")
    func refusals() throws {
        let engine = try EmbeddingEngine()
        let points = try goldenPoints(count: 20)
        #expect(
            throws: EmbeddingError.mismatch(
                what: "labels", found: "3", expected: "20, one per point")
        ) {
            try engine.neighbourAccuracy(of: points, labels: [1, 2, 3])
        }
        #expect(
            throws: EmbeddingError.mismatch(
                what: "labels for a silhouette", found: "one class only",
                expected: "at least two classes")
        ) {
            try engine.silhouette(of: points, labels: Array(repeating: 4, count: 20))
        }
        #expect(
            throws: EmbeddingError.invalidSetting(
                name: "the number of neighbours", found: "10",
                expected: "at least 1 and less than half of 20 points")
        ) {
            try engine.trustworthiness(of: points, original: points, neighbours: 10)
        }
        #expect(
            throws: EmbeddingError.invalidSetting(
                name: "threads", found: "0", expected: "at least 1")
        ) {
            try EmbeddingEngine(threads: 0)
        }
    }
}
