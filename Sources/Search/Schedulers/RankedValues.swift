/// A value of a trial; equal values are ordered by trial number.
struct RankedValue: Sendable, Hashable, Comparable {
    var value: Double
    var trial: Int

    static func < (a: RankedValue, b: RankedValue) -> Bool {
        a.value != b.value ? a.value < b.value : a.trial < b.trial
    }
}

/// Values of trials in order, best first, with their ranks.
///
/// They are kept in short sorted blocks, so that an insertion moves few of them.
struct RankedValues: Sendable {
    private static let blockSize = 512

    private var blocks: [[RankedValue]] = []
    private(set) var count = 0

    /// Values must not be NaN.
    mutating func insert(_ new: RankedValue) {
        count += 1
        guard !blocks.isEmpty else {
            blocks = [[new]]
            return
        }
        let index = block(of: new)
        blocks[index].insert(new, at: Self.place(of: new, in: blocks[index]))
        guard blocks[index].count > Self.blockSize else { return }
        let upper = Array(blocks[index][(Self.blockSize / 2)...])
        blocks[index].removeLast(upper.count)
        blocks.insert(upper, at: index + 1)
    }

    /// The value with a rank, counted from 0.
    subscript(rank: Int) -> RankedValue {
        var rest = rank
        for block in blocks {
            if rest < block.count { return block[rest] }
            rest -= block.count
        }
        preconditionFailure("rank \(rank) of \(count) values")
    }

    /// The number of values before this one.
    func rank(of value: RankedValue) -> Int {
        guard !blocks.isEmpty else { return 0 }
        let index = block(of: value)
        return blocks[..<index].reduce(0) { $0 + $1.count }
            + Self.place(of: value, in: blocks[index])
    }

    /// The last block that begins at or before the value; the first if there is none.
    private func block(of value: RankedValue) -> Int {
        var low = 0
        var high = blocks.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if blocks[middle][0] <= value { low = middle } else { high = middle }
        }
        return low
    }

    private static func place(of value: RankedValue, in block: [RankedValue]) -> Int {
        var low = 0
        var high = block.count
        while low < high {
            let middle = (low + high) / 2
            if block[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
