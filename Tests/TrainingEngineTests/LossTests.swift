import KernelTypes
import Testing

@testable import TrainingEngine

/// Losses against PyTorch's values and gradients, and gradients against differences;
/// Scripts/goldens_optim.py writes the goldens.
@Suite struct LossTests {
    static let losses: [(name: String, loss: Loss)] = [
        ("l1", .l1), ("mse", .meanSquaredError), ("huber", .huber()),
        ("huber-narrow", .huber(delta: 0.25)), ("bce", .binaryCrossEntropy),
        ("bce-edge", .binaryCrossEntropy), ("bce-logits", .binaryCrossEntropyWithLogits),
        ("cross-entropy", .crossEntropy()),
        ("cross-entropy-smooth", .crossEntropy(labelSmoothing: 0.1)),
    ]

    /// A trainer whose outputs and targets are written into its panels, not computed.
    private func evaluate(
        _ loss: Loss, outputs: [Float], targets: [Float], samples: Int, set: InstructionSet
    ) throws -> (value: Double, gradient: [Float]) {
        let count = outputs.count / samples
        let trainer = try Trainer(
            network: Network(
                input: .vector(1), layers: NamedLayer.sequence("m", [.linear(count)])),
            loss: loss, target: loss.isPerSample ? .labels : .images,
            optimizer: OptimizerSettings(.sgd, learningRate: 1), instructionSet: set)
        let workspace = trainer.workspaces[0]
        let output =
            UnsafeMutableRawPointer(workspace.panelValues + trainer.plan.result)
            .assumingMemoryBound(to: Float.self)
        for place in 0..<count * laneCount {
            let (index, lane) = (place / laneCount, place % laneCount)
            // Lanes without a sample hold what must not count.
            output[place] = lane < samples ? outputs[lane * count + index] : .nan
            if !loss.isPerSample {
                workspace.targetPanel.floats[place] =
                    lane < samples ? targets[lane * count + index] : 7
            }
        }
        if loss.isPerSample {
            for lane in 0..<samples { workspace.targetPanel.floats[lane] = targets[lane] }
        }
        let total = workspace.panelLoss(
            loss, trainer.target, scale: loss.gradientScale(batch: samples, outputs: count),
            live: samples,
            gradient: workspace.gradientPanel)
        let gradient = UnsafeRawPointer(workspace.gradientPanel)
            .assumingMemoryBound(to: Float.self)
        for place in 0..<count * laneCount where place % laneCount >= samples {
            #expect(gradient[place] == 0)
        }
        let gradients = (0..<samples * count).map {
            gradient[$0 % count * laneCount + $0 / count]
        }
        return (total / Double(samples), gradients)
    }

    @Test("Values and gradients are PyTorch's", arguments: losses)
    func golden(name: String, loss: Loss) throws {
        let golden = try Samples.golden("optim-losses")
        let outputs = try #require(golden["\(name).outputs"])
        let targets = try #require(golden["\(name).targets"]).values
        let value = Double(try #require(golden["\(name).value"]).values[0])
        let gradient = try #require(golden["\(name).gradient"]).values
        for set in InstructionSet.available {
            let found = try evaluate(
                loss, outputs: outputs.values, targets: targets, samples: outputs.shape[0],
                set: set)
            #expect(abs(found.value - value) < 1e-6 * value, "\(found.value), \(value)")
            let floor = loss.gradientScale(
                batch: outputs.shape[0], outputs: loss.isPerSample ? 1 : outputs.shape[1])
            for (found, wanted) in zip(found.gradient, gradient) {
                #expect(
                    abs(found - wanted) <= 1e-6 * abs(wanted) + 2e-7 * floor,
                    "\(found), \(wanted)")
            }
        }
    }

