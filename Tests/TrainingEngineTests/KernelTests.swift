import KernelTypes
import Testing

@testable import TrainingEngine

/// The fast kernels have the bits of the plain ones, over random shapes.
@Suite struct KernelTests {
    /// A copy of an array in memory that is aligned to vectors.
    private func aligned(_ values: [Float]) -> AlignedStorage {
        let storage = AlignedStorage(floats: values.count)
        _ = values.withUnsafeBufferPointer {
            UnsafeMutableBufferPointer(start: storage.floats, count: values.count)
                .update(fromContentsOf: $0)
        }
        return storage
    }

    private func bits(_ values: some Sequence<Float>) -> [UInt32] { values.map(\.bitPattern) }

    private func bits(_ storage: AlignedStorage, _ count: Int) -> [UInt32] {
        bits(UnsafeBufferPointer(start: storage.floats, count: count))
    }

    /// An axis of random extents whose output has at least one position.
    private func axis(_ numbers: inout TestNumbers, transposed: Bool) -> AxisGeometry {
        while true {
            let kernel = numbers.int(1...5)
            let stride = numbers.int(1...4)
            let padding = numbers.int(0...3)
            let input = numbers.int(1...9)
            let output =
                transposed
                ? (input - 1) * stride - 2 * padding + kernel + numbers.int(0...stride - 1)
                : input + 2 * padding < kernel ? 0 : (input + 2 * padding - kernel) / stride + 1
            guard output > 0 else { continue }
            return AxisGeometry(
                input: input, output: output, kernel: kernel, stride: stride, padding: padding,
                transposed: transposed)
        }
    }

    @Test("Gathering convolutions of random shapes", arguments: InstructionSet.available, 0..<150)
    func gather(set: InstructionSet, seed: Int) {
        let kernels = set.table
        var numbers = TestNumbers(seed: seed)
        let transposed = seed % 2 == 1
        let rows = axis(&numbers, transposed: transposed)
        let columns = axis(&numbers, transposed: transposed)
        let (inputs, outputs) = (numbers.int(1...9), numbers.int(1...20))
        let taps = rows.kernel * columns.kernel
        let pack = PackPlan(
            outputs: outputs, inputs: inputs, taps: taps,
            outputStride: seed % 5 < 2 ? taps : inputs * taps,
            inputStride: seed % 5 < 2 ? outputs * taps : taps)
        let input = numbers.floats(inputs * rows.input * columns.input * laneCount)
        let weights = numbers.floats(outputs * inputs * taps)
        let bias = seed % 4 == 0 ? nil : numbers.floats(outputs)
        let resultCount = outputs * rows.output * columns.output * laneCount
        let gate = seed % 7 < 3 ? numbers.floats(resultCount) : nil
        let expected = ReferenceKernels.gather(
            .init(inputs: inputs, outputs: outputs, rows: rows, columns: columns, pack: pack),
            input: input, weights: weights, bias: bias, gate: gate, rectify: seed % 3 == 0)

        let (rowRuns, columnRuns) = (FixedTable(rows.runs()), FixedTable(columns.runs()))
        let plan = FixedTable([
            GatherPlan(
                inputChannels: inputs, outputChannels: outputs, kernelHeight: rows.kernel,
                kernelWidth: columns.kernel, inputPlane: rows.input * columns.input,
                inputRow: columns.input, outputPlane: rows.output * columns.output,
                outputRow: columns.output, rows: rowRuns.view, columns: columnRuns.view)
        ])
        let packed = AlignedStorage(floats: weights.count)
        let result = AlignedStorage(floats: resultCount)
        let (source, gates, biases) = (
            aligned(input), gate.map(aligned), aligned(bias ?? Array(repeating: 0, count: outputs))
        )
        withExtendedLifetime((rowRuns, columnRuns, plan, source, gates, biases)) {
            kernels.packWeights(pack, weights, packed.floats)
            kernels.gather(
                plan.view.baseAddress!, source.lanes(), packed.floats,
                UnsafePointer(biases.floats), gates.map { UnsafePointer($0.lanes()) },
                seed % 3 == 0, result.lanes())
        }
        #expect(bits(result, resultCount) == bits(expected))
    }

