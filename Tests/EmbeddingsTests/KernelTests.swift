import KernelTypes
import Portable
import Testing
import TrainingEngine

@testable import Embeddings

@Suite("Embedding kernels have the bits of their plain twins")
struct KernelTests {
    static let sets = InstructionSet.available

    /// Numbers of all sizes that coordinates have.
    private func numbers(_ count: Int, seed: Int) -> [Float] {
        let generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
        return (0..<count).map { index in
            Float(generator.normal(index: index)) * [1e-4, 1, 40][index / 7 % 3]
        }
    }

    private func copy(_ values: [Float]) -> AlignedVectors {
        let vectors = AlignedVectors.rows(1, of: values.count)
        for (place, value) in values.enumerated() { vectors.floats[place] = value }
        return vectors
    }

    @Test(
        "repulsion between any number of points, in the plane and in space",
        arguments: sets, [(1, 2), (17, 2), (600, 2), (1041, 2), (2, 3), (33, 3), (515, 3)])
    func repulsion(set: InstructionSet, shape: (count: Int, dimensions: Int)) {
        let (count, dimensions) = shape
        let stride = AlignedVectors.vectors(for: count) * laneCount
        var values = numbers(stride * dimensions, seed: count)
        for dimension in 0..<dimensions {
            for place in count..<stride {
                values[dimension * stride + place] = EmbeddedPoints.farAway
            }
        }
        let coordinates = copy(values)
        let forces = AlignedVectors.rows(dimensions, of: count)
        let sums = AlignedVectors.rows(1, of: count)
        set.embeddingKernels.repel(
            EmbeddedPoints(
                coordinates: coordinates.floats, stride: stride, count: count,
                dimensions: dimensions), 0..<stride, forces.floats, sums.floats)
        for point in 0..<count {
            let plain = PlainKernels.repulsion(
                values, stride: stride, count: count, dimensions: dimensions, of: point)
            #expect(sums.floats[point] == plain.sum)
            for dimension in 0..<dimensions {
                #expect(forces.floats[dimension * stride + point] == plain.force[dimension])
            }
        }
        withExtendedLifetime(coordinates) {}
    }

    @Test(
        "attraction and its logarithms over lists of any length", arguments: sets, [2, 3])
    func attraction(set: InstructionSet, dimensions: Int) {
        let (count, stride) = (50, 64)
        let values = numbers(stride * dimensions, seed: dimensions)
        let generator = SeededGenerator(seed: 5, purpose: .tests)
        let groups = (0..<count).map { $0 % 4 }
        let firsts = groups.reduce(into: [Int32(0)]) { $0.append($0.last! + Int32($1)) }
        let neighbours = (0..<Int(firsts.last!) * laneCount).map {
            Int32(generator.uniform(below: count, index: $0))
        }
        let weights = numbers(neighbours.count, seed: 9).map(abs)
        let (coordinates, weightVectors) = (copy(values), copy(weights))
        let forces = AlignedVectors.rows(dimensions, of: stride)
        let sums = AlignedVectors.rows(1, of: stride)
        firsts.withUnsafeBufferPointer { firsts in
            neighbours.withUnsafeBufferPointer { neighbours in
                let points = EmbeddedPoints(
                    coordinates: coordinates.floats, stride: stride, count: count,
                    dimensions: dimensions)
                let lists = AttractionLists(
                    firstGroups: firsts.baseAddress!, neighbours: neighbours.baseAddress!,
                    weights: weightVectors.lanes)
                set.embeddingKernels.attract(points, lists, 0..<count, forces.floats)
                set.embeddingKernels.attractionLogarithms(points, lists, 0..<count, sums.floats)
            }
        }
        for point in 0..<count {
            let places = Int(firsts[point]) * laneCount..<Int(firsts[point + 1]) * laneCount
            let plain = PlainKernels.attraction(
                values, stride: stride, dimensions: dimensions, of: point,
                neighbours: Array(neighbours[places]), weights: Array(weights[places]))
            for dimension in 0..<dimensions {
                #expect(forces.floats[dimension * stride + point] == plain[dimension])
            }
            #expect(
                sums.floats[point]
                    == PlainKernels.attractionLogarithm(
                        values, stride: stride, dimensions: dimensions, of: point,
                        neighbours: Array(neighbours[places]), weights: Array(weights[places])))
        }
        withExtendedLifetime((coordinates, weightVectors)) {}
    }

    @Test(
        "distances, their counts and sums of their roots", arguments: sets, [1, 3, 9, 30])
    func distances(set: InstructionSet, dimensions: Int) {
        let kernels = set.embeddingKernels
        let rows = numbers(23 * dimensions, seed: dimensions)
        let panel = numbers(dimensions * laneCount, seed: 100 + dimensions)
        let (panelVectors, result) = (copy(panel), AlignedVectors(count: 23))
        kernels.squaredDistances(panelVectors.lanes, dimensions, rows, 23, result.lanes)
        let limits = numbers(laneCount, seed: 7)
        let counts = kernels.countBelow(
            result.lanes, 23,
            limits.enumerated().reduce(into: Lanes()) { $0[$1.offset] = abs($1.element) })
        let roots = kernels.sumRoots(result.lanes, 23)
        for lane in 0..<laneCount {
            let own = (0..<dimensions).map { panel[$0 * laneCount + lane] }
            var (count, sum): (Float, Float) = (0, 0)
            for row in 0..<23 {
                let distance = PlainKernels.squaredDistance(
                    own[...], rows[row * dimensions..<(row + 1) * dimensions])
                #expect(result.floats[row * laneCount + lane] == distance)
                count += distance < abs(limits[lane]) ? 1 : 0
                sum += distance.squareRoot()
            }
            #expect(counts[lane] == count)
            #expect(roots[lane] == sum)
        }
        withExtendedLifetime((panelVectors, result)) {}
    }

    @Test("sums of products of columns", arguments: sets, [8, 24])
    func products(set: InstructionSet, width: Int) {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: (37 + width) * width * 8, alignment: 64)
        defer { memory.deallocate() }
        // Only this test knows the memory: rows first, then the matrix.
        let rows = memory.bindMemory(to: Double.self, capacity: (37 + width) * width)
        let matrix = rows + 37 * width
        let generator = SeededGenerator(seed: UInt64(width), purpose: .tests)
        for place in 0..<37 * width { rows[place] = generator.normal(index: place) }
        for place in 0..<width * width { matrix[place] = 1 }
        set.embeddingKernels.addProducts(rows, 37, width, matrix)
        for i in 0..<width {
            for j in i / 8 * 8..<width {
                let sum = (0..<37).reduce(0.0) {
                    $0.addingProduct(rows[$1 * width + i], rows[$1 * width + j])
                }
                #expect(matrix[i * width + j] == 1 + sum)
            }
        }
    }
}