    @Test("Kernels have the plain losses' bits", arguments: losses)
    func plain(name: String, loss: Loss) throws {
        var numbers = TestNumbers(seed: 4)
        for set in InstructionSet.available {
            for samples in [1, 3, 16] {
                let count = numbers.int(2...9)
                let isProbability = loss == .binaryCrossEntropy
                let outputs = numbers.floats(samples * count).map {
                    isProbability ? abs($0) : $0 * 9
                }
                let targets =
                    loss.isPerSample
                    ? (0..<samples).map { _ in Float(numbers.int(0...count - 1)) }
                    : numbers.floats(samples * count).map(abs)
                let found = try evaluate(
                    loss, outputs: outputs, targets: targets, samples: samples, set: set)
                let scale = loss.gradientScale(batch: samples, outputs: count)
                var total = 0.0
                for sample in 0..<samples {
                    let rows = sample * count..<(sample + 1) * count
                    let (value, slopes) = plainLoss(
                        loss, Array(outputs[rows]),
                        loss.isPerSample ? [targets[sample]] : Array(targets[rows]))
                    total += Double(value)
                    #expect(slopes.map { $0 * scale } == Array(found.gradient[rows]))
                }
                let mean = total / (loss.isPerSample ? 1 : Double(count)) / Double(samples)
                #expect(found.value == mean)
            }
        }
    }

    /// A sample's sum of losses and its slopes.
    private func plainLoss(
        _ loss: Loss, _ outputs: [Float], _ targets: [Float]
    ) -> (Float, [Float]) {
        if case .crossEntropy(let smoothing) = loss {
            let result = ReferenceKernels.crossEntropy(
                outputs, label: Int(targets[0]), smoothing: Float(smoothing))
            return (result.loss, result.slopes)
        }
        var (sum, slopes) = (Float(0), [Float]())
        for (x, t) in zip(outputs, targets) {
            let term: ReferenceKernels.Term
            switch loss {
            case .l1: term = ReferenceKernels.absoluteError(x, t)
            case .huber(let delta): term = ReferenceKernels.huber(x, t, delta: Float(delta))
            case .binaryCrossEntropy: term = ReferenceKernels.binaryCrossEntropy(x, t)
            case .binaryCrossEntropyWithLogits:
                term = ReferenceKernels.binaryCrossEntropyWithLogits(x, t)
            default:
                // The squared error's product is fused, and its slope lacks the factor 2.
                sum.addProduct(x - t, x - t)
                slopes.append(x - t)
                continue
            }
            sum += term.loss
            slopes.append(term.slope)
        }
        return (sum, slopes)
    }

    @Test("The logarithm is right within 2e-7, and keeps zero, infinity and NaN")
    func logarithm() {
        var numbers = TestNumbers(seed: 8)
        for _ in 0..<20_000 {
            let x = Float(bitPattern: UInt32(numbers.int(1...0x7f7f_ffff)))
            let exact = naturalLogarithm(Double(x))
            let found = Double(ReferenceKernels.logarithm(x))
            #expect(abs(found - exact) <= 2e-7 * max(abs(exact), 1e-7), "ln \(x): \(found)")
            let u = numbers.float() * 0.999
            let wanted = naturalLogarithm(1 + Double(u))
            #expect(
                abs(Double(ReferenceKernels.logarithmOnePlus(u)) - wanted)
                    <= 3e-7 * abs(wanted) + 1e-12, "ln(1 + \(u))")
        }
        #expect(ReferenceKernels.logarithm(1) == 0)
        #expect(ReferenceKernels.logarithm(0) == -.infinity)
        #expect(ReferenceKernels.logarithm(.infinity) == .infinity)
        #expect(ReferenceKernels.logarithm(.nan).isNaN)
        #expect(ReferenceKernels.logarithmOnePlus(-1) == -.infinity)
    }

    /// ln x for tests, by the odd series of artanh.
    private func naturalLogarithm(_ x: Double) -> Double {
        let s = (x.significand - 1) / (x.significand + 1)
        var (sum, power) = (0.0, s)
        for n in stride(from: 1.0, through: 61, by: 2) {
            sum += power / n
            power *= s * s
        }
        return 2 * sum + Double(x.exponent) * 0.6931471805599453
    }
}
