import Models
import Portable
import Testing

@testable import TrainingEngine

@Suite("Random numbers in bulk are the generator's")
struct RandomNumbersTests {
    @Test("Words are those of the blocks, wherever they begin and end")
    func words() throws {
        for (seed, count) in [(1, 0), (2, 1), (3, 31), (4, 32), (5, 33), (6, 784), (7, 1_001)] {
            let generator = SeededGenerator(seed: UInt64(seed), trial: 3, purpose: .tests)
            for set in InstructionSet.available {
                let numbers = try RandomNumbers(key: generator.keyWords, instructionSet: set)
                var words = [UInt32](repeating: 0, count: count)
                let start = seed * 0x7FFF_FFFD
                words.withUnsafeMutableBufferPointer {
                    numbers.fill($0, epoch: 9, step: seed, index: start)
                }
                let expected = (0..<count).map {
                    generator.block(epoch: 9, step: seed, index: start + $0 / 4)[$0 % 4]
                }
                #expect(words == expected)
            }
        }
    }

    @Test("Normal numbers are the quantiles of their words")
    func quantiles() throws {
        let generator = SeededGenerator(seed: 11, purpose: .tests)
        let count = 1 << 16
        for set in InstructionSet.available {
            let numbers = try RandomNumbers(key: generator.keyWords, instructionSet: set)
            let storage = AlignedStorage(floats: count)
            let buffer = UnsafeMutableBufferPointer(start: storage.floats, count: count)
            numbers.fillNormals(buffer, deviation: 0.5, epoch: 2, step: 1)
            var worst = 0.0
            var (sum, squares) = (0.0, 0.0)
            for (place, found) in buffer.enumerated() {
                let word = generator.block(epoch: 2, step: 1, index: place / 4)[place % 4]
                let fraction = (Double(word >> 9) + 0.5) * 0x1p-23
                let expected = 0.5 * PortableMath.normalQuantile(fraction)
                worst = max(worst, abs(Double(found) - expected) / abs(expected))
                sum += Double(found)
                squares += Double(found) * Double(found)
            }
            #expect(worst < 2e-6)
            // Within five standard errors.
            #expect(abs(sum / Double(count)) < 5 * 0.5 / Double(count).squareRoot())
            #expect(
                abs(squares / Double(count) - 0.25) < 5 * 0.25 * (2 / Double(count)).squareRoot())
        }
    }
}
