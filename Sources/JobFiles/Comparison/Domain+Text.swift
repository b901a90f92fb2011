package import StudyModel

extension SettingValue {
    /// As written in a job file: `64`, or `$hidden_units`.
    package var text: String {
        switch self {
        case .literal(let value): value.description
        case .parameter(let name): "$" + name
        }
    }
}

extension Domain {
    /// A short text for the domain: `float 1e-05 to 0.1, log`.
    package var text: String {
        switch self {
        case .float(let domain): domain.text
        case .int(let domain): domain.text
        case .categorical(let choices): "[\(choices.map(\.shortText).joined(separator: ", "))]"
        case .pool(let pool): pool.text
        }
    }
}

extension ParameterValue {
    /// As in a job file: a text that looks like another kind of value is in quotation marks.
    fileprivate var shortText: String {
        if case .text(let text) = self { return JobText.scalar(text) }
        return description
    }
}

extension FloatDomain {
    fileprivate var text: String {
        let bounds = [
            low == -.greatestFiniteMagnitude ? nil : "from \(low)",
            high == .greatestFiniteMagnitude ? nil : "to \(high)",
        ]
        let range = ["float"] + bounds.compactMap { $0 }
        return
            ([range.joined(separator: " ")] + distribution.text
            + (step.map { ["step \($0)"] } ?? []))
            .joined(separator: ", ")
    }
}

extension IntDomain {
    fileprivate var text: String {
        (["int from \(low) to \(high)"] + distribution.text + (step == 1 ? [] : ["step \(step)"]))
            .joined(separator: ", ")
    }
}

extension PoolDomain {
    fileprivate var text: String {
        let drawn =
            switch source {
            case .float(let domain): domain.text
            case .int(let domain): domain.text
            }
        let listed = fixed.isEmpty ? "" : "[\(fixed.map(\.shortText).joined(separator: ", "))] + "
        return "\(listed)pool of \(size) drawn from \(drawn)"
    }
}

extension Distribution {
    fileprivate var text: [String] {
        switch self {
        case .uniform: []
        case .logUniform: ["log"]
        case .normal(let mean, let deviation): ["normal(\(mean), \(deviation))"]
        case .logNormal(let mean, let deviation): ["log-normal(\(mean), \(deviation))"]
        }
    }
}
