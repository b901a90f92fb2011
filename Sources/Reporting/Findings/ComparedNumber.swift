package import Portable

/// A published number and its comparison with our result.
package struct ComparedNumber: Sendable, Hashable {
    package enum Aim: Sendable, Hashable {
        case atMost(Double)
        case above(Double)

        fileprivate func isReached(by value: Double) -> Bool {
            switch self {
            case .atMost(let limit): value <= limit
            case .above(let limit): value > limit
            }
        }

        fileprivate var limit: Double {
            switch self {
            case .atMost(let limit), .above(let limit): limit
            }
        }
    }

    /// The number as published: `0.0172`, `94.85 %`.
    package var theirs: String
    /// The target for our result; nil if the two can't be compared.
    package var aim: Aim?
    /// The reason why they can't be compared.
    package var remark: String?

    package init(theirs: String, aim: Aim?, remark: String? = nil) {
        self.theirs = theirs
        self.aim = aim
        self.remark = remark
    }

    /// Our number in the unit of the published one, with as many decimals.
    package func text(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let isPercent = theirs.contains("%")
        return Self.fixed(isPercent ? 100 * value : value, decimals: decimals)
            + (isPercent ? " %" : "")
    }

    /// Our standard deviation over several seeds, with one decimal more: `0.00012 (5)`.
    package func text(deviation spread: Spread) -> String {
        guard spread.count > 1, spread.deviation.isFinite else { return "–" }
        let scale: Double = theirs.contains("%") ? 100 : 1
        return Self.fixed(scale * spread.deviation, decimals: decimals + 1) + " (\(spread.count))"
    }

    private var decimals: Int {
        let number = theirs.drop { !$0.isNumber }.prefix { $0.isNumber || $0 == "." }
        return number.split(separator: ".").dropFirst().first?.count ?? 0
    }

    /// Whether our result reaches the target, or by how much it misses.
    package func verdict(_ value: Double) -> String {
        guard value.isFinite else { return "not measured" }
        guard let aim else { return remark ?? "" }
        guard !aim.isReached(by: value) else { return "reached" }
        let share = 100 * (value / aim.limit - 1).magnitude
        guard share.isFinite else { return "missed" }
        let text = share < 0.05 ? "less than 0.1" : Self.fixed(share, decimals: 1)
        return "missed by \(text) %"
    }

    /// A number with a fixed number of decimals; halves round away from zero.
    private static func fixed(_ value: Double, decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
        let whole = (value.magnitude * scale).rounded()
        guard whole < 1e15 else { return value.description }
        var digits = String(Int(whole))
        if digits.count <= decimals {
            digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
        }
        let sign = value < 0 && whole > 0 ? "-" : ""
        guard decimals > 0 else { return sign + digits }
        return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
    }
}
