import Models
import Portable
import Testing
import TrainingEngine

@testable import Objectives

@Suite("Corruption")
struct CorruptionTests {
    private static let size = 1_003

    private func corrupted(
        _ corruption: Corruption, value: Float = 0.5, sample: Int = 3, epoch: Int = 2,
        seed: UInt64 = 5
    ) throws -> [Float] {
        let corrupter = try CorruptionProcess(
            corruption, generator: SeededGenerator(seed: seed, purpose: .corruption))
        let scratch = AlignedStorage(floats: Self.size)
        var values = [Float](repeating: value, count: Self.size)
        values.withUnsafeMutableBufferPointer {
            corrupter.corrupt(
                $0, sample: sample, epoch: epoch,
                scratch: UnsafeMutableBufferPointer(start: scratch.floats, count: scratch.count))
        }
        return values
    }

    private static let kinds: [Corruption] = [
        Corruption(kind: .gaussian, deviation: 0.1),
        Corruption(kind: .saltAndPepper, fraction: 0.2), Corruption(kind: .masking, fraction: 0.3),
        Corruption(kind: .mixture, deviation: 0.1, fraction: 0.25),
    ]

    @Test("It depends on seed, epoch and sample alone, and on each of them", arguments: kinds)
    func pure(corruption: Corruption) throws {
        let first = try corrupted(corruption)
        #expect(try corrupted(corruption) == first)
        #expect(try corrupted(corruption, sample: 4) != first)
        #expect(try corrupted(corruption, epoch: 3) != first)
        #expect(try corrupted(corruption, seed: 6) != first)
    }

    @Test("Gaussian noise has its deviation, around the clean value")
    func gaussian() throws {
        let noise = try (0..<60).flatMap { sample in
            try corrupted(Corruption(kind: .gaussian, deviation: 0.1), sample: sample).map {
                Double($0) - 0.5
            }
        }
        let count = Double(noise.count)
        let mean = noise.reduce(0, +) / count
        let variance = noise.reduce(0) { $0 + $1 * $1 } / count
        #expect(abs(mean) < 5 * 0.1 / count.squareRoot())
        #expect(abs(variance - 0.01) < 5 * 0.01 * (2 / count).squareRoot())
    }

    @Test("Salt and pepper take their shares; masking leaves zeros alone")
    func shares() throws {
        var (black, white, masked) = (0, 0, 0)
        let samples = 60
        for sample in 0..<samples {
            for value in try corrupted(
                Corruption(kind: .saltAndPepper, fraction: 0.2), sample: sample)
            {
                #expect(value == 0 || value == 1 || value == 0.5)
                black += value == 0 ? 1 : 0
                white += value == 1 ? 1 : 0
            }
            for value in try corrupted(Corruption(kind: .masking, fraction: 0.3), sample: sample) {
                #expect(value == 0 || value == 0.5)
                masked += value == 0 ? 1 : 0
            }
        }
        let count = Double(samples * Self.size)
        func isNear(_ found: Int, _ share: Double) -> Bool {
            abs(Double(found) - share * count) < 5 * (share * (1 - share) * count).squareRoot()
        }
        #expect(isNear(black, 0.1))
        #expect(isNear(white, 0.1))
        #expect(isNear(masked, 0.3))
        #expect(try corrupted(Corruption(kind: .masking, fraction: 0)).allSatisfy { $0 == 0.5 })
        #expect(try corrupted(Corruption(kind: .masking, fraction: 1)).allSatisfy { $0 == 0 })
    }

    @Test("A mixture gives each sample one of the kinds, all of them in turn")
    func mixture() throws {
        var kinds = [0, 0, 0]
        for sample in 0..<300 {
            let values = try corrupted(
                Corruption(kind: .mixture, deviation: 0.1, fraction: 0.25), sample: sample)
            let isNoisy = values.contains { $0 != 0 && $0 != 1 && $0 != 0.5 }
            kinds[isNoisy ? 0 : values.contains(1) ? 1 : 2] += 1
        }
        // A third each, within five standard deviations.
        #expect(kinds.allSatisfy { abs($0 - 100) < 41 }, "\(kinds)")
    }
}
