/// Numbers the configurations of a finite space: each is a row with one digit per parameter, and
/// the last digit varies fastest.
struct MixedRadix: Sendable, Hashable {
    let radices: [Int]
    /// The number of rows, or nil if it overflows `Int`.
    let count: Int?

    init(radices: [Int]) {
        precondition(radices.allSatisfy { $0 > 0 }, "every parameter needs a value: \(radices)")
        self.radices = radices
        count = radices.reduce(1 as Int?) { product, radix in
            guard let (next, overflow) = product?.multipliedReportingOverflow(by: radix) else {
                return nil
            }
            return overflow ? nil : next
        }
    }

    /// The digits of row `number`, for 0 ≤ number < count.
    func digits(of number: Int) -> [Int] {
        var (digits, rest) = (radices, number)
        for place in radices.indices.reversed() {
            (rest, digits[place]) = rest.quotientAndRemainder(dividingBy: radices[place])
        }
        return digits
    }

    /// The inverse of `digits(of:)`; needs a `count`.
    func number(of digits: [Int]) -> Int {
        zip(radices, digits).reduce(0) { $0 * $1.0 + $1.1 }
    }

    /// Advances to the next row, and from the last row to the first.
    func advance(_ digits: inout [Int]) {
        for place in radices.indices.reversed() {
            digits[place] += 1
            if digits[place] < radices[place] { return }
            digits[place] = 0
        }
    }
}
