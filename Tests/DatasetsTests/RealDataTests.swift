import Datasets
import Foundation
import StudyModel
import Testing

/// Numbers that an independent reading of the published files with NumPy gave.
private struct Expectation: Sendable {
    var name: DatasetName
    var labelCounts: [Int]
    /// Index, label, sum of the pixels, and sum of each pixel times its place.
    var samples: [(index: Int, label: UInt8, sum: Int, moment: Int)]
}

private let mnist = Expectation(
    name: .mnist,
    labelCounts: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
    samples: [
        (0, 5, 27_525, 11_192_964), (1, 0, 31_095, 12_238_684), (12_345, 3, 38_308, 15_798_173),
        (49_999, 8, 26_846, 11_067_631), (50_000, 3, 22_386, 9_392_192),
        (59_999, 8, 20_920, 8_528_802),
    ])

private let fashion = Expectation(
    name: .fashionMNIST,
    labelCounts: Array(repeating: 6_000, count: 10),
    samples: [(0, 9, 76_247, 35_878_026), (59_999, 5, 16_684, 7_661_470)])

private let cache = DatasetCache.standard(environment: ProcessInfo.processInfo.environment)

@Suite("The real data sets")
struct RealDataTests {
    private func check(_ expectation: Expectation) throws {
        let training = try cache.load(expectation.name).training
        var counts = [Int](repeating: 0, count: 10)
        for label in training.labels { counts[Int(label)] += 1 }
        #expect(counts == expectation.labelCounts)
        for sample in expectation.samples {
            let pixels = training.sample(sample.index)
            #expect(training.labels[sample.index] == sample.label)
            #expect(pixels.reduce(0) { $0 + Int($1) } == sample.sum)
            #expect(
                pixels.enumerated().reduce(0) { $0 + $1.offset * Int($1.element) } == sample.moment)
        }
        withExtendedLifetime(training) {}
    }

    @Test(
        "MNIST's pixels and labels are those that NumPy reads",
        .enabled(if: cache.isComplete(.mnist), "MNIST is not in \(cache.directory)"))
    func readMNIST() throws {
        try check(mnist)
        let test = try cache.load(.mnist).test
        #expect(test.count == 10_000)
        #expect(test.labels[9_999] == 6)
        #expect(test.sample(9_999).reduce(0) { $0 + Int($1) } == 41_833)
        withExtendedLifetime(test) {}
        try cache.verify(.mnist)
    }

    @Test(
        "Fashion-MNIST's pixels and labels are those that NumPy reads",
        .enabled(
            if: cache.isComplete(.fashionMNIST), "Fashion-MNIST is not in \(cache.directory)"))
    func readFashion() throws {
        try check(fashion)
        try cache.verify(.fashionMNIST)
    }
}
