import StudyModel

/// Formats configurations in one line.
enum ConfigurationText {
    private static let digits = 3
    /// A double has no more digits.
    private static let mostDigits = 17

    /// `learning_rate=0.0009 optimizer=Adam`: floats rounded to three digits.
    static func full(_ configuration: Configuration) -> String {
        line(configuration) { $0 }
    }

    /// The full line if it fits in `width` columns; else with short names; else truncated.
    static func fitted(_ configuration: Configuration, width: Int, mark: String) -> String {
        let full = full(configuration)
        if DisplayWidth.of(full) <= width { return full }
        let names = shortNames(configuration.entries.map(\.name))
        let short = line(configuration) { names[$0] ?? $0 }
        return DisplayWidth.truncated(short, to: width, mark: mark)
    }

    static func rounded(_ value: ParameterValue) -> String { rounded(value, digits: digits) }

    /// A word of a choice; one without letters would be invisible.
    static func word(_ text: String) -> String { text.isEmpty ? "\"\"" : text }

    static func rounded(_ value: ParameterValue, digits: Int) -> String {
        switch value {
        case .float(let number): NumberText.rounded(number, digits: digits)
        case .text(let text): word(text)
        case .int, .bool, .null: value.description
        }
    }

    /// Names of choices, all of them different: enough digits, and quotes about words if a number
    /// has the same text.
    static func names(of choices: [ParameterValue]) -> [String] {
        for digits in digits...mostDigits {
            let names = choices.map { rounded($0, digits: digits) }
            if Set(names).count == choices.count { return names }
        }
        return choices.map { choice in
            if case .text(let text) = choice { return "\"\(text)\"" }
            return choice.description
        }
    }

    private static func line(
        _ configuration: Configuration, _ name: (String) -> String
    ) -> String {
        var line = ""
        for entry in configuration.entries {
            if !line.isEmpty { line += " " }
            line += name(entry.name)
            line += "="
            line += rounded(entry.value)
        }
        return line
    }

    /// `learning_rate` as `lr`, `optimizer` as `opt`; names of up to four letters stay unchanged.
    ///
    /// If two parameters would get the same short name, both keep their full names.
    static func shortNames(_ names: [String]) -> [String: String] {
        var short: [String: String] = [:]
        for name in names {
            let text = name.split { $0 == "_" || $0 == "-" || $0 == " " || $0 == "." }
            if name.count <= 4 {
                short[name] = name
            } else if text.count > 1 {
                short[name] = String(text.compactMap(\.first))
            } else {
                short[name] = String(name.prefix(3))
            }
        }
        let counts = Dictionary(short.values.map { ($0, 1) }, uniquingKeysWith: +)
        return short.reduce(into: [:]) { result, pair in
            result[pair.key] = counts[pair.value] == 1 ? pair.value : pair.key
        }
    }
}

/// Formats metrics in one line.
enum MetricText {
    private static let digits = 4
    /// Four digits of a value in this range would hide what such metrics differ by from trial to
    /// trial.
    private static let large = 9_999.5..<1e10
    private static let digitsOfLarge = 10
    /// Fractions from here on are told apart by their differences to 1.
    private static let leastNearOne = 0.99
    private static let mostDigits = 15

    /// Four significant digits; a whole number as it is; ten digits of a large value; of a fraction
    /// close to 1, as many as show four digits of its difference to 1.
    static func rounded(_ value: Double) -> String {
        if let whole = NumberText.whole(value) { return whole }
        let size = value.magnitude
        if large.contains(size) {
            return NumberText.rounded(value, digits: digitsOfLarge, keepsZeros: false)
        }
        guard size >= leastNearOne, size < 1 else {
            return NumberText.rounded(value, digits: digits, keepsZeros: true)
        }
        var (nines, rest) = (0, 1 - size)
        while rest < 1, nines + digits <= mostDigits {
            rest *= 10
            nines += 1
        }
        return NumberText.rounded(value, digits: nines - 1 + digits, keepsZeros: false)
    }

    /// `validation_loss 0.01898`, or all objectives; empty if the trial has none of them.
    static func line(_ metric: Metric, _ metrics: [String: Double]) -> String {
        let note = metric.score(of: metrics).isFeasible ? "" : " (not feasible)"
        let values = metric.objectives.compactMap { objective in
            metrics[objective.name].map { "\(objective.name) \(rounded($0))" }
        }
        return values.isEmpty ? "" : values.joined(separator: ", ") + note
    }

    /// The names of metrics in display order: the objectives first, then by name.
    static func ordered(_ names: some Sequence<String>, _ metric: Metric) -> [String] {
        let objectives = metric.objectives.map(\.name)
        let known = Set(names)
        return objectives.filter(known.contains)
            + known.subtracting(objectives).sorted()
    }
}
