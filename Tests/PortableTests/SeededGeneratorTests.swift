import Foundation
import Testing

@testable import Portable

/// The counter-based generator.
@Suite struct SeededGeneratorTests {
    /// The vectors for `philox4x32 10` in Random123's kat_vectors, by the generator's authors.
    @Test("Philox4x32-10 gives its authors' known answers")
    func knownAnswers() {
        let ones = UInt32.max
        #expect(
            SeededGenerator.philox(counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0))
                == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
        #expect(
            SeededGenerator.philox(counter: SIMD4(repeating: ones), key: SIMD2(repeating: ones))
                == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
        #expect(
            SeededGenerator.philox(
                counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
                key: SIMD2(0xA409_3822, 0x299F_31D0))
                == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    /// Studies on record were sampled with these.
    @Test("The numbers of a seed, a trial and a purpose are those of a second implementation")
    func secondImplementation() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/philox.csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
        #expect(lines.count == 200)
        for line in lines {
            let fields = line.split(separator: ",")
            let numbers = try fields[1..<6].map { try #require(Int($0)) }
            let purpose = try #require(RandomPurpose(rawValue: UInt32(numbers[1])))
            let generator = SeededGenerator(
                seed: try #require(UInt64(fields[0])), trial: numbers[0], purpose: purpose)
            let word = generator.word(epoch: numbers[2], step: numbers[3], index: numbers[4])
            #expect(word == UInt64(fields[6]))
        }
    }

    @Test("Every part of the address of a number matters")
    func addresses() {
        var seen: Set<UInt64> = []
        var count = 0
        func note(_ word: UInt64) {
            seen.insert(word)
            count += 1
        }
        for seed: UInt64 in [0, 1, 1 << 32, 1 << 63] {
            for trial in [0, 1, 1 << 32] {
                for purpose in RandomPurpose.allCases {
                    let generator = SeededGenerator(seed: seed, trial: trial, purpose: purpose)
                    for (epoch, step, index) in [
                        (0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 1 << 32), (1, 1, 1),
                    ] {
                        note(generator.word(epoch: epoch, step: step, index: index))
                    }
                }
            }
        }
        #expect(seen.count == count)
    }

    @Test("The raw values of purposes are distinct and never change")
    func purposes() {
        #expect(
            RandomPurpose.allCases.map(\.rawValue).prefix(10) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        #expect(Set(RandomPurpose.allCases.map(\.rawValue)).count == RandomPurpose.allCases.count)
    }

    @Test("Uniform numbers lie in [0, 1) and have the moments of a uniform distribution")
    func uniform() {
        let generator = SeededGenerator(seed: 1, purpose: .tests)
        let count = 100_000
        let numbers = (0..<count).map { generator.uniform(index: $0) }
        #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
        let mean = numbers.reduce(0, +) / Double(count)
        let square = numbers.reduce(0) { $0 + $1 * $1 } / Double(count)
        // Six standard errors.
        #expect(abs(mean - 0.5) < 6 * 0.2887 / Double(count).squareRoot())
        #expect(abs(square - 1.0 / 3) < 6 * 0.2981 / Double(count).squareRoot())
    }

    @Test("Whole numbers below a bound are even, also where the bound doesn't divide 2^64")
    func below() {
        let generator = SeededGenerator(seed: 2, purpose: .tests)
        for bound in [1, 2, 3, 7, 10, 100] {
            var counts = Array(repeating: 0, count: bound)
            let draws = 2_000 * bound
            for index in 0..<draws { counts[generator.uniform(below: bound, index: index)] += 1 }
            // Pearson's statistic: mean bound - 1, variance 2 (bound - 1).
            let chi = counts.reduce(0.0) { $0 + Double(($1 - 2_000) * ($1 - 2_000)) / 2_000 }
            let freedom = Double(bound - 1)
            #expect(chi <= freedom + 7 * (2 * freedom).squareRoot() + 1e-9, "\(bound): \(counts)")
        }
        // Nearly half of all words are redrawn here.
        let wide = (1 << 62) + (1 << 61)
        #expect(
            (0..<1_000).allSatisfy {
                (0..<wide).contains(generator.uniform(below: wide, index: $0))
            })
    }

    @Test("Normal numbers have the moments of a standard normal distribution")
    func normal() {
        let generator = SeededGenerator(seed: 3, purpose: .tests)
        let count = 100_000
        let numbers = (0..<count).map { generator.normal(index: $0) }
        let root = Double(count).squareRoot()
        let mean = numbers.reduce(0, +) / Double(count)
        let square = numbers.reduce(0) { $0 + $1 * $1 } / Double(count)
        let fourth = numbers.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(count)
        #expect(abs(mean) < 6 / root)
        #expect(abs(square - 1) < 6 * 1.4142 / root)
        #expect(abs(fourth - 3) < 6 * 9.798 / root)
    }

    @Test("A permutation has every number once, and each number comes first equally often")
    func permutations() {
        let generator = SeededGenerator(seed: 4, purpose: .tests)
        for count in [0, 1, 2, 10, 1_000] {
            let order = generator.permutation(count: count, epoch: 3, step: 1)
            #expect(order.sorted() == (0..<Int32(count)).map { $0 })
        }
        var first = Array(repeating: 0, count: 5)
        for epoch in 0..<10_000 {
            first[Int(generator.permutation(count: 5, epoch: epoch)[0])] += 1
        }
        #expect(first.allSatisfy { abs($0 - 2_000) < 6 * 40 }, "\(first)")
        #expect(
            generator.permutation(count: 100, epoch: 1)
                != generator.permutation(count: 100, epoch: 2))
    }
}
