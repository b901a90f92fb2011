import KernelTypes
import Testing

@testable import TrainingEngine

/// The kernels of normalisations have the plain ones' bits.
@Suite struct NormalisationTests {
    private func aligned(_ values: [Float]) -> AlignedStorage {
        let storage = AlignedStorage(floats: values.count)
        for (index, value) in values.enumerated() { storage.floats[index] = value }
        return storage
    }

    /// One lane's values of a panel.
    private func lane(_ panel: UnsafeMutablePointer<Float>, _ lane: Int, _ count: Int) -> [Float] {
        (0..<count).map { panel[$0 * laneCount + lane] }
    }

    @Test("Layer normalisation of random sizes", arguments: InstructionSet.available, 1..<40)
    func layerNorm(set: InstructionSet, count: Int) {
        let kernels = set.layerKernels
        var numbers = TestNumbers(seed: count)
        let input = aligned(numbers.floats(count * laneCount))
        let gradients = aligned(numbers.floats(count * laneCount))
        let (weight, bias) = (numbers.floats(count), numbers.floats(count))
        let (output, moved) = (
            AlignedStorage(floats: count * laneCount), AlignedStorage(floats: count * laneCount)
        )
        let sums = aligned(numbers.floats(2 * count * laneCount))
        let statistics = AlignedStorage(floats: 2 * laneCount)
        kernels.layerNorm(
            input.lanes(), count, weight, bias, 1e-5, statistics.lanes(), output.lanes())
        for isFresh in [true, false] {
            kernels.layerNormGradient(
                input.lanes(), count, weight, statistics.lanes(), gradients.lanes(), isFresh,
                sums.lanes(), moved.lanes())
        }
        for index in 0..<laneCount {
            let gradient = lane(gradients.floats, index, count)
            let expected = ReferenceKernels.layerNorm(
                lane(input.floats, index, count), weight: weight, bias: bias, epsilon: 1e-5,
                gradients: gradient)
            #expect(lane(output.floats, index, count) == expected.output)
            #expect(lane(moved.floats, index, count) == expected.inputGradients)
            // Two panels of the same numbers: exactly doubled, but for the rounding of products.
            let weightSums = lane(sums.floats, index, count)
            for (found, once) in zip(weightSums, expected.weightGradients) {
                #expect(abs(found - 2 * once) <= 2e-7 * abs(found))
            }
            let biasSums = lane(sums.floats + count * laneCount, index, count)
            #expect(biasSums == gradient.map { $0 + $0 })
        }
        withExtendedLifetime((input, gradients, statistics)) {}
    }

    @Test("Batch normalisation of random shapes", arguments: InstructionSet.available, 0..<40)
    func batchNorm(set: InstructionSet, seed: Int) {
        let kernels = set.layerKernels
        var numbers = TestNumbers(seed: seed)
        let (channels, plane, live) = (numbers.int(1...9), numbers.int(1...30), numbers.int(1...16))
        let count = channels * plane * laneCount
        let (values, gradients) = (numbers.floats(count), numbers.floats(count))
        let (input, moved) = (aligned(values), aligned(gradients))
        let (sums, output) = (
            AlignedStorage(floats: 2 * channels * laneCount), AlignedStorage(floats: count)
        )
        let own = numbers.floats(4 * channels)
        let (factors, biases) = (numbers.floats(channels), numbers.floats(channels))
        func bits(_ storage: AlignedStorage, _ count: Int) -> [UInt32] {
            (0..<count).map { storage.floats[$0].bitPattern }
        }

        kernels.centredSums(input.lanes(), channels, plane, live, own, sums.lanes())
        var expected = ReferenceKernels.centredSums(
            values, values, channels: channels, centres: own, live: live, ofFirst: true)
        #expect(bits(sums, expected.count) == expected.map(\.bitPattern))
        kernels.centredGradientSums(
            input.lanes(), moved.lanes(), channels, plane, own, sums.lanes())
        expected = ReferenceKernels.centredSums(
            values, gradients, channels: channels, centres: own, live: laneCount, ofFirst: false)
        #expect(bits(sums, expected.count) == expected.map(\.bitPattern))
        kernels.scaleChannels(
            input.lanes(), channels, plane, own, factors, biases, output.lanes())
        expected = values.enumerated().map { place, value in
            let channel = place / (plane * laneCount)
            return biases[channel].addingProduct(value - own[channel], factors[channel])
        }
        #expect(bits(output, count) == expected.map(\.bitPattern))
        kernels.centredGradients(
            input.lanes(), moved.lanes(), channels, plane, live, own, output.lanes())
        expected = ReferenceKernels.centredGradients(
            values, gradients, channels: channels, channelValues: own, live: live)
        #expect(bits(output, count) == expected.map(\.bitPattern))
        withExtendedLifetime((input, moved)) {}
    }
}
