/// Which rows of a finite space have come, in rounds: when all have, none has.
struct VisitedRows: Sendable {
    private let rows: MixedRadix
    /// The numbers of the rows that came; the rows themselves where an `Int` can't number them.
    private var numbers: Set<Int> = []
    private var wideRows: Set<[Int]> = []
    /// The sorted numbers of those left, once they were asked for.
    private var rest: [Int]?

    init(_ rows: MixedRadix) { self.rows = rows }

    func contains(_ digits: [Int]) -> Bool {
        rows.count == nil ? wideRows.contains(digits) : numbers.contains(rows.number(of: digits))
    }

    /// Notes that a row came.
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

    /// The numbers of all rows that are left, in order.
    ///
    /// Takes time and space for all rows, once a round; needs a `count`.
    mutating func left(of count: Int) -> [Int] {
        let left = rest ?? (0..<count).filter { !numbers.contains($0) }
        rest = left
        return left
    }

    /// Where a number is in a sorted list, by halving.
    private static func place(of number: Int, in list: [Int]) -> Int? {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low] == number ? low : nil
    }
}
