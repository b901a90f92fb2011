import Search
import StudyModel
import Yams

/// Float and int domains.
extension JobReader {
    mutating func float(_ fields: JobFields) -> LocatedDomain? {
        let before = mistakes.count
        let distribution = distribution(fields)
        // The largest finite number represents a missing bound, because JSON has no infinity.
        let lowest = distribution?.isLogarithmic == true ? 0 : -Double.greatestFiniteMagnitude
        let low = bound(fields, "low", distribution, default: lowest) { $0.float($1, path: $2) }
        let high = bound(fields, "high", distribution, default: .greatestFiniteMagnitude) {
            $0.float($1, path: $2)
        }
        let step = optional(fields, "step", default: nil as Double?) { reader, node, path in
            guard let value = reader.float(node, path: path) else { return nil }
            if value > 0 { return .some(value) }
            reader.note(
                "\(path) is \(Self.shown(value)); expected a step above 0", at: node.position)
            return nil
        }
        guard let distribution, let low, let high, let step else { return nil }
        checkOrder(fields, low, high, shown: Self.shown)
        checkLogarithm(fields, distribution, low: low, high: high)
        if let step, let node = fields["step"] {
            checkStep(fields, step, low: low, high: high, at: node.position)
        }
        if !(high - low).isFinite, !distribution.isNormal {
            note(
                "\(fields.path) is too wide; expected high - low to be finite", at: fields.position)
        }
        checkMass(fields, distribution, low: low, high: high, from: before)
        guard mistakes.count == before else { return nil }
        return LocatedDomain(
            position: fields.position,
            numeric: .float(
                FloatDomain(low: low, high: high, distribution: distribution, step: step)),
            bounds: (fields["low"]?.position, fields["high"]?.position))
    }

    mutating func int(_ fields: JobFields) -> LocatedDomain? {
        let before = mistakes.count
        let range = Int.min ... .max
        let distribution = distribution(fields)
        let low = required(fields, "low", expected: "an int") {
            $0.int($1, path: $2, in: range)
        }
        let high = required(fields, "high", expected: "an int") {
            $0.int($1, path: $2, in: range)
        }
        let step = optional(fields, "step", default: 1) { $0.int($1, path: $2, in: 1 ... .max) }
        guard let distribution, let low, let high, let step else { return nil }
        checkOrder(fields, low, high) { "\($0)" }
        checkLogarithm(fields, distribution, low: Double(low), high: Double(high))
        guard low > high || IntDomain.isCountable(low, high) else {
            note(
                "\(fields.path) has more than \(Int.max) values; expected bounds nearer to each "
                    + "other", at: fields.position)
            return nil
        }
        if low < high, step > high - low, let node = fields["step"] {
            note(
                "\(fields.path).step is \(step); expected at most high - low = \(high - low)",
                at: node.position)
        }
        checkMass(
            fields, distribution, low: Double(low) - 0.5, high: Double(high) + 0.5, from: before)
        guard mistakes.count == before else { return nil }
        return LocatedDomain(
            position: fields.position,
            numeric: .int(IntDomain(low: low, high: high, distribution: distribution, step: step)),
            bounds: (fields["low"]?.position, fields["high"]?.position))
    }

    // MARK: Parts

    private mutating func distribution(_ fields: JobFields) -> Distribution? {
        let name = optional(fields, "distribution", default: "uniform") {
            $0.word($1, path: $2, of: JobKeys.distributions)
        }
        guard let name else { return nil }
        guard name.hasSuffix("normal") else {
            for key in ["mean", "deviation"] {
                guard let entry = fields.values[key] else { continue }
                note(
                    "\(fields.path(key)) has no meaning with a \(name) distribution; leave it out, "
                        + "or add 'distribution: normal'", at: entry.position)
            }
            return name == "log" ? .logUniform : .uniform
        }
        let expected = "a number, for a \(name) distribution"
        let mean = required(fields, "mean", expected: expected) { $0.float($1, path: $2) }
        let deviation = required(fields, "deviation", expected: expected) {
            reader, node, path -> Double? in
            guard let value = reader.float(node, path: path) else { return nil }
            if value > 0 { return value }
            reader.note(
                "\(path) is \(Self.shown(value)); expected a deviation above 0", at: node.position)
            return nil
        }
        guard let mean, let deviation else { return nil }
        return name == "normal"
            ? .normal(mean: mean, deviation: deviation)
            : .logNormal(mean: mean, deviation: deviation)
    }

