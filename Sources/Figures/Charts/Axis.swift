/// The label, unit, scale and range of an axis.
package struct Axis: Sendable, Hashable {
    package enum Scale: Sendable, Hashable {
        case linear
        /// Logarithmic; values that aren't above zero are omitted.
        case logarithmic
        /// Values are indices into the list: 0, 1, ….
        case categories([String])
    }

    package var label: String
    /// The unit, shown in parentheses after the label.
    package var unit: String?
    package var scale: Scale
    /// The range shown; by default the range of the data with a small margin.
    package var range: ClosedRange<Double>?
    /// Whether only integers have a meaning, so that other ticks are omitted.
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

/// The range and ticks of an axis for the values on it.
package struct AxisPlan: Sendable, Hashable {
    /// Gnuplot has no room for the difference of larger numbers with a margin at both ends.
    package static let largest = 6e307
    /// The least number that a logarithmic axis can show.
    package static let leastPositive = Double.leastNormalMagnitude
    /// Gnuplot draws nothing over a smaller range.
    private static let leastSpan = 1e-300

    private(set) var axis: Axis
    let lower: Double
    let upper: Double
    private(set) var ticks: [AxisTick]

    /// Plans an axis for all values that can be shown; others are ignored.
    ///
    /// `includesZero` and `margin` (a fraction of the range) apply only if the axis has no fixed
    /// range. Category names are shortened in the middle to `longestName` letters; of more than
    /// `mostNames`, only some have a name. Where the values of ticks are too long, they are shown
    /// by their differences to a number that the heading has.
    init(
        _ axis: Axis, values: some Sequence<Double>, includesZero: Bool = false,
        margin: Double = 0.04, tickCount: Int = 6, longestName: Int = 48,
        mostNames: Int = .max
    ) {
        self.axis = axis
        if case .categories(let names) = axis.scale {
            (lower, upper) = (-0.5, Double(max(1, names.count)) - 0.5)
            let stride = max(1, (names.count - 1) / mostNames + 1)
            ticks = ScriptText.distinct(names, to: longestName).enumerated().map { place, name in
                place.isMultiple(of: stride)
                    ? AxisTick(value: Double(place), label: .text(name))
                    : AxisTick(value: Double(place), label: .none, isMinor: true)
            }
            return
        }
        let isLogarithmic = axis.scale == .logarithmic
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite && (!isLogarithmic || value > 0) {
            // The difference of the two ends must stay finite.
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
                if high - low < Self.leastSpan {
                    let room = low.magnitude < Self.leastSpan ? 1 : low.magnitude * 0.1
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
        ticks = all
        if !isLogarithmic || AxisTick.isShort(from: low, to: high),
            let others = AxisTick.differences(from: low, to: high, count: tickCount)
        {
            ticks = others.ticks
            self.axis.label += (others.base.digits > 0 ? " − " : " + ") + others.base.magnitude.text
        }
        if axis.isWhole { ticks.removeAll { $0.value != $0.value.rounded() } }
    }

    var isLogarithmic: Bool { axis.scale == .logarithmic }

    /// The position of a value: 0 at the lower end, 1 at the upper; nil if it can't be shown.
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

    /// The letters that a heading beside a vertical axis has room for.
    private static let longestUpright = 32

    /// Commands for the gnuplot axis `x`, `y` or `z`.
    ///
    /// - Parameter longest: the letters that the heading has room for.
    func commands(
        _ letter: String, label: String? = nil, longest: Int = ScriptText.longestLabel
    ) -> [String] {
        let longest = letter == "y" ? min(longest, Self.longestUpright) : longest
        let range = "\(ScriptText.number(lower)):\(ScriptText.number(upper))"
        let heading = label ?? axis.heading
        return [
            isLogarithmic ? "set logscale \(letter)" : "unset logscale \(letter)",
            "set \(letter)range [\(range)]",
            "set \(letter)tics (" + ticks.map(\.script).joined(separator: ", ") + ")",
            heading.isEmpty
                ? "unset \(letter)label"
                : "set \(letter)label " + ScriptText.label(heading, to: longest),
        ]
    }

    /// The same axis with every second label, or fewer, if all of them need more than some letters.
    ///
    /// Names keep their labels: none of them follows from its neighbours.
    func labelled(within letters: Int) -> AxisPlan {
        if case .categories = axis.scale { return self }
        var plan = self
        while plan.labelWidth > letters {
            let places = plan.ticks.indices.filter { plan.ticks[$0].label != .none }
            guard places.count > 2 else { break }
            for (number, place) in places.enumerated() where number % 2 == 1 {
                plan.ticks[place].label = .none
                plan.ticks[place].isMinor = true
            }
        }
        return plan
    }

    /// Whether the labels have to be turned to stand below an axis of this number of letters.
    func isTurned(within letters: Int) -> Bool {
        if case .categories = axis.scale { labelWidth > letters } else { false }
    }

    /// The rows of text that turned labels take, less the one that all labels take.
    var turnedRows: Double {
        let longest = ticks.map { ScriptText.width($0.label.text) }.max() ?? 0
        return (Double(longest) * 0.26 * 10).rounded() / 10
    }

    /// Commands for the horizontal axis of one of several plots, of which some have turned labels.
    ///
    /// Turned labels end at their ticks: there may be no room to the right of the last one.
    func commandsBelow(isTurned: Bool, longest: Int) -> [String] {
        // Gnuplot puts the headings too low once labels are turned.
        let heading = ScriptText.label(axis.heading, to: longest)
        return commands("x", label: "") + [
            isTurned ? "set xtics rotate by 45 right" : "set xtics norotate autojustify",
            "set label 1 \(heading) at graph 0.5, graph 0 center "
                + "offset 0, \(ScriptText.number(-2.2 - (isTurned ? turnedRows : 0)))",
        ]
    }

    /// The number of ticks with a label.
    var labelCount: Int { ticks.count { $0.label != .none } }

    /// The axis length in letters that the labels need to stand side by side.
    var labelWidth: Int {
        let labelled = ticks.filter { $0.label != .none }
        // With uneven spacing, the nearest two labels need most.
        let nearest = zip(labelled, labelled.dropFirst()).compactMap { left, right -> Int? in
            guard let start = position(left.value), let end = position(right.value), end > start
            else { return nil }
            let letters = Double(left.label.width + right.label.width) / 2
            return Int(min(letters / (end - start), 1_000).rounded())
        }
        return max(ticks.map(\.label.width).reduce(0, +), nearest.max() ?? 0)
    }
}
