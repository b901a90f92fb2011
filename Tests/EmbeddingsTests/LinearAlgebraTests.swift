import Portable
import Testing

@testable import Embeddings

@Suite("Components, eigenvalues and distances of distributions")
struct LinearAlgebraTests {
    @Test("principal components are scikit-learn's, signs included")
    func components() throws {
        let points = try goldenPoints()
        let found = try EmbeddingEngine().principalComponents(of: points)
        let goldens = Goldens.shared
        #expect(agree(found.means, try goldens.row("pca.means"), within: 1e-8))
        #expect(
            agree(found.components, try goldens["pca.components"].flatMap { $0 }, within: 1e-5))
        #expect(agree(found.explainedVariance, try goldens.row("pca.variance"), within: 1e-7))
        #expect(agree(found.explainedVarianceRatio, try goldens.row("pca.ratio"), within: 1e-8))
        let projected = try EmbeddingEngine().principalComponents(of: points, count: 3)
            .project(points.rows(Array(0..<50)))
        #expect(
            agree(
                projected.values.map(Double.init),
                try goldens["pca.projected"].flatMap { $0 }, within: 1e-5))
    }

    @Test("the largest loading of every component is positive")
    func signs() throws {
        for salt in 1...20 {
            let points = try goldenPoints(count: 40, dimensions: 7, salt: salt)
            let found = try EmbeddingEngine().principalComponents(of: points)
            for index in 0..<7 {
                let component = found.component(index)
                #expect(component.max()! >= -component.min()!)
            }
        }
    }

    @Test(
        "eigenvectors of any symmetric matrix are orthonormal and give it back",
        arguments: [1, 2, 3, 8, 33, 90])
    func eigen(size: Int) {
        for kind in 0..<6 {
            let matrix = symmetric(size, kind: kind)
            let eigen = SymmetricEigen(matrix, size: size)
            #expect(eigen.values == eigen.values.sorted(by: >))
            var (farthest, skewed) = (0.0, 0.0)
            for i in 0..<size {
                for j in 0..<size {
                    var (entry, product) = (0.0, 0.0)
                    for k in 0..<size {
                        entry +=
                            eigen.values[k] * eigen.vectors[k * size + i]
                            * eigen.vectors[k * size + j]
                        product += eigen.vectors[i * size + k] * eigen.vectors[j * size + k]
                    }
                    farthest = max(farthest, abs(entry - matrix[i * size + j]))
                    skewed = max(skewed, abs(product - (i == j ? 1 : 0)))
                }
            }
            #expect(farthest < 1e-13 * Double(size + 10) && skewed < 1e-13 * Double(size + 10))
        }
    }

    /// Normal numbers, a matrix of rank one, a diagonal with equal entries, zeros, or nearly
    /// singular matrices: with few directions of very different sizes, and with rows of zeros
    /// beside them, as covariances of rectified features have.
    private func symmetric(_ size: Int, kind: Int) -> [Double] {
        let generator = SeededGenerator(seed: UInt64(size), purpose: .tests)
        return (0..<size * size).map { place in
            let (i, j) = (min(place / size, place % size), max(place / size, place % size))
            switch kind {
            case 0: return generator.normal(index: i * size + j) / 3
            case 1: return generator.uniform(index: i) * generator.uniform(index: j)
            case 2: return i == j ? Double(i / 2 % 3) : 0
            case 4, 5:
                if kind == 5, i % 3 == 0 || j % 3 == 0 { return 0 }
                return (0..<4).reduce(0.0) { sum, rank in
                    let (a, b) = (
                        generator.uniform(step: rank, index: i),
                        generator.uniform(step: rank, index: j)
                    )
                    return sum + a * b * [1, 1e-9, 1e-18, 1e-27][rank]
                }
            default: return 0
            }
        }
    }

    @Test("the Fréchet distance is SciPy's, up to 256 dimensions and for singular covariances")
    func frechet() throws {
        let expected = try Goldens.shared.row("frechet")
        let shapes = [(300, 500, 16, 0), (400, 350, 64, 2), (900, 800, 256, 4), (100, 120, 256, 6)]
        for (golden, shape) in zip(expected, shapes) {
            let (first, second, dimensions, salt) = shape
            let found = try EmbeddingEngine().frechetDistance(
                between: goldenPoints(count: first, dimensions: dimensions, salt: salt),
                and: goldenPoints(count: second, dimensions: dimensions, salt: salt + 1))
            #expect(abs(found - golden) < 1e-6 * golden, "\(found), \(golden)")
        }
    }

    @Test("the Fréchet distance of a set from itself is 0, and from itself moved that far squared")
    func frechetOfEqualSets() throws {
        let engine = try EmbeddingEngine()
        let points = try goldenPoints(count: 200, dimensions: 30)
        let moved = try PointMatrix(points.values.map { $0 + 2 }, count: 200, dimensions: 30)
        #expect(try engine.frechetDistance(between: points, and: points) < 1e-9)
        #expect(abs(try engine.frechetDistance(between: points, and: moved) - 120) < 1e-6)
    }
}
