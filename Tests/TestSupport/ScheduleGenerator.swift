import Portable

/// Random numbers in sequence, for tests: the same seed gives the same numbers everywhere.
package struct ScheduleGenerator: Sendable {
    private let generator: SeededGenerator
    private var index = 0

    package init(seed: UInt64, stream: Int = 0) {
        generator = SeededGenerator(seed: seed, trial: stream, purpose: .tests)
    }

    package mutating func word() -> UInt64 {
        index += 1
        return generator.word(index: index)
    }

    package mutating func uniform() -> Double { Double(word() >> 11) * 0x1p-53 }

    package mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    package mutating func int(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(word() % UInt64(range.count))
    }

    /// True once in `1 / probability` times.
    package mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

    package mutating func element<Element>(of list: [Element]) -> Element {
        list[int(0...list.count - 1)]
    }
}
