import Testing

@testable import TrainingEngine

/// Training towards targets that are not the input.
@Suite struct LossTrainingTests {
    private let pixels = Samples.images(channels: 1, size: 8)
    /// The images in reverse order.
    private var reversed: [UInt8] {
        (0..<Samples.count).reversed().flatMap { pixels[$0 * 64..<($0 + 1) * 64] }
    }
    private let labels = (0..<Samples.count).map { UInt8($0 * 7 % 5) }

    private func trainer(_ loss: Loss, _ target: Loss.Target) throws -> Trainer {
        let layers: [Layer] = [.flatten, .linear(12), .sigmoid]
        let isClassifier = target == .labels
        let network = try Network(
            input: .image(channels: 1, height: 8, width: 8),
            layers: NamedLayer.sequence(
                "model", layers + (isClassifier ? [.linear(5)] : [.linear(64), .sigmoid])))
        let trainer = try Trainer(
            network: network, loss: loss, target: target,
            optimizer: OptimizerSettings(.adamW, learningRate: 0.02))
        var file = try Samples.golden("optim-initial")
        if isClassifier {
            file.tensors = file.tensors.filter { $0.name.hasPrefix("classifier.") }.map {
                .init(
                    name: String($0.name.dropFirst("classifier.".count)), shape: $0.shape,
                    values: $0.values)
            }
        }
        try trainer.loadParameters(file, source: "initial")
        return trainer
    }

    private func run(
        _ work: (UnsafeRawBufferPointer, UnsafeRawBufferPointer?, UnsafeBufferPointer<Int32>)
            -> Double, targets: [UInt8], batch: [Int32]
    ) -> Double {
        pixels.withUnsafeBytes { pixels in
            targets.withUnsafeBytes { targets in
                batch.withUnsafeBufferPointer { work(pixels, targets, $0) }
            }
        }
    }

    @Test(
        "Gradients towards other images and labels are PyTorch's",
        arguments: [
            ("images-bce", Loss.binaryCrossEntropy, Loss.Target.images),
            ("images-huber", .huber(delta: 0.25), .images),
            ("labels", .crossEntropy(labelSmoothing: 0.1), .labels),
        ])
    func golden(name: String, loss: Loss, target: Loss.Target) throws {
        let golden = try Samples.golden("optim-losses")
        let trainer = try trainer(loss, target)
        let targets = target == .labels ? labels : reversed
        let value = run(trainer.computeGradients, targets: targets, batch: Samples.batch(0)) / 20
        let wanted = Double(try #require(golden["\(name).value"]).values[0])
        #expect(abs(value - wanted) < 1e-6 * wanted)
        #expect(
            run(trainer.evaluate, targets: targets, batch: Samples.batch(0)) == value)
        for view in trainer.network.parameters {
            let wanted = try #require(golden["\(name).\(view.name)"]).values
            let found = try #require(trainer.gradient(view.name))
            let largest = wanted.reduce(0) { max($0, abs($1)) }
            for (found, wanted) in zip(found, wanted) {
                #expect(abs(found - wanted) < 3e-6 * largest, "\(view.name)")
            }
        }
    }