    /// `low` or `high`; only normal distributions can omit them.
    private mutating func bound(
        _ fields: JobFields, _ key: String, _ distribution: Distribution?,
        default unbounded: Double,
        read: (inout JobReader, Node, String) -> Double?
    ) -> Double? {
        // If the distribution couldn't be read, a missing bound may be valid.
        if distribution?.isNormal != false {
            if distribution?.isNormal == true, fields["step"] != nil, fields[key] == nil {
                note(
                    "'\(fields.path(key))' is missing; a step needs both bounds",
                    at: fields.position)
                return nil
            }
            return optional(fields, key, default: unbounded, read: read)
        }
        return required(fields, key, expected: "a number", read: read)
    }

    private mutating func checkOrder<Number: Comparable>(
        _ fields: JobFields, _ low: Number, _ high: Number, shown: (Number) -> String
    ) {
        guard low > high, let node = fields["low"] ?? fields["high"] else { return }
        note(
            "\(fields.path).low is \(shown(low)) and high is \(shown(high)); "
                + "expected low ≤ high", at: node.position)
    }

    private mutating func checkLogarithm(
        _ fields: JobFields, _ distribution: Distribution, low: Double, high: Double
    ) {
        guard distribution.isLogarithmic else { return }
        let lowText = fields["low"]?.scalar?.string ?? "\(low)"
        if distribution == .logUniform, low <= 0, let node = fields["low"] {
            note(
                "\(fields.path).low is \(lowText); a log domain needs low > 0", at: node.position)
        } else if distribution != .logUniform, low < 0, let node = fields["low"] {
            note(
                "\(fields.path).low is \(lowText); a log-normal domain needs low ≥ 0",
                at: node.position)
        } else if high <= 0, low <= high, let node = fields["high"] {
            note(
                "\(fields.path).high is \(Self.shown(high)); a log domain needs high > 0",
                at: node.position)
        }
    }

    private mutating func checkStep(
        _ fields: JobFields, _ step: Double, low: Double, high: Double, at position: Position
    ) {
        guard low < high else { return }
        if step > (high - low) * (1 + 1e-9) {
            note(
                "\(fields.path).step is \(Self.shown(step)); "
                    + "expected at most high - low = \(Self.shown(high - low))", at: position)
        } else if !((high - low) / step < 1e9) {
            note(
                "\(fields.path).step is \(step), which gives more than 1e9 values; expected a "
                    + "larger step, or none", at: position)
        }
    }

    /// Refuses bounds far out in a normal distribution's tail, which are usually a mistake.
    private mutating func checkMass(
        _ fields: JobFields, _ distribution: Distribution, low: Double, high: Double,
        from before: Int
    ) {
        guard mistakes.count == before, low < high else { return }
        let mass = TruncatedDistribution(distribution, low: low, high: high).mass
        // The mass is NaN if mean and deviation are too large to compute with.
        guard !(mass >= 0.001) else { return }
        note(
            "\(fields.path) keeps less than 0.1 % of its distribution between low and high; "
                + "expected bounds nearer to the mean", at: fields.position)
    }
}

extension Distribution {
    var isNormal: Bool {
        switch self {
        case .uniform, .logUniform: false
        case .normal, .logNormal: true
        }
    }

    var isLogarithmic: Bool {
        switch self {
        case .uniform, .normal: false
        case .logUniform, .logNormal: true
        }
    }
}
