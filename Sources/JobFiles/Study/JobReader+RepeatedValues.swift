import StudyModel
import Yams

extension JobReader {
    /// Refuses values of a domain that are equal, or that tables would show alike.
    mutating func refuseRepeatedValues(_ located: LocatedDomain, path: String) {
        var seen: [ParameterValue: [LocatedValue]] = [:]
        for item in located.values {
            let look = item.value.look
            let alike = seen[look, default: []]
            seen[look] = alike + [item]
            // Different texts are shown as they are written, such as '3.1' and '3.10'.
            let others = alike.filter {
                $0.value == item.value || !$0.value.isText || !item.value.isText
            }
            guard let first = others.first(where: { $0.value == item.value }) ?? others.first
            else { continue }
            note(
                first.value == item.value
                    ? "\(path) has the value \(item.value) twice" + Self.difference(first, item)
                    : "\(path) has the values \(first.value), \(first.value.kind), and "
                        + "\(item.value), \(item.value.kind): tables show them as one; leave one "
                        + "of them out",
                at: item.position)
        }
    }

    /// What differs between two notations of one value.
    private static func difference(_ first: LocatedValue, _ second: LocatedValue) -> String {
        guard let one = first.written, let other = second.written,
            !one.utf8.elementsEqual(other.utf8)
        else { return "" }
        // A character such as é can be one Unicode character or two.
        if first.value.isText { return ", once in other Unicode characters that look the same" }
        return ", written '\(one.shown)' and '\(other.shown)'; leave one of them out, or put texts "
            + "in quotes"
    }
}

extension ParameterValue {
    fileprivate var isText: Bool {
        if case .text = self { true } else { false }
    }

    /// A key that is equal for values that tables show alike: 1, 1.0 and the text '1'.
    fileprivate var look: ParameterValue {
        switch self {
        case .int(let number): return Double(exactly: number).map { .float($0) } ?? self
        case .float, .bool: return self
        case .null: return .text("null")
        case .text(let text):
            if ["null", "~"].contains(text) { return .text("null") }
            guard let value = ScalarValue(plain: text).parameterValue else { return self }
            if case .text = value { return self }
            return value.look
        }
    }
}
