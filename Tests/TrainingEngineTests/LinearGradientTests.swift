import KernelTypes
import Testing

@testable import TrainingEngine

@Suite struct LinearGradientTests {
    private func aligned(_ values: [Float]) -> AlignedStorage {
        let storage = AlignedStorage(floats: values.count)
        for (index, value) in values.enumerated() { storage.floats[index] = value }
        return storage
    }

    @Test(
        "Weight gradients over several panels have the plain ones' bits",
        arguments: InstructionSet.available, 0..<60)
    func weights(set: InstructionSet, seed: Int) {
        var numbers = TestNumbers(seed: seed)
        let (inputs, outputs) = (numbers.int(1...53), numbers.int(1...23))
        let panels = numbers.int(1...8)
        let values = (0..<panels).map { _ in numbers.floats(inputs * laneCount) }
        let scalars = numbers.floats(panels * outputs * laneCount)
        let expected = ReferenceBatches.linearGradient(
            scalars: scalars, inputs: values, inputCount: inputs, outputCount: outputs)

        let blocks = (inputs + laneCount - 1) / laneCount
        let vectors = AlignedStorage(floats: blocks * 8 * laneCount * laneCount)
        for (panel, values) in values.enumerated() {
            for (place, value) in values.enumerated() {
                let (input, lane) = (place / laneCount, place % laneCount)
                let row = (input / laneCount * 8 + panel) * laneCount + lane
                vectors.floats[row * laneCount + input % laneCount] = value
            }
        }
        let (scalarPanels, target) = (aligned(scalars), AlignedStorage(floats: inputs * outputs))
        // What lies behind the result must stay.
        target.floats[min(inputs * outputs, target.count - 1)] = 5
        let task = LinearGradientTask(
            inputs: inputs, outputs: outputs, panels: panels, panelsAtMost: 8)
        set.table.batches.linearGradient(
            task, scalarPanels.lanes(), vectors.floats, target.floats)
        let found = UnsafeBufferPointer(start: target.floats, count: inputs * outputs)
        #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
        if inputs * outputs < target.count { #expect(target.floats[inputs * outputs] == 5) }
    }

    @Test(
        "Linear layers of many sizes, forward and backward", arguments: InstructionSet.available,
        0..<60)
    func layers(set: InstructionSet, seed: Int) {
        let kernels = set.table
        var numbers = TestNumbers(seed: seed)
        let (rows, columns) = (numbers.int(1...40), numbers.int(1...40))
        let weights = numbers.floats(rows * columns)
        let axis = AxisGeometry(
            input: 1, output: 1, kernel: 1, stride: 1, padding: 0, transposed: false)
        let runs = FixedTable(axis.runs())
        // The matrix as it is, and transposed.
        for pack in [
            PackPlan(
                outputs: rows, inputs: columns, taps: 1, outputStride: columns, inputStride: 1),
            PackPlan(
                outputs: columns, inputs: rows, taps: 1, outputStride: 1, inputStride: columns),
        ] {
            let input = numbers.floats(pack.inputs * laneCount)
            let bias = numbers.floats(pack.outputs)
            let expected = ReferenceKernels.gather(
                .init(
                    inputs: pack.inputs, outputs: pack.outputs, rows: axis, columns: axis,
                    pack: pack), input: input, weights: weights, bias: bias, gate: nil,
                rectify: false)
            let plan = FixedTable([
                GatherPlan(
                    inputChannels: pack.inputs, outputChannels: pack.outputs, kernelHeight: 1,
                    kernelWidth: 1, inputPlane: 1, inputRow: 1, outputPlane: 1, outputRow: 1,
                    rows: runs.view, columns: runs.view)
            ])
            let (source, biases, result) = (
                aligned(input), aligned(bias), AlignedStorage(floats: pack.outputs * laneCount)
            )
            let packed = AlignedStorage(floats: weights.count)
            kernels.packWeights(pack, weights, packed.floats)
            withExtendedLifetime((runs, plan)) {
                kernels.gather(
                    plan.view.baseAddress!, source.lanes(), packed.floats, biases.floats, nil,
                    false, result.lanes())
            }
            let found = UnsafeBufferPointer(start: result.floats, count: expected.count)
            #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
        }
    }

    @Test(
        "Several panels pass a linear layer with the bits of each alone",
        arguments: InstructionSet.available, 0..<60)
    func panels(set: InstructionSet, seed: Int) {
        var numbers = TestNumbers(seed: seed)
        let (inputs, outputs) = (numbers.int(1...40), numbers.int(1...40))
        let panels = numbers.int(1...9)
        let (inputStep, outputStep) = (inputs + numbers.int(0...3), outputs + numbers.int(0...3))
        let weights = numbers.floats(outputs * inputs)
        let bias = numbers.floats(outputs)
        let input = numbers.floats(panels * inputStep * laneCount)
        let axis = AxisGeometry(
            input: 1, output: 1, kernel: 1, stride: 1, padding: 0, transposed: false)
        let pack = PackPlan(
            outputs: outputs, inputs: inputs, taps: 1, outputStride: inputs, inputStride: 1)
        let packed = AlignedStorage(floats: weights.count)
        set.table.packWeights(pack, weights, packed.floats)
        let (source, biases) = (aligned(input), aligned(bias))
        let result = AlignedStorage(floats: panels * outputStep * laneCount)
        set.table.batches.linearPanels(
            LinearPanelsTask(
                inputs: inputs, outputs: outputs, panels: panels, inputStep: inputStep,
                outputStep: outputStep, rectify: seed % 2 == 0), source.lanes(), packed.floats,
            biases.floats, result.lanes())
        for panel in 0..<panels {
            let first = panel * inputStep * laneCount
            let expected = ReferenceKernels.gather(
                .init(inputs: inputs, outputs: outputs, rows: axis, columns: axis, pack: pack),
                input: Array(input[first..<first + inputs * laneCount]), weights: weights,
                bias: bias, gate: nil, rectify: seed % 2 == 0)
            let found = UnsafeBufferPointer(
                start: result.floats + panel * outputStep * laneCount, count: expected.count)
            #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
        }
    }

    @Test("Arenas are added value by value", arguments: InstructionSet.available)
    func sums(set: InstructionSet) {
        var numbers = TestNumbers(seed: 3)
        let (first, second) = (numbers.floats(160), numbers.floats(160))
        let (source, target) = (aligned(first), aligned(second))
        set.table.batches.add(source.lanes(), 9, target.lanes())
        for index in 0..<160 {
            let wanted = index < 144 ? second[index] + first[index] : second[index]
            #expect(target.floats[index] == wanted)
        }
    }
}
