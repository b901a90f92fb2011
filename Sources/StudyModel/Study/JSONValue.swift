import Portable

/// A JSON document as a value: settings that only their owner understands.
///
/// Equal documents have equal bytes, because objects are encoded with sorted keys.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int)
    /// A whole number above `Int.max`.
    case unsigned(UInt64)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    package static let empty = JSONValue.object([:])

    /// The value of an object's key; nil if there is none.
    package subscript(key: String) -> JSONValue? {
        if case .object(let fields) = self { return fields[key] }
        return nil
    }

    package var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    /// The document of an encodable value.
    package init(encoding value: some Encodable) throws {
        let bytes = try PortableJSON.encode(value, isSorted: true)
        self = try PortableJSON.decode(JSONValue.self, from: bytes)
    }

    /// The document decoded as a type.
    package func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try PortableJSON.decode(type, from: PortableJSON.encode(self, isSorted: true))
    }

    /// Every object in the document, outermost first, in the order of their keys.
    package var objects: [[String: JSONValue]] {
        switch self {
        case .object(let fields):
            [fields] + fields.keys.sorted().flatMap { fields[$0]?.objects ?? [] }
        case .list(let elements): elements.flatMap(\.objects)
        default: []
        }
    }

    /// A copy in which each object is replaced, the innermost first.
    package func mapObjects(
        _ change: ([String: JSONValue]) -> [String: JSONValue]
    ) -> JSONValue {
        switch self {
        case .object(let fields): .object(change(fields.mapValues { $0.mapObjects(change) }))
        case .list(let elements): .list(elements.map { $0.mapObjects(change) })
        default: self
        }
    }
}

extension JSONValue: Codable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        if let keys = try? decoder.container(keyedBy: Key.self) {
            var fields: [String: JSONValue] = [:]
            for key in keys.allKeys {
                fields[key.stringValue] = try keys.decode(JSONValue.self, forKey: key)
            }
            self = .object(fields)
        } else if var elements = try? decoder.unkeyedContainer() {
            var list: [JSONValue] = []
            while !elements.isAtEnd { list.append(try elements.decode(JSONValue.self)) }
            self = .list(list)
        } else {
            self = try Self.scalar(decoder.singleValueContainer())
        }
    }

    private static func scalar(_ container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if let value = try? container.decode(Bool.self) { return .bool(value) }
        if let value = try? container.decode(Int.self) { return .int(value) }
        if let value = try? container.decode(UInt64.self) { return .unsigned(value) }
        if let value = try? container.decode(String.self) { return .text(value) }
        return .number(try container.decode(Double.self))
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let fields):
            var keys = encoder.container(keyedBy: Key.self)
            for name in fields.keys.sorted() {
                try keys.encode(fields[name], forKey: Key(stringValue: name))
            }
        case .list(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value): try Self.encode(value, to: encoder)
        case .int(let value): try Self.encode(value, to: encoder)
        case .unsigned(let value): try Self.encode(value, to: encoder)
        case .number(let value): try Self.encode(value, to: encoder)
        case .text(let value): try Self.encode(value, to: encoder)
        }
    }

    private static func encode(_ value: some Encodable, to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
