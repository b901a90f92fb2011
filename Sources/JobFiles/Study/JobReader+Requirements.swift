import StudyModel

/// Checks that the objective can use a parameter's domain.
extension JobReader {
    /// Notes each value or bound that the objective can't use; converts ints to floats if it takes
    /// floats.
    mutating func check(
        _ located: inout LocatedDomain, named name: String,
        against requirement: ParameterRequirement
    ) {
        if case .float = requirement.accepted, located.numeric == nil {
            for index in located.values.indices {
                guard case .int(let number) = located.values[index].value else { continue }
                located.values[index].value = .float(Double(number))
            }
        }
        for item in located.values where !requirement.accepts(item.value) {
            note(
                "\(name) is \(Self.shown(item.value, for: requirement)); expected "
                    + requirement.expectation + requirement.suggestion(for: item.value),
                at: item.position)
        }
        guard let numeric = located.numeric else { return }
        let (low, high, type): (ParameterValue, ParameterValue, String) =
            switch numeric {
            case .float(let domain): (.float(domain.low), .float(domain.high), "float")
            case .int(let domain): (.int(domain.low), .int(domain.high), "int")
            }
        switch (requirement.accepted, numeric) {
        case (.int, .int), (.float, .float): break
        default:
            note(
                "\(name) is a domain of type \(type); expected \(requirement.expectation)",
                at: located.position)
            return
        }
        let kindOfBound = located.poolSize == nil ? name : "\(name).from"
        if !requirement.accepts(low) {
            let found =
                located.bounds.low == nil ? "isn't bounded below" : "has low: \(Self.shown(low))"
            note(
                "\(kindOfBound) \(found); expected \(requirement.expectation)",
                at: located.bounds.low ?? located.position)
        }
        if !requirement.accepts(high) {
            note(
                "\(kindOfBound) has high: \(Self.shown(high)); expected \(requirement.expectation)",
                at: located.bounds.high ?? located.position)
        }
    }

    /// A value as it was written, with its kind if the kind is wrong.
    private static func shown(
        _ value: ParameterValue, for requirement: ParameterRequirement
    ) -> String {
        switch (requirement.accepted, value) {
        case (.int, .float(let number)): "\(number), a float"
        case (.int, .text), (.float, .text): "\(shown(value)), a text"
        default: shown(value)
        }
    }

    static func shown(_ value: ParameterValue) -> String {
        switch value {
        case .float(let number): shown(number)
        case .text(let text): "'\(text.shown)'"
        case .int, .bool, .null: "\(value)"
        }
    }
}

extension JobReader {
    /// A value in a message: a text in quotation marks, and called one if it looks like another
    /// kind of value.
    static func told(_ value: ParameterValue) -> String {
        guard case .text(let text) = value, JobText.scalar(text) != text else {
            return shown(value)
        }
        return shown(value) + ", a text"
    }
}

extension ParameterRequirement {
    /// A suggestion for an unaccepted value: the nearest word, or the correct form of a number.
    func suggestion(for value: ParameterValue) -> String {
        switch (accepted, value) {
        case (.int, .float(let number)):
            return Int(exactly: number).map { "; write \($0)" } ?? ""
        case (.int, .text(let text)), (.float, .text(let text)):
            let number = ScalarValue(plain: text).parameterValue?.number
            return number == nil ? "" : "; numbers are written without quotes"
        default: break
        }
        guard case .text(let text) = accepted, case .text(let word) = value else { return "" }
        return Spelling.suggestion(for: word, among: text)
    }
}
