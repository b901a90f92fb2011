import KernelTypes
import Testing

@testable import TrainingEngine

/// The further optimizers' kernels have the bits of the plain ones.
@Suite struct OptimizerKernelTests {
    private let count = 80

    private func stored(_ values: [Float]) -> AlignedStorage {
        let storage = AlignedStorage(floats: values.count)
        for (index, value) in values.enumerated() { storage.floats[index] = value }
        return storage
    }

    private func bits(_ storage: AlignedStorage) -> [UInt32] {
        (0..<count).map { storage.floats[$0].bitPattern }
    }

    @Test(
        "Gradient descent has the plain one's bits, with and without momentum",
        arguments: InstructionSet.available)
    func sgd(set: InstructionSet) {
        let kernels = set.table.optimizers
        var numbers = TestNumbers(seed: 1)
        let start = numbers.floats(count)
        for isNesterov in [false, true] {
            let step = SGDStep(weightDecay: 0.01, momentum: 0.9, isNesterov: isNesterov, rate: 0.1)
            let (plain, moved, buffer) = (stored(start), stored(start), AlignedStorage(floats: 80))
            var wanted = start
            var pairs = start.map { (value: $0, momentum: Float(0)) }
            for _ in 0..<5 {
                let gradients = numbers.floats(count)
                let storage = stored(gradients)
                kernels.sgd(step, count / laneCount, plain.lanes(), storage.lanes())
                kernels.sgdMomentum(
                    step, count / laneCount, moved.lanes(), storage.lanes(), buffer.lanes())
                for (index, gradient) in gradients.enumerated() {
                    wanted[index] = ReferenceKernels.sgd(
                        step, value: wanted[index], gradient: gradient)
                    pairs[index] = ReferenceKernels.sgd(
                        step, value: pairs[index].value, gradient: gradient,
                        momentum: pairs[index].momentum)
                }
            }
            #expect(bits(plain) == wanted.map(\.bitPattern))
            #expect(bits(moved) == pairs.map(\.value.bitPattern))
            #expect(bits(buffer) == pairs.map(\.momentum.bitPattern))
        }
    }

    @Test(
        "AdamW and RMSprop with momentum have the plain ones' bits",
        arguments: InstructionSet.available)
    func adaptive(set: InstructionSet) {
        let kernels = set.table.optimizers
        var numbers = TestNumbers(seed: 2)
        let start = numbers.floats(count)
        let settings = OptimizerSettings(.rmsprop, learningRate: 0.01, weightDecay: 0.1)
        let stores = (0..<4).map { _ in AlignedStorage(floats: count) }
        let (first, second) = (stored(start), stored(start))
        var adam = start.map { (value: $0, mean: Float(0), square: Float(0)) }
        var rmsprop = start.map { (value: $0, square: Float(0), buffer: Float(0)) }
        for step in 1...5 {
            let gradients = numbers.floats(count)
            let storage = stored(gradients)
            kernels.adamW(
                settings.adamStep(step), 0.999, count / laneCount, first.lanes(), storage.lanes(),
                stores[0].lanes(), stores[1].lanes())
            kernels.rmspropMomentum(
                settings.rmspropStep(), 0.8, count / laneCount, second.lanes(), storage.lanes(),
                stores[2].lanes(), stores[3].lanes())
            for (index, gradient) in gradients.enumerated() {
                let (a, b) = (adam[index], rmsprop[index])
                adam[index] = ReferenceKernels.adamW(
                    settings.adamStep(step), kept: 0.999, value: a.value, gradient: gradient,
                    mean: a.mean, square: a.square)
                rmsprop[index] = ReferenceKernels.rmsprop(
                    settings.rmspropStep(), momentum: 0.8, value: b.value, gradient: gradient,
                    square: b.square, buffer: b.buffer)
            }
        }
        #expect(bits(first) == adam.map(\.value.bitPattern))
        #expect(bits(second) == rmsprop.map(\.value.bitPattern))
        #expect(bits(stores[3]) == rmsprop.map(\.buffer.bitPattern))
    }

    @Test(
        "Adam's quotients have the bits of divisions, for all kinds of squares and many steps",
        arguments: InstructionSet.available)
    func quotients(set: InstructionSet) {
        let kernels = set.table
        var numbers = TestNumbers(seed: 4)
        let settings = OptimizerSettings(.adam, learningRate: 0.01)
        let special: [Float] = [
            0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, .infinity,
            .nan, 1, 0x1.fffffep-1,
        ]
        let (count, lanes) = (4096, 4096 / laneCount)
        for step in [1, 2, 3, 10, 100, 1000, 20_000, 1_000_000] {
            // Positive floats of all sizes; the step keeps their order of magnitude.
            var squares = (0..<count).map { _ in
                Float(bitPattern: UInt32(numbers.int(0...0x7f7f_ffff)))
            }
            squares.replaceSubrange(0..<special.count, with: special)
            let start = numbers.floats(count)
            let (values, means) = (stored(start), numbers.floats(count))
            let (mean, square) = (stored(means), stored(squares))
            let gradients = AlignedStorage(floats: count)
            kernels.adamStep(
                settings.adamStep(step), lanes, values.lanes(), gradients.lanes(), mean.lanes(),
                square.lanes())
            let coefficients = settings.adamStep(step)
            for index in 0..<count {
                let expected = ReferenceKernels.adam(
                    coefficients, value: start[index], gradient: 0, mean: means[index],
                    square: squares[index])
                let found = values.floats[index]
                #expect(
                    found.bitPattern == expected.value.bitPattern
                        || found.isNaN && expected.value.isNaN,
                    "step \(step), square \(squares[index])")
            }
        }
    }

    @Test(
        "Sums of squares, scaling and clamping have the plain ones' bits",
        arguments: InstructionSet.available)
    func clipping(set: InstructionSet) {
        let kernels = set.table.optimizers
        var numbers = TestNumbers(seed: 3)
        var values = numbers.floats(count)
        (values[0], values[1], values[2]) = (0.25, -0.25, .infinity)
        let storage = stored(values)
        kernels.clamp(storage.lanes(), count / laneCount, 0.25)
        values = values.map { $0 > 0.25 ? 0.25 : $0 < -0.25 ? -0.25 : $0 }
        #expect(bits(storage) == values.map(\.bitPattern))
        kernels.scale(storage.lanes(), count / laneCount, 0.3)
        values = values.map { $0 * 0.3 }
        #expect(bits(storage) == values.map(\.bitPattern))
        let sums = AlignedStorage(floats: laneCount)
        kernels.sumSquares(storage.lanes(), count / laneCount, sums.lanes())
        for lane in 0..<laneCount {
            var sum: Float = 0
            for index in stride(from: lane, to: count, by: laneCount) {
                sum.addProduct(values[index], values[index])
            }
            #expect(sums.floats[lane] == sum)
        }
        storage.floats[5] = .nan
        kernels.clamp(storage.lanes(), count / laneCount, 0.25)
        #expect(storage.floats[5].isNaN)
    }
}
