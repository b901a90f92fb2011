import Testing

@testable import TrainingEngine

/// What holds for every network, seen on networks of random layers.
@Suite struct RandomNetworkTests {
    private static let seeds = Array(0..<60) + Array(100..<160)

    @Test("Residual blocks and layers of one dimension are among the networks")
    func kinds() throws {
        var counts: [String: Int] = [:]
        for seed in Self.seeds {
            for named in try RandomNetwork(seed: seed).network.layers {
                counts[named.layer.kind, default: 0] += 1
            }
            for view in try RandomNetwork(seed: seed).network.parameters
            where view.name.hasSuffix("projection.weight") {
                counts["projection", default: 0] += 1
            }
        }
        for kind in [
            "Residual", "projection", "Conv1d", "ConvTranspose1d", "MaxPool1d", "AvgPool1d",
        ] {
            #expect(counts[kind] ?? 0 >= 5, "\(kind): \(counts)")
        }
    }

    @Test("Instruction sets and numbers of threads have the same bits", arguments: Self.seeds)
    func sameBits(seed: Int) throws {
        let random = try RandomNetwork(seed: seed)
        let one = try random.trainer(instructionSet: InstructionSet.available[0])
        let losses = random.train(one, steps: 0..<4)
        let file = one.checkpoint().encoded()
        for set in InstructionSet.available.dropFirst() {
            let other = try random.trainer(instructionSet: set)
            #expect(random.train(other, steps: 0..<4).map(\.bitPattern) == losses.map(\.bitPattern))
            #expect(other.checkpoint().encoded() == file)
        }
        for threads in 2...3 {
            let other = try random.trainer(threads: threads)
            #expect(random.train(other, steps: 0..<4).map(\.bitPattern) == losses.map(\.bitPattern))
            #expect(other.checkpoint().encoded() == file)
        }
    }

    @Test(
        "Training resumed in the middle has the bits of training that went on",
        arguments: Self.seeds)
    func resume(seed: Int) throws {
        let random = try RandomNetwork(seed: seed)
        let whole = try random.trainer()
        _ = random.train(whole, steps: 0..<3)
        let file = try TensorFile(decoding: whole.checkpoint().encoded(), source: "memory")
        let losses = random.train(whole, steps: 3..<6)
        let resumed = try random.trainer(threads: 1 + seed % 2)
        try resumed.restore(file, source: "memory")
        #expect(random.train(resumed, steps: 3..<6).map(\.bitPattern) == losses.map(\.bitPattern))
        #expect(resumed.checkpoint().encoded() == whole.checkpoint().encoded())
    }

    // The blocks of network 141 double its values five times: its logistic outputs saturate, and
    // the loss bends too much for any step that single precision resolves.
    @Test(
        "Every tensor's gradient is the loss's slope along it",
        arguments: Self.seeds.filter { $0 != 141 })
    func slopes(seed: Int) throws {
        let random = try RandomNetwork(seed: seed)
        let trainer = try random.trainer()
        let start = trainer.checkpoint()
        // The same words drop the same values each time: no optimizer step is taken.
        func loss() -> Double {
            random.withBatch(21, step: seed) { inputs, targets in
                trainer.computeGradients(inputs: inputs, targets: targets) / 21
            }
        }
        _ = loss()
        let gradients = random.network.parameters.map { trainer.gradient($0.name)! }
        func norm(_ values: [Float]) -> Double {
            values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        }
        let largest = gradients.map(norm).max() ?? 0
        for (view, gradient) in zip(random.network.parameters, gradients) {
            let size = norm(gradient)
            // Normalisation undoes shifts before it: such gradients are rounding alone.
            guard size > 1e-3 * largest, size > 1e-4 else { continue }
            func moved(_ distance: Double) throws -> Double {
                var file = start
                let place = file.tensors.firstIndex { $0.name == view.name }!
                for (element, slope) in gradient.enumerated() {
                    file.tensors[place].values[element] += Float(distance * Double(slope) / size)
                }
                try trainer.restore(file, source: "moved")
                return loss()
            }
            // Losses and layers with corners need small steps, rounding large ones.
            let slopes = try [1.0 / 128, 1.0 / 512, 1.0 / 2048].map { h in
                try (moved(h) - moved(-h)) / (2 * h)
            }
            let error = slopes.map { abs($0 - size) }.min()!
            #expect(
                error < 0.03 * size + 2e-3 * largest + 2e-4,
                "\(view.name): \(slopes), \(size) in \(random.network.layers.map(\.layer.kind))")
        }
    }
}