    @Test(
        "Weight gradients of random shapes, over two panels", arguments: InstructionSet.available,
        0..<100)
    func correlate(set: InstructionSet, seed: Int) {
        let kernels = set.table
        var numbers = TestNumbers(seed: seed)
        let rows = axis(&numbers, transposed: false)
        var columns = axis(&numbers, transposed: false)
        while columns.stride != rows.stride { columns = axis(&numbers, transposed: false) }
        let (a, b) = (numbers.int(1...17), numbers.int(1...7))
        let count = a * b * rows.kernel * columns.kernel * laneCount
        var expected = [Float](repeating: 0, count: count)
        let pairs = (FixedTable(rows.pairs()), FixedTable(columns.pairs()))
        let plan = FixedTable([
            CorrelatePlan(
                smallChannels: a, largeChannels: b, smallPlane: rows.output * columns.output,
                smallRow: columns.output, largePlane: rows.input * columns.input,
                largeRow: columns.input, stride: rows.stride, rows: pairs.0.view,
                columns: pairs.1.view)
        ])
        let sums = aligned(numbers.floats(count))
        for panel in 0..<2 {
            let small = numbers.floats(a * rows.output * columns.output * laneCount)
            let large = numbers.floats(b * rows.input * columns.input * laneCount)
            expected = ReferenceKernels.correlate(
                small: small, large: large, smallChannels: a, largeChannels: b, rows: rows,
                columns: columns, sums: expected)
            let (smallPanel, largePanel) = (aligned(small), aligned(large))
            withExtendedLifetime((pairs, plan, smallPanel, largePanel)) {
                kernels.correlate(
                    plan.view.baseAddress!, smallPanel.lanes(), largePanel.lanes(), panel == 0,
                    sums.lanes())
            }
        }
        #expect(bits(sums, count) == bits(expected))
    }

    @Test(
        "Weight gradients with channels in vectors, over two panels",
        arguments: InstructionSet.available, 0..<100)
    func correlateChannels(set: InstructionSet, seed: Int) {
        let kernels = set.table
        var numbers = TestNumbers(seed: seed)
        let rows = axis(&numbers, transposed: false)
        var columns = axis(&numbers, transposed: false)
        while columns.stride != rows.stride { columns = axis(&numbers, transposed: false) }
        let (a, b) = (numbers.int(1...23), numbers.int(1...19))
        let taps = rows.kernel * columns.kernel
        let smallPlane = rows.output * columns.output
        let largePlane = rows.input * columns.input
        let isSmall = seed % 2 == 0
        let width = ((isSmall ? a : b) + 15) / 16 * 16
        let pairs = (FixedTable(rows.pairs()), FixedTable(columns.pairs()))
        let plan = FixedTable([
            CorrelatePlan(
                smallChannels: a, largeChannels: b, smallPlane: smallPlane,
                smallRow: columns.output, largePlane: largePlane, largeRow: columns.input,
                stride: rows.stride, rows: pairs.0.view, columns: pairs.1.view)
        ])
        let sumCount = (isSmall ? b : a) * taps * width
        let sums = aligned(numbers.floats(sumCount))
        let transposed = AlignedStorage(floats: max(smallPlane, largePlane) * width * laneCount)
        var expected = [Float](repeating: 0, count: a * b * taps)
        for panel in 0..<2 {
            let small = numbers.floats(a * smallPlane * laneCount)
            let large = numbers.floats(b * largePlane * laneCount)
            expected = ReferenceKernels.correlateSamples(
                small: small, large: large, smallChannels: a, largeChannels: b, rows: rows,
                columns: columns, sums: expected)
            let (smallPanel, largePanel) = (aligned(small), aligned(large))
            withExtendedLifetime((pairs, plan, smallPanel, largePanel)) {
                kernels.transposePanel(
                    (isSmall ? smallPanel : largePanel).lanes(), isSmall ? a : b,
                    isSmall ? smallPlane : largePlane, width, transposed.floats)
                kernels.correlateChannels(
                    plan.view.baseAddress!, (isSmall ? largePanel : smallPanel).lanes(),
                    transposed.floats, width, isSmall, panel == 0, sums.floats)
            }
        }
        let tensor = AlignedStorage(floats: a * b * taps)
        kernels.spreadSums(
            SpreadPlan(
                channels: isSmall ? b : a, taps: taps, columns: isSmall ? a : b, width: width,
                channelStep: isSmall ? taps : b * taps, columnStep: isSmall ? b * taps : taps),
            sums.floats, tensor.floats)
        #expect(bits(tensor, a * b * taps) == bits(expected))
    }

    @Test(
        "Lane sums and plane sums are added in their stated order",
        arguments: InstructionSet.available, 0..<20)
    func laneSums(set: InstructionSet, seed: Int) {
        let kernels = set.table
        var numbers = TestNumbers(seed: seed)
        let (channels, plane) = (numbers.int(1...9), numbers.int(1...30))
        let values = numbers.floats(channels * plane * laneCount)
        let storage = aligned(values)
        let sums = AlignedStorage(floats: channels * laneCount)
        kernels.sumPlanes(storage.lanes(), channels, plane, true, sums.lanes())
        kernels.sumPlanes(storage.lanes(), channels, plane, false, sums.lanes())
        var expected = [Float](repeating: 0, count: channels * laneCount)
        for _ in 0..<2 {
            for (index, value) in values.enumerated() {
                expected[index / (plane * laneCount) * laneCount + index % laneCount] += value
            }
        }
        #expect(bits(sums, channels * laneCount) == bits(expected))
        let totals = AlignedStorage(floats: channels)
        kernels.reduceLanes(sums.lanes(), channels, totals.floats)
        let wanted = (0..<channels).map {
            ReferenceKernels.laneSum(expected[$0 * laneCount..<($0 + 1) * laneCount])
        }
        #expect(bits(totals, channels) == bits(wanted))
    }

