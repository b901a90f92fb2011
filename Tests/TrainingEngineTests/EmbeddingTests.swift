import KernelTypes
import Testing

@testable import TrainingEngine

/// Learned tables for categories.
@Suite struct EmbeddingTests {
    /// A network of Scripts/goldens_embedding.py.
    private static func network(isNormalised: Bool = false) throws -> Network {
        let embedding = Embedding([
            .number, .categories(7, dimension: 3), .number, .categories(4, dimension: 2),
            .categories(9, dimension: 5),
        ])
        let layers: [Layer] =
            isNormalised
            ? [.batchNorm1D(), .linear(8), .gelu, .linear(2)] : [.linear(8), .tanh, .linear(2)]
        return try Network(
            input: .vector(5),
            layers: [NamedLayer("embedding", .embedding(embedding))]
                + NamedLayer.sequence("layers", layers))
    }

    private static func batch(_ step: Int) -> [Int32] {
        (0..<20).map { Int32((step * 20 + $0 * 7) % 60) }
    }

    private func difference(_ found: [Float], _ expected: [Float], floor: Float = 0) -> Float {
        #expect(found.count == expected.count)
        let scale = max(expected.reduce(floor) { max($0, abs($1)) }, .leastNormalMagnitude)
        return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
    }

    /// Calls `body` with rows and their targets.
    private func with<Result>(
        _ rows: [Float], _ targets: [Float], _ indices: [Int32],
        _ body: (SampleRows, SampleRows) -> Result
    ) -> Result {
        rows.withUnsafeBufferPointer { rows in
            targets.withUnsafeBufferPointer { targets in
                indices.withUnsafeBufferPointer {
                    body(
                        SampleRows(floats: rows, indices: $0),
                        SampleRows(floats: targets, indices: $0))
                }
            }
        }
    }

