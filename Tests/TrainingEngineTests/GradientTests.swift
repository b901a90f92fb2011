import Testing

@testable import TrainingEngine

/// Gradients against differences of the loss, which the plain sums of a Double make exact enough.
@Suite struct GradientTests {
    /// Networks that reconstruct 2×7×6 images through every kind of layer.
    private func network(_ seed: Int) throws -> Network {
        var numbers = TestNumbers(seed: seed)
        let width = numbers.int(2...9)
        let middle: [Layer] = [
            .flatten, .linear(width), .sigmoid, .linear(numbers.int(1...5)), .linear(84),
        ]
        let choices: [[Layer]] = [
            middle + [.unflatten(channels: 2, height: 7, width: 6), .sigmoid],
            [
                .conv2D(Convolution(channels: 3, kernel: 3, stride: 2, padding: 1)), .sigmoid,
                .convTranspose2D(Convolution(channels: 2, kernel: 3, stride: 2, padding: 1)),
            ],
            [.conv2D(Convolution(channels: 4, kernel: 3, padding: 1)), .sigmoid]
                + [.conv2D(Convolution(channels: 2, kernel: 5, padding: 2)), .sigmoid],
            [.sigmoid, .sigmoid] + middle
                + [.unflatten(channels: 2, height: 7, width: 6), .flatten],
        ]
        // The second choice gives back odd extents alone.
        let odd = seed % 4 == 1
        return try Network(
            input: .image(channels: 2, height: 7, width: odd ? 7 : 6),
            layers: NamedLayer.sequence("model", choices[seed % 4]))
    }

    @Test("Every parameter's gradient is the loss's slope", arguments: 0..<12)
    func slopes(seed: Int) throws {
        let network = try network(seed)
        let trainer = try Trainer(
            network: network, optimizer: OptimizerSettings(.adam, learningRate: 1e-3))
        var numbers = TestNumbers(seed: seed + 100)
        let pixels = (0..<9 * network.input.count).map { _ in UInt8(numbers.int(0...255)) }
        let batch = (0..<9).map { Int32($0) }
        let start = TensorFile(
            tensors: network.parameters.map {
                .init(name: $0.name, shape: $0.shape, values: numbers.floats($0.count))
            })
        try trainer.loadParameters(start, source: "start")
        _ = trainer.computeGradients(pixels, batch)
        for (place, view) in network.parameters.enumerated() {
            let gradient = try #require(trainer.gradient(view.name))
            let scale = gradient.reduce(0) { max($0, abs($1)) }
            for element in Swift.stride(from: 0, to: view.count, by: max(view.count / 7, 1)) {
                let h: Float = 1.0 / 128
                func loss(_ offset: Float) throws -> Double {
                    var moved = start
                    moved.tensors[place].values[element] += offset
                    try trainer.loadParameters(moved, source: "moved")
                    return trainer.evaluate(pixels, batch)
                }
                // Fourth-order central difference.
                let near = try loss(h) - loss(-h)
                let far = try loss(2 * h) - loss(-2 * h)
                let slope = (8 * near - far) / (12 * Double(h))
                #expect(
                    abs(slope - Double(gradient[element])) < 1e-5 + 1e-3 * Double(scale),
                    "\(view.name)[\(element)]: \(slope), \(gradient[element])")
            }
        }
    }

    @Test("A partial panel counts its samples alone", arguments: [1, 5, 15, 16, 17, 31, 40])
    func partialPanels(count: Int) throws {
        // The mean gradient of a batch is that of its samples one by one, up to rounding.
        let trainer = try Trainer(
            network: Networks.odd(), optimizer: OptimizerSettings(.adam, learningRate: 1e-3))
        try trainer.loadParameters(Samples.golden("odd"), source: "odd")
        let pixels = Samples.images(channels: 2, size: 11)
        let batch = (0..<count).map { Int32($0 * 3 % Samples.count) }
        let total = trainer.computeGradients(pixels, batch)
        let together = trainer.network.parameters.map { trainer.gradient($0.name)! }
        var sums = together.map { $0.map { _ in 0.0 } }
        var losses = 0.0
        for sample in batch {
            losses += trainer.computeGradients(pixels, [sample])
            for (place, view) in trainer.network.parameters.enumerated() {
                for (element, value) in trainer.gradient(view.name)!.enumerated() {
                    sums[place][element] += Double(value)
                }
            }
        }
        #expect(abs(losses - total) < 1e-6 * total)
        #expect(abs(trainer.evaluate(pixels, batch) * Double(count) - total) < 1e-12)
        for (place, view) in trainer.network.parameters.enumerated() {
            let scale = together[place].reduce(0) { max($0, abs($1)) }
            for (found, sum) in zip(together[place], sums[place]) {
                let error = abs(Double(found) - sum / Double(count))
                #expect(error < 2e-6 * Double(scale), "\(view.name)")
            }
        }
    }

    @Test("What the pixels of absent lanes were makes no difference")
    func absentLanes() throws {
        let trainer = try Trainer(
            network: Networks.odd(), optimizer: OptimizerSettings(.rmsprop, learningRate: 1e-3))
        try trainer.loadParameters(Samples.golden("odd"), source: "odd")
        let pixels = Samples.images(channels: 2, size: 11)
        let first = trainer.computeGradients(pixels, [3, 1, 4])
        let gradients = trainer.network.parameters.map { trainer.gradient($0.name)! }
        _ = trainer.computeGradients(pixels, (20..<60).map { Int32($0) })
        #expect(trainer.computeGradients(pixels, [3, 1, 4]) == first)
        #expect(trainer.network.parameters.map { trainer.gradient($0.name)! } == gradients)
    }
}
