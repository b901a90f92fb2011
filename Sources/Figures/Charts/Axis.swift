/// What an axis shows.
package struct Axis: Sendable, Hashable {
    package enum Scale: Sendable, Hashable {
        case linear
        /// Values that aren't above zero are left out.
        case logarithmic
        /// Values are places in the list: 0, 1, ….
        case categories([String])
    }

    package var label: String
    /// Stands in parentheses behind the label.
    package var unit: String?
    package var scale: Scale
    /// What is shown; by default what the data take up, and a little more.
    package var range: ClosedRange<Double>?
    /// Whether there is nothing between whole numbers: no ticks there.
    package var isWhole: Bool

    package init(
        _ label: String, unit: String? = nil, scale: Scale = .linear,
        range: ClosedRange<Double>? = nil, isWhole: Bool = false
    ) {
        self.label = label
        self.unit = unit
        self.scale = scale
        self.range = range
        self.isWhole = isWhole
    }

    /// Label and unit: `time (s)`.
    var heading: String { unit.map { "\(label) (\($0))" } ?? label }
}

/// An axis for the values that are on it: its range and its ticks.
struct AxisPlan: Sendable, Hashable {
    private static let largest = 1e300

    let axis: Axis
    let lower: Double
    let upper: Double
    let ticks: [AxisTick]

    /// Plans for all values that can be shown; others are skipped.
    ///
    /// `includesZero` and `margin` (a part of the range) hold where the axis doesn't fix a range.
    /// Names of categories are cut in their middle at `longestName` letters.
    init(
        _ axis: Axis, values: some Sequence<Double>, includesZero: Bool = false,
        margin: Double = 0.04, tickCount: Int = 6, longestName: Int = 48
    ) {
        self.axis = axis
        if case .categories(let names) = axis.scale {
            (lower, upper) = (-0.5, Double(max(1, names.count)) - 0.5)
            ticks = names.enumerated().map {
                AxisTick(
                    value: Double($0.offset),
                    label: .text(ScriptText.shortened($0.element, to: longestName)))
            }
            return
        }
        let isLogarithmic = axis.scale == .logarithmic
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite && (!isLogarithmic || value > 0) {
            // The difference of the two ends must be a number too.
            let held = min(max(value, -Self.largest), Self.largest)
            (low, high) = (min(low, held), max(high, held))
        }
        if let range = axis.range, !isLogarithmic || range.lowerBound > 0 {
            (low, high) = (range.lowerBound, range.upperBound)
        } else {
            if low > high { (low, high) = isLogarithmic ? (1, 10) : (0, 1) }
            if isLogarithmic {
                let span = DecimalLogarithm.of(high) - DecimalLogarithm.of(low)
                let factor = low == high ? 2 : DecimalLogarithm.power(span * margin)
                low = max(low / factor, .leastNormalMagnitude)
                high = min(high * factor, .greatestFiniteMagnitude)
            } else {
                if includesZero { (low, high) = (min(low, 0), max(high, 0)) }
                if low == high {
                    let room = low == 0 ? 1 : low.magnitude * 0.1
                    (low, high) = (low - room, high + room)
                } else {
                    let room = (high - low) * margin
                    let (first, last) = (low, high)
                    if !(includesZero && first == 0) { low -= room }
                    if !(includesZero && last == 0) { high += room }
                }
            }
        }
        (lower, upper) = (low, high)
        let all =
            isLogarithmic
            ? AxisTick.logarithmic(from: low, to: high, count: tickCount)
            : AxisTick.linear(from: low, to: high, count: tickCount)
        ticks = axis.isWhole ? all.filter { $0.value == $0.value.rounded() } : all
    }

    var isLogarithmic: Bool { axis.scale == .logarithmic }

    /// Where a value is: 0 at the lower end, 1 at the upper; nil for what can't be shown.
    func position(_ value: Double) -> Double? {
        guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
        guard isLogarithmic else { return (value - lower) / (upper - lower) }
        let start = DecimalLogarithm.of(lower)
        return (DecimalLogarithm.of(value) - start) / (DecimalLogarithm.of(upper) - start)
    }

    /// The value at a position: the inverse of `position(_:)`.
    func value(at position: Double) -> Double {
        guard isLogarithmic else { return lower + position * (upper - lower) }
        let start = DecimalLogarithm.of(lower)
        return DecimalLogarithm.power(start + position * (DecimalLogarithm.of(upper) - start))
    }

    /// Commands for one of gnuplot's axes: `x`, `y` or `z`.
    func commands(_ letter: String, label: String? = nil) -> [String] {
        let range = "\(ScriptText.number(lower)):\(ScriptText.number(upper))"
        let heading = label ?? axis.heading
        return [
            isLogarithmic ? "set logscale \(letter)" : "unset logscale \(letter)",
            "set \(letter)range [\(range)]",
            "set \(letter)tics (" + ticks.map(\.script).joined(separator: ", ") + ")",
            heading.isEmpty
                ? "unset \(letter)label" : "set \(letter)label " + ScriptText.label(heading),
        ]
    }

    /// How many letters the axis must be long for its labels to stand side by side.
    var labelWidth: Int {
        let labelled = ticks.filter { $0.label != .none }
        // Where labels are not evenly spaced the two that are nearest need most.
        let nearest = zip(labelled, labelled.dropFirst()).compactMap { left, right -> Int? in
            guard let start = position(left.value), let end = position(right.value), end > start
            else { return nil }
            let letters = Double(left.label.width + right.label.width) / 2
            return Int(min(letters / (end - start), 1_000))
        }
        return max(ticks.map(\.label.width).reduce(0, +), nearest.max() ?? 0)
    }
}
