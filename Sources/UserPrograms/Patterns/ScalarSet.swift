/// A set of Unicode scalars: what one place of a pattern matches.
struct ScalarSet: Sendable, Hashable {
    /// The kinds that have an escape of their own.
    enum Kind: Character, Sendable, Hashable { case digit = "d", word = "w", space = "s" }

    private var ranges: [ClosedRange<UInt32>] = []
    private var kinds: [Kind] = []
    private var excludedKinds: [Kind] = []
    private var isNegated = false
    /// Whether each ASCII scalar is in it, one bit each, which is quick to look up.
    private var firstHalf: UInt64 = 0
    private var secondHalf: UInt64 = 0

    init() {}

    init(_ scalar: Unicode.Scalar, ignoresCase: Bool) {
        insert(scalar...scalar)
        finish(isNegated: false, ignoresCase: ignoresCase)
    }

    init(_ kind: Kind, isNegated: Bool) {
        insert(kind, isExcluded: false)
        finish(isNegated: isNegated, ignoresCase: false)
    }

    /// All scalars but ends of lines.
    static let any: ScalarSet = {
        var set = ScalarSet()
        for end in ["\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"] {
            if let scalar = end.unicodeScalars.first { set.insert(scalar...scalar) }
        }
        set.finish(isNegated: true, ignoresCase: false)
        return set
    }()

    mutating func insert(_ range: ClosedRange<Unicode.Scalar>) {
        ranges.append(range.lowerBound.value...range.upperBound.value)
    }

    /// - Parameter isExcluded: whether all scalars of other kinds are inserted.
    mutating func insert(_ kind: Kind, isExcluded: Bool) {
        if isExcluded { excludedKinds.append(kind) } else { kinds.append(kind) }
    }

    /// Ends the description of the set.
    mutating func finish(isNegated: Bool, ignoresCase: Bool) {
        if ignoresCase { addOtherCase() }
        self.isNegated = isNegated
        for value in 0..<UInt32(128) {
            guard let scalar = Unicode.Scalar(value), slowlyContains(scalar) else { continue }
            if value < 64 { firstHalf |= 1 << value } else { secondHalf |= 1 << (value - 64) }
        }
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < 64 { return firstHalf >> value & 1 == 1 }
        if value < 128 { return secondHalf >> (value - 64) & 1 == 1 }
        return slowlyContains(scalar)
    }

    private func slowlyContains(_ scalar: Unicode.Scalar) -> Bool {
        let isIn =
            ranges.contains { $0.contains(scalar.value) }
            || kinds.contains { $0.contains(scalar) }
            || excludedKinds.contains { !$0.contains(scalar) }
        return isIn != isNegated
    }

    /// Adds the other case of letters: of single ones, and of ranges of ASCII letters.
    private mutating func addOtherCase() {
        for range in ranges {
            for value in range.prefix(128) {
                guard let scalar = Unicode.Scalar(value) else { continue }
                let properties = scalar.properties
                for text in [properties.lowercaseMapping, properties.uppercaseMapping]
                where text.unicodeScalars.count == 1 {
                    guard let other = text.unicodeScalars.first else { continue }
                    ranges.append(other.value...other.value)
                }
            }
        }
    }
}

extension ScalarSet.Kind {
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .digit: scalar.properties.generalCategory == .decimalNumber
        case .space: scalar.properties.isWhitespace
        case .word: scalar.isInWords
        }
    }
}

extension Unicode.Scalar {
    /// Whether it is a letter, a mark, a digit or a connector such as `_`.
    var isInWords: Bool {
        switch properties.generalCategory {
        case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark:
            true
        default: properties.isAlphabetic
        }
    }
}
