/// The visited rows of a finite space; after the last row of a round the set is cleared.
struct VisitedRows: Sendable {
    private let rows: MixedRadix
    /// The numbers of the visited rows; `wideRows` has the rows themselves if `Int` overflows.
    private var numbers: Set<Int> = []
    private var wideRows: Set<[Int]> = []
    /// The sorted numbers of the unvisited rows, built on first use.
    private var rest: [Int]?

    init(_ rows: MixedRadix) { self.rows = rows }

    func contains(_ digits: [Int]) -> Bool {
        rows.count == nil ? wideRows.contains(digits) : numbers.contains(rows.number(of: digits))
    }

    /// Marks a row as visited.
    mutating func insert(_ digits: [Int]) {
        guard let count = rows.count else {
            wideRows.insert(digits)
            return
        }
        let number = rows.number(of: digits)
        numbers.insert(number)
        if numbers.count == count {
            numbers.removeAll()
            rest = nil
        } else if let place = rest.flatMap({ Self.place(of: number, in: $0) }) {
            rest?.remove(at: place)
        }
    }

    /// The numbers of all unvisited rows, in order.
    ///
    /// Time and space are linear in the number of rows, once per round; needs a `count`.
    mutating func left(of count: Int) -> [Int] {
        let left = rest ?? (0..<count).filter { !numbers.contains($0) }
        rest = left
        return left
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
