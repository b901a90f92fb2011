import StudyModel

/// The fields of a JSON object, read with errors that name their place.
struct JSONFields {
    let place: String
    private let fields: [String: JSONValue]

    /// - Throws: `unusable` if the value is no object.
    init(_ value: JSONValue, place: String) throws(SimulationError) {
        guard case .object(let fields) = value else {
            throw .unusable(place: place, found: Self.kind(value), expected: "an object")
        }
        self.fields = fields
        self.place = place
    }

    /// The same fields with a more precise place.
    init(_ other: JSONFields, place: String) {
        fields = other.fields
        self.place = place
    }

    func has(_ key: String) -> Bool { fields[key] != nil }

    /// - Throws: `unusable` with the first unknown key in alphabetical order.
    func check(known: [String]) throws(SimulationError) {
        guard let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) else {
            return
        }
        throw .unusable(
            place: place, found: "the unknown key '\(unknown)'",
            expected: "only " + known.joined(separator: ", "))
    }

    func problem(_ key: String, _ found: String, _ expected: String) -> SimulationError {
        .unusable(place: "\(place), \(key)", found: found, expected: expected)
    }

    func text(_ key: String) throws(SimulationError) -> String {
        let value = try self[key, "a text"]
        guard case .text(let text) = value, !text.isEmpty else {
            throw problem(key, Self.kind(value), "a text")
        }
        return text
    }

    func number(_ key: String) throws(SimulationError) -> Double {
        let value = try self[key, "a finite number"]
        switch value {
        case .int(let number): return Double(number)
        case .number(let number) where number.isFinite: return number
        default: throw problem(key, Self.kind(value), "a finite number")
        }
    }

    func whole(_ key: String, in range: ClosedRange<Int>) throws(SimulationError) -> Int {
        let number = try number(key)
        let text = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let whole = Int(exactly: number), range.contains(whole) else {
            throw problem(key, "\(number)", text)
        }
        return whole
    }

    func list(_ key: String) throws(SimulationError) -> [JSONValue] {
        let value = try self[key, "a list with one element or more"]
        guard case .list(let elements) = value, !elements.isEmpty else {
            throw problem(key, Self.kind(value), "a list with one element or more")
        }
        return elements
    }

    private subscript(key: String, expected: String) -> JSONValue {
        get throws(SimulationError) {
            guard let value = fields[key] else {
                throw .unusable(place: place, found: "no key '\(key)'", expected: expected)
            }
            return value
        }
    }

    private static func kind(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let number): "\(number)"
        case .unsigned(let number): "\(number)"
        case .number(let number): "\(number)"
        case .text(let text): text.isEmpty ? "an empty text" : "'\(text)'"
        case .list(let elements): "a list of \(elements.count)"
        case .object: "an object"
        }
    }
}
