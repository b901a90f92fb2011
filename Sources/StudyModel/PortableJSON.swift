import Foundation

/// JSON that can carry the numbers that JSON has no words for: a diverged trial's losses.
package enum PortableJSON {
    /// Encodes a value.
    ///
    /// - Parameters:
    ///   - pretty: for people and other programs: in lines, and with names_like_this.
    ///   - isRecord: in lines too, with names as they are, so that it can be read back.
    ///   - isSorted: the same bytes for the same value, in one line.
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
