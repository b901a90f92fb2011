import KernelTypes
import Testing

@testable import TrainingEngine

/// Inputs and targets from bytes and floats, with indices of their own.
@Suite struct SampleRowsTests {
    private func bits(_ storage: AlignedStorage, _ count: Int) -> [UInt32] {
        UnsafeBufferPointer(start: storage.floats, count: count).map(\.bitPattern)
    }

    @Test(
        "Rows of floats become panels, absent lanes zero, whatever rows hold",
        arguments: InstructionSet.available, 0..<40)
    func loading(set: InstructionSet, seed: Int) {
        var numbers = TestNumbers(seed: seed)
        let (size, samples) = (numbers.int(1...23), numbers.int(1...30))
        var rows = numbers.floats(size * samples)
        rows[numbers.int(0...rows.count - 1)] = .nan
        let indices = (0..<numbers.int(1...16)).map { _ in Int32(numbers.int(0...samples - 1)) }
        let panel = AlignedStorage(floats: size * laneCount)
        panel.floats.update(repeating: 7, count: size * laneCount)
        set.table.rows.loadFloats(rows, size, indices, indices.count, panel.lanes())
        let expected = ReferenceRows.loadFloats(rows, sampleSize: size, indices: indices)
        #expect(bits(panel, expected.count) == expected.map(\.bitPattern))
    }

    @Test("Every byte has its value in -1...1", arguments: InstructionSet.available)
    func signedBytes(set: InstructionSet) {
        let bytes = (0...255).map { UInt8($0) }
        let panel = AlignedStorage(floats: 256 * laneCount)
        set.table.loadPanel(bytes, 256, [0, 0, 0], 3, panel.lanes())
        let plain = Array(UnsafeBufferPointer(start: panel.floats, count: 256 * laneCount))
        set.table.rows.stretchToSigned(256, 3, panel.lanes())
        let expected = ReferenceRows.stretchToSigned(plain, liveLanes: 3)
        #expect(bits(panel, expected.count) == expected.map(\.bitPattern))
        for byte in 0...255 {
            let value: Float = 2 * (Float(byte) / 255) - 1
            #expect(panel.floats[byte * laneCount + 2] == value)
            #expect(panel.floats[byte * laneCount + 3] == 0)
        }
    }

    private let pixels = Samples.images(channels: 1, size: 28)
    private var floats: [Float] { pixels.map { Float($0) / 255 } }

    private func trainer(_ target: Loss.Target = .input) throws -> Trainer {
        let trainer = try Trainer(
            network: Networks.autoencoder(), target: target,
            optimizer: OptimizerSettings(.adam, learningRate: 2e-3))
        try trainer.loadParameters(Samples.golden("initial"), source: "initial")
        return trainer
    }

    /// Calls `body` with images as bytes and as floats.
    private func withRows<Result>(
        _ indices: [Int32], _ body: (_ bytes: SampleRows, _ floats: SampleRows) -> Result
    ) -> Result {
        pixels.withUnsafeBytes { bytes in
            floats.withUnsafeBufferPointer { floats in
                indices.withUnsafeBufferPointer {
                    body(
                        SampleRows(bytes: bytes, indices: $0),
                        SampleRows(floats: floats, indices: $0))
                }
            }
        }
    }

    @Test("Floats that bytes stand for train with the bytes' bits")
    func floatsAndBytes() throws {
        let (first, second) = (try trainer(), try trainer())
        let (third, fourth) = (try trainer(.images), try trainer(.images))
        for step in 0..<4 {
            withRows(Samples.batch(step)) { bytes, floats in
                let loss = first.step(inputs: bytes)
                #expect(second.step(inputs: floats) == loss)
                #expect(third.step(inputs: bytes, targets: floats) == loss)
                #expect(fourth.step(inputs: floats, targets: bytes) == loss)
            }
        }
        for other in [second, third, fourth] {
            #expect(other.allParameters == first.allParameters)
        }
    }

    @Test("Targets have indices of their own: a batch in a scratch buffer has the samples' bits")
    func ownIndices() throws {
        let (whole, scratched) = (try trainer(.images), try trainer(.images))
        let batch = Samples.batch(3)
        let scratch = batch.flatMap { floats[Int($0) * 784..<Int($0 + 1) * 784] }
        let places = (0..<Int32(batch.count)).map { $0 }
        withRows(batch) { bytes, floats in
            let wanted = whole.step(inputs: floats, targets: bytes)
            let value = whole.evaluate(inputs: floats, targets: bytes)
            scratch.withUnsafeBufferPointer { scratch in
                places.withUnsafeBufferPointer { places in
                    let inputs = SampleRows(floats: scratch, indices: places)
                    #expect(scratched.step(inputs: inputs, targets: bytes) == wanted)
                    #expect(scratched.evaluate(inputs: inputs, targets: bytes) == value)
                }
            }
        }
        #expect(scratched.allParameters == whole.allParameters)
    }

    /// The result of every layer of the reports' autoencoder, from networks that end there.
    @Test("The output after a layer is that of the network up to it", arguments: 0..<18)
    func throughLayers(layer: Int) throws {
        let whole = try trainer()
        let network = whole.network
        try #require(layer < network.layers.count)
        let part = try Trainer(
            network: Network(input: network.input, layers: Array(network.layers[...layer])),
            target: .images, optimizer: OptimizerSettings(.adam, learningRate: 1e-3))
        try part.loadParameters(Samples.golden("initial"), source: "initial")
        let batch = (0..<37).map { Int32($0 * 3 % Samples.count) }
        let size = network.shapes[layer].count
        var outputs = [Float](repeating: .nan, count: 37 * size)
        withRows(batch) { bytes, _ in
            outputs.withUnsafeMutableBufferPointer {
                whole.output(inputs: bytes, through: layer, into: $0)
            }
        }
        #expect(outputs == part.output(pixels, batch))
        var samples: [Int] = []
        withRows(batch) { bytes, _ in
            whole.forEachOutput(inputs: bytes, through: layer) { sample, output in
                samples.append(sample)
                #expect(output.elementsEqual(outputs[sample * size..<(sample + 1) * size]))
            }
        }
        #expect(samples == Array(0..<37))
        #expect(whole.output(pixels, batch).count == 37 * 784)
    }

    @Test("Samples, targets and labels that are not there stop the program")
    func wrongRows() async {
        let beyond = await #expect(processExitsWith: .failure) {
            let tests = SampleRowsTests()
            let trainer = try tests.trainer()
            tests.withRows([0, 64]) { _, floats in _ = trainer.evaluate(inputs: floats) }
        }
        let fewer = await #expect(processExitsWith: .failure) {
            let tests = SampleRowsTests()
            let trainer = try tests.trainer(.images)
            tests.withRows([0, 1]) { bytes, floats in
                var targets = bytes
                targets.indices = UnsafeBufferPointer(rebasing: bytes.indices[..<1])
                _ = trainer.step(inputs: floats, targets: targets)
            }
        }
        // A precondition ends a process by a signal; an error that was thrown would by code 1.
        for end in [beyond, fewer] { #expect(end?.exitStatus != .exitCode(1)) }
    }
}
