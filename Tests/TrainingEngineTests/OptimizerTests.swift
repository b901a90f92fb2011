import KernelTypes
import Testing

@testable import TrainingEngine

/// Optimizers and clipping against PyTorch's trajectories, which Scripts/goldens_optim.py writes.
@Suite struct OptimizerTests {
    /// The perceptron of the goldens, which reconstructs 8×8 images.
    static func network() throws -> Network {
        try Network(
            input: .image(channels: 1, height: 8, width: 8),
            layers: NamedLayer.sequence(
                "model", [.flatten, .linear(12), .sigmoid, .linear(64), .sigmoid]))
    }

    static func settings(_ run: String) -> OptimizerSettings {
        var settings: OptimizerSettings
        switch run {
        case "sgd": settings = OptimizerSettings(.sgd, learningRate: 0.5, weightDecay: 1e-3)
        case "sgd-momentum", "sgd-nesterov":
            settings = OptimizerSettings(.sgd, learningRate: 0.2, weightDecay: 1e-3)
            settings.momentum = 0.9
            settings.isNesterov = run == "sgd-nesterov"
        case "adam": settings = OptimizerSettings(.adam, learningRate: 5e-3, weightDecay: 1e-4)
        case "adamw": settings = OptimizerSettings(.adamW, learningRate: 5e-3)
        case "adamw-decay":
            settings = OptimizerSettings(.adamW, learningRate: 2e-3, weightDecay: 0.3)
            (settings.beta1, settings.beta2, settings.epsilon) = (0.8, 0.99, 1e-6)
        case "rmsprop":
            settings = OptimizerSettings(.rmsprop, learningRate: 1e-3, weightDecay: 1e-3)
        case "rmsprop-momentum":
            settings = OptimizerSettings(.rmsprop, learningRate: 2e-4, weightDecay: 1e-3)
            (settings.smoothing, settings.momentum) = (0.9, 0.8)
        case "clip-norm":
            settings = OptimizerSettings(.sgd, learningRate: 2)
            settings.momentum = 0.5
            settings.clipping = .norm(0.05)
        case "clip-value":
            settings = OptimizerSettings(.adam, learningRate: 5e-3)
            settings.clipping = .value(1e-3)
        default: preconditionFailure("no run \(run)")
        }
        return settings
    }

    static let runs = [
        "sgd", "sgd-momentum", "sgd-nesterov", "adam", "adamw", "adamw-decay", "rmsprop",
        "rmsprop-momentum", "clip-norm", "clip-value",
    ]

    static func trainer(_ run: String) throws -> Trainer {
        let trainer = try Trainer(network: network(), optimizer: settings(run))
        try trainer.loadParameters(Samples.golden("optim-initial"), source: "initial")
        return trainer
    }

    private let pixels = Samples.images(channels: 1, size: 8)

    @Test("200 steps follow PyTorch's losses and weights within 1e-5", arguments: runs)
    func trajectory(run: String) throws {
        let trainer = try Self.trainer(run)
        let golden = try Samples.golden("optim-trajectories")
        let losses = (0..<200).map { Float(trainer.step(pixels, Samples.batch($0)) / 20) }
        let expected = try #require(golden["\(run).losses"]).values
        #expect(losses[199] < losses[0] * 0.9)
        for (step, (found, wanted)) in zip(losses, expected).enumerated() {
            #expect(abs(found - wanted) < 5e-6 * wanted, "step \(step): \(found), \(wanted)")
        }
        for view in trainer.network.parameters {
            let wanted = try #require(golden["\(run).\(view.name)"]).values
            let found = try #require(trainer.parameter(view.name))
            let largest = wanted.reduce(0) { max($0, abs($1)) }
            for (found, wanted) in zip(found, wanted) {
                #expect(abs(found - wanted) < 1e-5 * largest, "\(view.name)")
            }
        }
    }

