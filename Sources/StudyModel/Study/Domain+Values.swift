extension Domain {
    /// Whether a value is one of the domain's; a pool counts as its source and its fixed values.
    package func contains(_ value: ParameterValue) -> Bool {
        switch (self, value) {
        case (.categorical(let choices), _): choices.contains(value)
        case (.int(let domain), .int(let number)): domain.contains(number)
        case (.float(let domain), .float(let number)): domain.contains(number)
        case (.pool(let pool), _):
            pool.fixed.contains(value) || pool.source.domain.contains(value)
        default: false
        }
    }

    /// A written value as one of the domain's; nil if it has none such: an int can stand for a
    /// float.
    package func value(writtenAs value: ParameterValue) -> ParameterValue? {
        if contains(value) { return value }
        guard case .int(let number) = value else { return nil }
        let float = ParameterValue.float(Double(number))
        return contains(float) ? float : nil
    }
}

extension PoolDomain.Source {
    fileprivate var domain: Domain {
        switch self {
        case .float(let domain): .float(domain)
        case .int(let domain): .int(domain)
        }
    }
}

extension IntDomain {
    fileprivate func contains(_ number: Int) -> Bool {
        guard low <= number, number <= high else { return false }
        let (offset, overflow) = number.subtractingReportingOverflow(low)
        return !overflow && offset % step == 0
    }
}

extension FloatDomain {
    fileprivate func contains(_ number: Double) -> Bool {
        guard low <= number, number <= high else { return false }
        guard let step, let count, low < high else { return true }
        let index = min(max(Int(((number - low) / step).rounded()), 0), count - 1)
        return value(at: index) == number
    }
}
