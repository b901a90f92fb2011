/// The value of one parameter in a configuration.
package enum ParameterValue: Sendable, Hashable {
    case float(Double)
    case int(Int)
    case text(String)
    case bool(Bool)
    /// A choice that stands for nothing.
    case null

    /// The value as a number, or nil if it is not numeric.
    package var number: Double? {
        switch self {
        case .float(let value): value
        case .int(let value): Double(value)
        case .text, .bool, .null: nil
        }
    }

    /// The kind of the value, in the terms of a job file.
    package var kind: String {
        switch self {
        case .float: "a float"
        case .int: "an int"
        case .text: "a text"
        case .bool: "a truth value"
        case .null: "null"
        }
    }
}

extension ParameterValue: CustomStringConvertible {
    /// The canonical text; floats use the shortest form that round-trips.
    package var description: String {
        switch self {
        case .float(let value): value.description
        case .int(let value): value.description
        case .text(let value): value
        case .bool(let value): value.description
        case .null: "null"
        }
    }
}

/// In JSON a one-letter tag distinguishes ints from floats, because their JSON numbers can look the
/// same.
extension ParameterValue: Codable {
    private enum CodingKeys: String, CodingKey {
        case float = "f", int = "i", text = "s", bool = "b", null = "n"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let value = try container.decodeIfPresent(Double.self, forKey: .float) {
            self = .float(value)
        } else if let value = try container.decodeIfPresent(Int.self, forKey: .int) {
            self = .int(value)
        } else if let value = try container.decodeIfPresent(String.self, forKey: .text) {
            self = .text(value)
        } else if container.contains(.null) {
            self = .null
        } else {
            self = .bool(try container.decode(Bool.self, forKey: .bool))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .float(let value): try container.encode(value, forKey: .float)
        case .int(let value): try container.encode(value, forKey: .int)
        case .text(let value): try container.encode(value, forKey: .text)
        case .bool(let value): try container.encode(value, forKey: .bool)
        case .null: try container.encodeNil(forKey: .null)
        }
    }
}