    @Test("Training resumed from a checkpoint has the same bits", arguments: runs)
    func resume(run: String) throws {
        let whole = try Self.trainer(run)
        for step in 0..<9 {
            whole.learningRate *= 0.97
            _ = whole.step(pixels, Samples.batch(step))
        }
        let bytes = whole.checkpoint().encoded()
        let resumed = try Trainer(network: Self.network(), optimizer: Self.settings(run))
        try resumed.restore(TensorFile(decoding: bytes, source: "memory"), source: "memory")
        #expect(resumed.learningRate == whole.learningRate)
        #expect(whole.learningRate < whole.optimizer.learningRate)
        for trainer in [whole, resumed] {
            for step in 9..<15 { _ = trainer.step(pixels, Samples.batch(step)) }
        }
        #expect(resumed.checkpoint() == whole.checkpoint())
    }

    @Test("A rate that a schedule left unchanged adds nothing to a checkpoint")
    func unchangedRate() throws {
        let trainer = try Self.trainer("sgd")
        #expect(trainer.checkpoint().metadata["podium.learning_rate"] == nil)
        trainer.learningRate = 0.25
        var file = trainer.checkpoint()
        #expect(file.metadata["podium.learning_rate"] == "0.25")
        for wrong in ["-1", "nan", "", "0.1x"] {
            file.metadata["podium.learning_rate"] = wrong
            #expect(throws: EngineError.self) { try trainer.restore(file, source: "x") }
        }
        #expect(trainer.learningRate == 0.25)
        try trainer.loadParameters(Samples.golden("optim-initial"), source: "initial")
        #expect(trainer.learningRate == 0.5)
    }

    @Test("Settings outside their range are refused by name")
    func refusals() throws {
        func refusal(_ kind: OptimizerSettings.Kind, _ change: (inout OptimizerSettings) -> Void)
            -> String?
        {
            var settings = OptimizerSettings(kind, learningRate: 0.1)
            change(&settings)
            do throws(EngineError) {
                try settings.validate()
                return nil
            } catch {
                return "\(error)"
            }
        }
        #expect(refusal(.sgd) { $0.momentum = 0.9 } == nil)
        #expect(refusal(.sgd) { $0.momentum = -1 }?.hasPrefix("momentum is -1.0") == true)
        #expect(refusal(.adam) { $0.momentum = 0.9 }?.contains("be 0 with Adam") == true)
        #expect(refusal(.sgd) { $0.isNesterov = true }?.hasPrefix("Nesterov's") == true)
        #expect(refusal(.adamW) { $0.beta2 = 1 }?.hasPrefix("beta2 is 1.0") == true)
        #expect(refusal(.adamW) { $0.epsilon = .nan }?.hasPrefix("epsilon is nan") == true)
        #expect(refusal(.rmsprop) { $0.smoothing = -0.1 }?.hasPrefix("smoothing") == true)
        #expect(refusal(.sgd) { $0.clipping = .norm(0) }?.contains("largest norm is 0") == true)
        #expect(refusal(.sgd) { $0.clipping = .value(.infinity) }?.contains("value") == true)
        #expect(OptimizerSettings(.adamW, learningRate: 1).weightDecay == 0.01)
        #expect(OptimizerSettings(.sgd, learningRate: 1).weightDecay == 0)
    }

    @Test("The gradients' norm is what a sum of doubles gives, and clipping keeps directions")
    func norm() throws {
        let trainer = try Self.trainer("clip-norm")
        _ = trainer.computeGradients(pixels, Samples.batch(0))
        let before = trainer.network.parameters.flatMap { trainer.gradient($0.name)! }
        let norm = before.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(trainer.gradientNorm() - norm) < 1e-6 * norm)
        trainer.clipGradients(.norm(norm * 1.01))
        #expect(trainer.network.parameters.flatMap { trainer.gradient($0.name)! } == before)
        trainer.clipGradients(.norm(norm / 4))
        let after = trainer.network.parameters.flatMap { trainer.gradient($0.name)! }
        let factor = Float(norm / 4 / (norm + 1e-6))
        for (old, new) in zip(before, after) {
            #expect(abs(new - old * factor) <= 1e-6 * abs(old))
        }
    }
}