    @Test(
        "Losses, gradients and 20 steps are those of torch.nn.Embedding", arguments: [false, true])
    func golden(isNormalised: Bool) throws {
        var optimizer = OptimizerSettings(.adam, learningRate: 5e-3, weightDecay: 1e-3)
        if isNormalised {
            optimizer = OptimizerSettings(.sgd, learningRate: 0.05)
            optimizer.momentum = 0.9
        }
        let name = isNormalised ? "normalised" : "plain"
        let network = try Self.network(isNormalised: isNormalised)
        let trainer = try Trainer(network: network, target: .images, optimizer: optimizer)
        let file = try Samples.golden("embedding")
        let own = TensorFile(
            tensors: file.tensors.filter { $0.name.hasPrefix(name + "/") }.map {
                .init(
                    name: String($0.name.dropFirst(name.count + 1)), shape: $0.shape,
                    values: $0.values)
            })
        try trainer.loadParameters(own, source: name)
        let rows = try #require(file["inputs"]).values
        let targets = try #require(file["targets"]).values
        #expect(rows.contains(-1), "no row has a category that is none")
        let loss = with(rows, targets, Self.batch(0)) {
            Float(trainer.computeGradients(inputs: $0, targets: $1) / 20)
        }
        #expect(difference([loss], try #require(own["loss"]).values) < 2e-6)
        let gradients = network.parameters.map { trainer.gradient($0.name)! }
        let largest = gradients.joined().reduce(0) { max($0, abs($1)) }
        for (view, gradient) in zip(network.parameters, gradients) {
            let wanted = try #require(own["gradient.\(view.name)"]).values
            #expect(difference(gradient, wanted, floor: largest / 20) < 1e-5, "\(view.name)")
        }
        let losses = (0..<20).map { step in
            with(rows, targets, Self.batch(step)) {
                Float(trainer.step(inputs: $0, targets: $1) / 20)
            }
        }
        #expect(difference(losses, try #require(own["losses"]).values) < 5e-6)
        for view in network.parameters {
            let wanted = try #require(own["trained.\(view.name)"]).values
            #expect(
                difference(trainer.parameter(view.name)!, wanted, floor: 0.1) < 5e-5,
                "\(view.name)")
        }
    }

    /// Rows of two numbers and three categories, some of them none.
    private static func rows(_ numbers: inout TestNumbers, count: Int) -> [Float] {
        (0..<count).flatMap { _ in
            [
                numbers.float(), Float(numbers.int(-1...6)), numbers.float(),
                Float(numbers.int(0...5)), Float(numbers.int(-2...9)),
            ]
        }
    }

    @Test("Instruction sets and numbers of threads have the same bits", arguments: [false, true])
    func sameBits(isNormalised: Bool) throws {
        var numbers = TestNumbers(seed: 5)
        let rows = Self.rows(&numbers, count: 300)
        let targets = numbers.floats(600)
        func train(_ set: InstructionSet?, threads: Int) throws -> [UInt8] {
            let trainer = try Trainer(
                network: Self.network(isNormalised: isNormalised), target: .images,
                optimizer: OptimizerSettings(.adam, learningRate: 1e-2), instructionSet: set,
                threads: threads)
            var numbers = TestNumbers(seed: 6)
            trainer.initialise { _, _ in Double(numbers.word() % (1 << 40)) * 0x1p-40 }
            for step in 0..<6 {
                let indices = (0..<[290, 17, 130][step % 3]).map { Int32(($0 * 7 + step) % 300) }
                _ = with(rows, targets, indices) { trainer.step(inputs: $0, targets: $1) }
            }
            return trainer.checkpoint().encoded()
        }
        let first = try train(InstructionSet.available[0], threads: 1)
        for set in InstructionSet.available.dropFirst() {
            #expect(try train(set, threads: 1) == first)
        }
        for threads in 2...3 { #expect(try train(nil, threads: threads) == first) }
    }

    @Test("The memory of a trainer is known to the byte")
    func memory() throws {
        for isNormalised in [false, true] {
            let network = try Self.network(isNormalised: isNormalised)
            let optimizer = OptimizerSettings(.adam, learningRate: 1)
            let trainer = try Trainer(
                network: network, target: .images, optimizer: optimizer, threads: 2)
            let memory = TrainingMemory(
                of: network, target: .images, optimizer: optimizer, threads: 2, batchSize: 50)
            if memory.batch > 0 { trainer.reserve(batchSize: 50) }
            #expect(memory.total == trainer.memoryBytes)
        }
    }

    @Test(
        "The kernels have the bits of the plain ones", arguments: InstructionSet.available, 0..<40)
    func kernels(set: InstructionSet, seed: Int) {
        var numbers = TestNumbers(seed: seed)
        var columns: [EmbeddedColumn] = []
        var (output, weight) = (0, 3)
        for input in 0..<numbers.int(1...6) {
            let categories = numbers.int(0...2) == 0 ? 0 : numbers.int(1...20)
            let dimension = categories == 0 ? 1 : numbers.int(1...9)
            columns.append(
                EmbeddedColumn(
                    input: input, output: output, categories: categories, dimension: dimension,
                    weight: weight, sums: weight))
            output += dimension
            weight += categories * dimension
        }
        let input = (0..<columns.count * laneCount).map { place -> Float in
            switch numbers.int(0...9) {
            case 0: -1
            case 1: .nan
            case 2: 1e30
            default: Float(numbers.int(0...max(0, columns[place / laneCount].categories)))
            }
        }
        let values = numbers.floats(weight)
        let gradients = numbers.floats(output * laneCount)
        let start = numbers.floats(weight)
        func storage(_ values: [Float]) -> AlignedStorage {
            let storage = AlignedStorage(floats: values.count)
            for (place, value) in values.enumerated() { storage.floats[place] = value }
            return storage
        }
        let (inputs, table, slopes) = (storage(input), storage(values), storage(gradients))
        let (results, sums) = (storage(gradients), storage(start))
        let inputGradients = storage(input)
        columns.withUnsafeBufferPointer { columns in
            set.layerKernels.embedColumns(
                columns.baseAddress!, columns.count, inputs.lanes(), table.floats,
                results.lanes())
            set.layerKernels.embedColumnsGradient(
                columns.baseAddress!, columns.count, inputs.lanes(), slopes.lanes(), seed % 2 == 0,
                weight, sums.floats, inputGradients.lanes())
        }
        func bits(_ storage: AlignedStorage, _ count: Int) -> [UInt32] {
            (0..<count).map { storage.floats[$0].bitPattern }
        }
        let expected = ReferenceKernels.embedColumns(
            columns, input: input, values: values, outputCount: output)
        // A number passes with its bits, also one that is not a number.
        #expect(bits(results, expected.count) == expected.map(\.bitPattern))
        let wanted = ReferenceKernels.embedColumnsGradient(
            columns, input: input, gradients: gradients,
            sums: seed % 2 == 0 ? Array(repeating: 0, count: weight) : start)
        #expect(bits(sums, weight) == wanted.sums.map(\.bitPattern))
        #expect(bits(inputGradients, input.count) == wanted.inputGradients.map(\.bitPattern))
        withExtendedLifetime((inputs, table, slopes, results, sums, inputGradients)) {}
    }

    @Test("Only a vector of as many values as columns is embedded")
    func shapes() throws {
        let embedding = Layer.embedding(Embedding([.number, .categories(3, dimension: 2)]))
        for input in [Shape.vector(3), .sequence(channels: 1, length: 2)] {
            #expect(throws: EngineError.self) {
                try Network(input: input, layers: [NamedLayer("e", embedding)])
            }
        }
        let network = try Network(input: .vector(2), layers: [NamedLayer("e", embedding)])
        #expect(network.output == .vector(3))
        #expect(network.parameters.map(\.name) == ["e.0.weight"])
    }
}
