import Figures
import Portable
import StudyModel

/// The axes of a report's charts.
enum ReportAxis {
    /// The ratio of highest to lowest value above which an axis is logarithmic.
    private static let linearRatio = 12.0

    /// A name in readable form: `learning_rate` as `learning rate`.
    static func text(_ name: String) -> String {
        // A name in a job file has no accent.
        if name == "frechet_distance" { return "Fréchet distance" }
        return String(name.map { $0 == "_" ? " " : $0 })
    }

    /// An axis for a metric's values: logarithmic if they differ by more than `linearRatio`.
    static func metric(_ name: String, values: some Sequence<Double>) -> Axis {
        Axis(text(name), scale: isWide(values) ? .logarithmic : .linear)
    }

    static func isWide(_ values: some Sequence<Double>) -> Bool {
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite {
            (low, high) = (min(low, value), max(high, value))
        }
        return low > 0 && high > low * linearRatio
    }

    /// An axis for a parameter, with the scale of its domain.
    static func parameter(_ parameter: AnalysedParameter) -> Axis {
        switch parameter.scale {
        case .numeric(_, _, let isLogarithmic, _):
            return Axis(
                text(parameter.name), scale: isLogarithmic ? .logarithmic : .linear,
                isWhole: parameter.isWhole)
        case .levels(let values, let isOrdered):
            if isOrdered, let numbers = spread(values) {
                return Axis(
                    text(parameter.name), scale: isWide(numbers) ? .logarithmic : .linear,
                    isWhole: parameter.isWhole)
            }
            return Axis(
                text(parameter.name), scale: .categories(ConfigurationText.names(of: values)))
        }
    }

    /// A trial's position on the parameter's axis.
    static func place(_ parameter: AnalysedParameter, _ trial: Trial) -> Double? {
        let value = trial.configuration[parameter.name]
        if case .levels(let values, isOrdered: true) = parameter.scale, isSpread(values) {
            return value?.number
        }
        return parameter.place(of: value)
    }

    /// Whether the axis is numeric rather than categorical.
    static func isNumeric(_ parameter: AnalysedParameter) -> Bool {
        if case .categories = self.parameter(parameter).scale { return false }
        return true
    }

    /// The numbers of many levels, placed by value; a few levels are categories.
    private static func spread(_ values: [ParameterValue]) -> [Double]? {
        isSpread(values) ? values.compactMap(\.number) : nil
    }

    private static func isSpread(_ values: [ParameterValue]) -> Bool { values.count > 4 }
}

/// Describes domains.
enum DomainText {
    /// `1e-05 to 0.1, logarithmic`; `Adam, RMSprop`; `11 values, 0 to 0.000211`.
    static func of(_ parameter: AnalysedParameter) -> String {
        switch parameter.scale {
        case .numeric(let low, let high, let isLogarithmic, let step):
            var text = ends(of: parameter, low, high)
            if let step, !(parameter.isWhole && step == 1) { text += " by \(number(step))" }
            switch parameter.distribution {
            case .uniform, .logUniform:
                if isLogarithmic { text += ", logarithmic" }
            case .normal(let mean, let deviation):
                text += "normal, mean \(number(mean)), deviation \(number(deviation))"
            case .logNormal(let mean, let deviation):
                text +=
                    "log-normal, mean \(number(mean)) and deviation \(number(deviation)) of the "
                    + "logarithm"
            }
            return text
        case .levels(let values, let isOrdered):
            guard isOrdered, values.count > 6, let first = values.first, let last = values.last
            else { return values.map(ConfigurationText.rounded).joined(separator: ", ") }
            return "\(values.count, "value"), \(ConfigurationText.rounded(first)) to "
                + ConfigurationText.rounded(last)
        }
    }

    /// The bounds that a domain has, and a comma before what is said of a normal distribution.
    private static func ends(
        of parameter: AnalysedParameter, _ low: Double, _ high: Double
    ) -> String {
        let comma =
            switch parameter.distribution {
            case .uniform, .logUniform: ""
            case .normal, .logNormal: ", "
            }
        func end(_ value: Double) -> String {
            parameter.isWhole
                ? Int(exactly: value)?.description ?? number(value)
                : NumberText.rounded(value, digits: digits(of: parameter))
        }
        switch (parameter.hasLowest, parameter.hasHighest) {
        case (true, true): return "\(end(low)) to \(end(high))\(comma)"
        case (true, false): return "from \(end(low))\(comma)"
        case (false, true): return "up to \(end(high))\(comma)"
        case (false, false): return ""
        }
    }

    /// Whether a value is the lowest or the highest of its domain.
    ///
    /// Of one or two values, each is at an edge. Of a pool whose values are not known, those of
    /// the trials may not be the outermost ones.
    static func edge(_ parameter: AnalysedParameter, _ value: ParameterValue?) -> String {
        guard let place = parameter.place(of: value), !parameter.isPool else { return "" }
        switch parameter.scale {
        case .numeric(let low, let high, _, let step):
            guard step.map({ (high - low) / $0 > 1.5 }) ?? (low < high) else { return "" }
            if parameter.hasLowest, place <= low { return "the lowest" }
            return parameter.hasHighest && place >= high ? "the highest" : ""
        case .levels(let values, let isOrdered):
            guard isOrdered, values.count > 2 else { return "" }
            return place == 0
                ? "the lowest" : Int(place) == values.count - 1 ? "the highest" : ""
        }
    }

    /// Enough digits for most values.
    static let usualDigits = 6

    /// The digits of a parameter's values: more if its range is small for their size.
    static func digits(of parameter: AnalysedParameter) -> Int {
        guard case .numeric(let low, let high, _, _) = parameter.scale else { return usualDigits }
        return SignificantDigits.distinguishing([low, high], usual: usualDigits)
    }

    private static func number(_ value: Double) -> String {
        NumberText.rounded(value, digits: usualDigits)
    }
}
