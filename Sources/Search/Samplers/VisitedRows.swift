/// The visited rows of a finite space; after the last row of a round the set is cleared.
struct VisitedRows: Sendable {
    private let rows: MixedRadix
    /// The numbers of the rows that are configurations, ascending; nil if all are, or if they are
    /// too many to list.
    private let list: [Int]?
    /// The number of configurations; nil if it is not known.
    let count: Int?
    private let hasRounds: Bool
    /// The numbers of the visited rows; `wideRows` has the rows themselves if `Int` overflows.
    private var numbers: Set<Int> = []
    private var wideRows: Set<[Int]> = []
    /// The sorted numbers of the unvisited rows, built on first use.
    private var rest: [Int]?

    /// - Parameter hasRounds: whether a round follows after all rows were visited.
    init(_ rows: MixedRadix, list: [Int]?, count: Int?, hasRounds: Bool) {
        self.rows = rows
        self.list = list
        self.count = count
        self.hasRounds = hasRounds
    }

    func contains(_ digits: [Int]) -> Bool {
        rows.count == nil ? wideRows.contains(digits) : numbers.contains(rows.number(of: digits))
    }

    /// Marks a row as visited.
    mutating func insert(_ digits: [Int]) {
        guard rows.count != nil else {
            wideRows.insert(digits)
            return
        }
        let number = rows.number(of: digits)
        guard numbers.insert(number).inserted else { return }
        if hasRounds, numbers.count == count {
            numbers.removeAll()
            rest = nil
        } else if let place = rest.flatMap({ Self.place(of: number, in: $0) }) {
            rest?.remove(at: place)
        }
    }

    /// The numbers of all unvisited rows, in order; nil if the rows can't be listed.
    ///
    /// Time and space are linear in the number of rows, once per round.
    var left: [Int]? {
        mutating get {
            guard let count else { return nil }
            if rest == nil {
                rest =
                    list?.filter { !numbers.contains($0) }
                    ?? (0..<count).filter { !numbers.contains($0) }
            }
            return rest
        }
    }

    /// Binary search for a number in a sorted list.
    private static func place(of number: Int, in list: [Int]) -> Int? {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low] == number ? low : nil
    }
}
