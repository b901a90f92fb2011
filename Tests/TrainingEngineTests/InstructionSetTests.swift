import Testing

@testable import TrainingEngine

@Suite struct InstructionSetTests {
    @Test("Training has the same bits on every instruction set, and these")
    func sameBits() throws {
        let pixels = Samples.images(channels: 1, size: 28)
        for kind in OptimizerSettings.Kind.allCases {
            let runs = try InstructionSet.available.map { set in
                let trainer = try Trainer(
                    network: Networks.autoencoder(),
                    optimizer: OptimizerSettings(kind, learningRate: 2e-3, weightDecay: 1e-3),
                    instructionSet: set)
                try trainer.loadParameters(Samples.golden("initial"), source: "initial")
                for step in 0..<10 { _ = trainer.step(pixels, Samples.batch(step)) }
                return trainer.checkpoint()
            }
            #expect(Set(runs).count == 1)
            // FNV-1a over the file: the same on every processor that ever ran this test.
            let hash = runs[0].encoded().reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01b3
            }
            let known: [OptimizerSettings.Kind: UInt64] = [
                .adam: 9_169_437_084_656_773_738, .rmsprop: 11_993_758_111_034_207_491,
                .sgd: 8_158_751_028_652_071_474, .adamW: 14_855_969_957_536_609_008,
            ]
            #expect(hash == known[kind], "the order of a sum changed, or a formula")
        }
    }

    @Test("A set that the processor lacks is refused in words, not run")
    func missingSet() throws {
        let network = try Network(
            input: .image(channels: 1, height: 4, width: 4),
            layers: NamedLayer.sequence("encoder", [.flatten, .linear(2)]))
        for set in InstructionSet.allCases where !InstructionSet.available.contains(set) {
            do throws(EngineError) {
                _ = try Trainer(
                    network: network, loss: .crossEntropy(),
                    optimizer: OptimizerSettings(.adam, learningRate: 1e-3), instructionSet: set)
                Issue.record("\(set) was accepted")
            } catch {
                #expect("\(error)".contains("lacks \(set.rawValue)"), "\(error)")
            }
        }
    }

    @Test("The fastest set is chosen unless another one is asked for")
    func choice() throws {
        #expect(try InstructionSet.choose(forced: nil, from: [.avx2, .avx512]) == .avx512)
        #expect(try InstructionSet.choose(forced: "", from: [.avx2]) == .avx2)
        #expect(try InstructionSet.choose(forced: "avx2", from: [.avx2, .avx512]) == .avx2)
        for (forced, available, words) in [
            ("avx512", [.avx2], "PODIUM_ISA is avx512; it must be avx2"),
            ("sse", [.avx2, .avx512], "avx2 or avx512"), (nil, [], "lacks AVX2"),
        ] as [(String?, [InstructionSet], String)] {
            do throws(EngineError) {
                _ = try InstructionSet.choose(forced: forced, from: available)
                Issue.record("accepted")
            } catch {
                #expect("\(error)".contains(words), "\(error)")
            }
        }
    }
}
