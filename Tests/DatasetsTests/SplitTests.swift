import Datasets
import StudyModel
import Testing

@Suite("Splits and batch orders")
struct SplitTests {
    @Test("A split parts the samples: none twice, none lost, for many seeds and counts")
    func partition() {
        for seed in UInt64(0)..<50 {
            for count in [1, 2, 7, 100, 999] {
                let split = SampleSplit(count: count, split: Split(seed: seed))
                #expect(split.validation.count == Int((Double(count) * 0.2).rounded()))
                #expect(
                    (split.training + split.validation).sorted() == (0..<Int32(count)).map { $0 })
            }
        }
    }

    @Test("The fraction decides how many are held out")
    func fractions() {
        for (fraction, expected) in [(0.0, 0), (0.2, 12_000), (1.0 / 3, 20_000), (1.0, 60_000)] {
            let split = SampleSplit(count: 60_000, split: Split(validationFraction: fraction))
            #expect(split.validation.count == expected)
            #expect(split.training.count == 60_000 - expected)
        }
    }

    @Test("Seeds give different splits, and a seed always the same one")
    func seeds() {
        let splits = (UInt64(0)..<100).map { SampleSplit(count: 50, split: Split(seed: $0)) }
        #expect(Set(splits.map(\.training)).count == 100)
        #expect(splits[17] == SampleSplit(count: 50, split: Split(seed: 17)))
    }

    @Test("The split of seed 0 is the recorded one")
    func recorded() {
        let split = SampleSplit(count: 10, split: Split())
        #expect(split.training == RecordedOrders.training)
        #expect(split.validation == RecordedOrders.validation)
    }

    @Test("Validation on the test images leaves all training images to train on")
    func testSet() {
        let split = SampleSplit(count: 5, split: Split(validation: .testSet))
        #expect(split.training == [0, 1, 2, 3, 4])
        #expect(split.validation.isEmpty)
    }

    @Test("An epoch's order has every sample once and differs by seed, trial and epoch")
    func batchOrder() {
        let samples = (0..<Int32(40)).map { $0 * 3 }
        var seen: Set<[Int32]> = []
        for seed in UInt64(0)..<5 {
            for trial in 0..<5 {
                for epoch in 1...5 {
                    let order = BatchOrder.samples(samples, seed: seed, trial: trial, epoch: epoch)
                    #expect(order.sorted() == samples)
                    seen.insert(order)
                }
            }
        }
        #expect(seen.count == 125)
    }

    @Test("The first order of trial 3 is the recorded one")
    func recordedOrder() {
        let order = BatchOrder.samples([0, 1, 2, 3, 4, 5, 6, 7], seed: 1, trial: 3, epoch: 1)
        #expect(order == RecordedOrders.batch)
    }

    @Test("Every sample comes first about equally often")
    func unbiased() {
        var counts = [Int](repeating: 0, count: 8)
        for epoch in 1...8_000 {
            let order = BatchOrder.samples(
                [0, 1, 2, 3, 4, 5, 6, 7], seed: 0, trial: 0, epoch: epoch)
            counts[Int(order[0])] += 1
        }
        // 1,000 each, with a standard deviation of 30.
        #expect(counts.allSatisfy { abs($0 - 1_000) < 150 }, "\(counts)")
    }
}

/// Orders that must never change, since results depend on them.
private enum RecordedOrders {
    static let training: [Int32] = [3, 8, 7, 1, 0, 2, 9, 4]
    static let validation: [Int32] = [5, 6]
    static let batch: [Int32] = [7, 4, 5, 1, 0, 3, 2, 6]
}
