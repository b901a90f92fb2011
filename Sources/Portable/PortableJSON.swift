import Foundation

/// JSON with support for infinity and NaN, such as a diverged trial's losses.
package enum PortableJSON {
    /// Encodes a value.
    ///
    /// - Parameters:
    ///   - pretty: for people and other programs: multi-line, with snake_case names.
    ///   - isRecord: multi-line, with unchanged names, so that it can be decoded.
    ///   - isSorted: one line with sorted keys: equal values have equal bytes.
    package static func encode(
        _ value: some Encodable, pretty: Bool = false, isRecord: Bool = false,
        isSorted: Bool = false
    ) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        if isSorted { encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes] }
        if pretty || isRecord {
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        }
        if pretty { encoder.keyEncodingStrategy = .convertToSnakeCase }
        return Array(try encoder.encode(value))
    }

    package static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8]
    ) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(type, from: Data(bytes))
    }
}