    @Test(
        "The sigmoid has the plain one's bits, and is right within 3e-7",
        arguments: InstructionSet.available)
    func sigmoid(set: InstructionSet) {
        let kernels = set.table
        var numbers = TestNumbers(seed: 5)
        var inputs = (0..<4000).map { _ in numbers.float() * 20 }
        inputs += [0, -0.0, 86.9, -86.9, 1e9, -1e9, .infinity, -.infinity]
        inputs += Array(repeating: 1, count: 16 - inputs.count % 16)
        let storage = aligned(inputs)
        kernels.sigmoid(storage.lanes(), inputs.count / laneCount, storage.lanes())
        #expect(bits(storage, inputs.count) == bits(inputs.map(ReferenceKernels.sigmoid)))
        for (index, x) in inputs.enumerated() {
            let exact = 1 / (1 + exponential(-Double(x)))
            let error = abs(Double(storage.floats[index]) - exact)
            #expect(error < 3e-7 * max(exact, 1e-37), "at \(x)")
        }
        let nan = aligned(Array(repeating: .nan, count: 16))
        kernels.sigmoid(nan.lanes(), 1, nan.lanes())
        #expect(nan.floats[3].isNaN)
    }

    /// e^x for tests, by repeated squaring of a long series; x is clamped as in the kernels.
    private func exponential(_ x: Double) -> Double {
        let small = min(max(x, -87), 87) / 1024
        var (sum, term) = (1.0, 1.0)
        for n in 1...12 {
            term *= small / Double(n)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }

    @Test(
        "Adam and RMSprop have the plain ones' bits over several steps",
        arguments: InstructionSet.available)
    func optimizers(set: InstructionSet) {
        let kernels = set.table
        var numbers = TestNumbers(seed: 9)
        let count = 64
        let start = numbers.floats(count)
        let adam = OptimizerSettings(.adam, learningRate: 3e-3, weightDecay: 1e-2)
        let rmsprop = OptimizerSettings(.rmsprop, learningRate: 3e-3, weightDecay: 1e-2)
        let stores = (0..<5).map { _ in AlignedStorage(floats: count) }
        let (values, others) = (aligned(start), aligned(start))
        var plainAdam = start.map { (value: $0, mean: Float(0), square: Float(0)) }
        var plainRMSprop = start.map { (value: $0, square: Float(0)) }
        for step in 1...9 {
            let gradient = numbers.floats(count)
            let storage = aligned(gradient)
            kernels.adamStep(
                adam.adamStep(step), count / laneCount, values.lanes(), storage.lanes(),
                stores[0].lanes(), stores[1].lanes())
            kernels.rmspropStep(
                rmsprop.rmspropStep(), count / laneCount, others.lanes(), storage.lanes(),
                stores[2].lanes())
            for index in 0..<count {
                let old = plainAdam[index]
                plainAdam[index] = ReferenceKernels.adam(
                    adam.adamStep(step), value: old.value, gradient: gradient[index],
                    mean: old.mean, square: old.square)
                plainRMSprop[index] = ReferenceKernels.rmsprop(
                    rmsprop.rmspropStep(), value: plainRMSprop[index].value,
                    gradient: gradient[index], square: plainRMSprop[index].square)
            }
        }
        #expect(bits(values, count) == bits(plainAdam.map(\.value)))
        #expect(bits(others, count) == bits(plainRMSprop.map(\.value)))
    }

    @Test(
        "Every byte becomes byte / 255, and lanes without a sample zero",
        arguments: InstructionSet.available, 1...16)
    func loadPanel(set: InstructionSet, count: Int) {
        let kernels = set.table
        let size = 37
        let pixels = (0..<20 * size).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ 13) }
        let indices = (0..<16).map { (lane: Int) -> Int32 in Int32((lane * 7 + 3) % 20) }
        let panel = aligned(Array(repeating: .nan, count: size * laneCount))
        kernels.loadPanel(pixels, size, indices, count, panel.lanes())
        let expected = (0..<size * laneCount).map { place -> Float in
            let (value, lane) = (place / laneCount, place % laneCount)
            return lane < count ? Float(pixels[Int(indices[lane]) * size + value]) / 255 : 0
        }
        #expect(bits(panel, expected.count) == bits(expected))
    }
}