    @Test(
        "Every loss's gradient is its slope",
        arguments: LossTests.losses.map(\.loss).filter { $0 != .meanSquaredError })
    func slopes(loss: Loss) throws {
        let target: Loss.Target = loss.isPerSample ? .labels : .images
        let trainer = try trainer(loss, target)
        let targets = target == .labels ? labels : reversed
        let start = trainer.checkpoint()
        _ = run(trainer.computeGradients, targets: targets, batch: Samples.batch(1))
        for (place, view) in trainer.network.parameters.enumerated() {
            let gradient = try #require(trainer.gradient(view.name))
            let scale = gradient.reduce(0) { max($0, abs($1)) }
            for element in stride(from: 1, to: view.count, by: max(view.count / 9, 1)) {
                // L1's slope jumps, and Huber's slope has corners: a small step meets few of them.
                let h: Float = 1.0 / 256
                func value(_ offset: Float) throws -> Double {
                    var moved = start
                    moved.tensors[place].values[element] += offset
                    try trainer.loadParameters(moved, source: "moved")
                    return run(trainer.evaluate, targets: targets, batch: Samples.batch(1))
                }
                let slope = try (value(h) - value(-h)) / (2 * Double(h))
                #expect(
                    abs(slope - Double(gradient[element])) < 2e-5 + 5e-3 * Double(scale),
                    "\(view.name)[\(element)]: \(slope), \(gradient[element])")
            }
        }
    }

    @Test("A classifier learns its labels, and images their mirror")
    func learning() throws {
        let classifier = try trainer(.crossEntropy(), .labels)
        let decoder = try trainer(.l1, .images)
        let all = (0..<Int32(Samples.count)).map { $0 }
        let classifiedBefore = run(classifier.evaluate, targets: labels, batch: all)
        let decodedBefore = run(decoder.evaluate, targets: reversed, batch: all)
        for _ in 0..<150 {
            _ = run(classifier.step, targets: labels, batch: all)
            _ = run(decoder.step, targets: reversed, batch: all)
        }
        #expect(run(classifier.evaluate, targets: labels, batch: all) < classifiedBefore / 2)
        #expect(run(decoder.evaluate, targets: reversed, batch: all) < decodedBefore / 2)
    }

    @Test("Labels beyond the classes, and targets that are missing or not wanted, stop the program")
    func wrongTargets() async {
        let beyond = await #expect(processExitsWith: .failure) {
            let tests = LossTrainingTests()
            let trainer = try tests.trainer(.crossEntropy(), .labels)
            _ = tests.run(trainer.step, targets: [0, 1, 5], batch: [2])
        }
        let missing = await #expect(processExitsWith: .failure) {
            let tests = LossTrainingTests()
            let trainer = try tests.trainer(.l1, .images)
            _ = trainer.step(tests.pixels, [0])
        }
        let unwanted = await #expect(processExitsWith: .failure) {
            let tests = LossTrainingTests()
            let trainer = try tests.trainer(.l1, .input)
            _ = tests.run(trainer.step, targets: tests.reversed, batch: [0])
        }
        // A precondition ends a process by a signal; an error that was thrown would by code 1.
        for end in [beyond, missing, unwanted] { #expect(end?.exitStatus != .exitCode(1)) }
    }

    @Test("Losses, targets and networks that don't fit are refused in words")
    func refusals() throws {
        func refusal(
            _ loss: Loss, _ target: Loss.Target? = nil, layers: [Layer] = [.flatten, .linear(64)]
        ) -> String {
            do throws(EngineError) {
                let network = try Network(
                    input: .image(channels: 1, height: 8, width: 8),
                    layers: NamedLayer.sequence("m", layers))
                _ = try Trainer(
                    network: network, loss: loss, target: target,
                    optimizer: OptimizerSettings(.sgd, learningRate: 1))
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(refusal(.l1) == "")
        #expect(refusal(.crossEntropy()) == "")
        #expect(refusal(.l1, .labels).contains("found") == false)
        #expect(refusal(.l1, .labels).contains("must be input or images"))
        #expect(refusal(.crossEntropy(), .input).contains("must be labels"))
        #expect(refusal(.huber(delta: 0)).hasPrefix("Huber's delta is 0.0"))
        #expect(refusal(.crossEntropy(labelSmoothing: 1.5)).hasPrefix("label smoothing is 1.5"))
        #expect(refusal(.crossEntropy(), layers: [.sigmoid]).contains("a vector of classes"))
        #expect(
            refusal(.crossEntropy(), layers: [.flatten, .linear(300)]).contains("at most 256"))
        #expect(refusal(.l1, layers: [.flatten, .linear(5)]).contains("its input 64"))
        #expect(refusal(.l1, .images, layers: [.flatten, .linear(5)]) == "")
    }
}
