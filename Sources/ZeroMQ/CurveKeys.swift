import CZeroMQ

/// A CURVE key pair, each key as 40 characters of Z85.
package struct CurveKeyPair: Sendable, Hashable {
    package let publicKey: String
    package let secretKey: String

    /// The pair of a secret key.
    package init(secretKey: String) throws(ZeroMQError) {
        try Z85.validate(key: secretKey)
        var buffer = [CChar](repeating: 0, count: Z85.keyLength + 1)
        guard zmq_curve_public(&buffer, secretKey) == 0 else { throw .last("derive a public key") }
        self.secretKey = secretKey
        publicKey = Self.text(buffer)
    }

    private init(publicKey: String, secretKey: String) {
        self.publicKey = publicKey
        self.secretKey = secretKey
    }

    /// A new random pair.
    package static func generate() throws(ZeroMQError) -> CurveKeyPair {
        guard libraryHasCurve else { throw .curveMissing }
        var publicKey = [CChar](repeating: 0, count: Z85.keyLength + 1)
        var secretKey = publicKey
        guard zmq_curve_keypair(&publicKey, &secretKey) == 0 else {
            throw .last("make a key pair")
        }
        return CurveKeyPair(publicKey: text(publicKey), secretKey: text(secretKey))
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    }
}

/// Descriptions omit the secret key, so that it can't reach a log by accident.
extension CurveKeyPair: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { "CurveKeyPair(publicKey: \(publicKey))" }
    package var debugDescription: String { description }
}

/// The base-85 encoding of ZeroMQ keys (ZeroMQ RFC 32).
package enum Z85 {
    /// Characters of a key of 32 bytes.
    package static let keyLength = 40

    private static let alphabet = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
            .utf8)
    private static let digits: [UInt8: UInt32] = Dictionary(
        uniqueKeysWithValues: alphabet.enumerated().map { ($1, UInt32($0)) })

    /// Decodes the 32 bytes of a key, or throws the reason why it is invalid.
    ///
    /// The error quotes only the start, because the text may be a secret key.
    @discardableResult
    package static func validate(key: String) throws(ZeroMQError) -> [UInt8] {
        let start = key.prefix(4) + (key.count > 4 ? "…" : "")
        let characters = Array(key.utf8)
        guard characters.count == keyLength else {
            throw .invalidKey(String(start), reason: "it has \(characters.count) characters")
        }
        guard let bytes = decode(characters) else {
            throw .invalidKey(String(start), reason: "it has characters that Z85 lacks")
        }
        return bytes
    }

    /// Decodes a text whose length is a multiple of five; nil if it is not valid Z85.
    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count.isMultiple(of: 5) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 5 * 4)
        for start in stride(from: 0, to: text.count, by: 5) {
            var value: UInt64 = 0
            for character in text[start..<start + 5] {
                guard let digit = digits[character] else { return nil }
                value = value * 85 + UInt64(digit)
            }
            guard let word = UInt32(exactly: value) else { return nil }
            for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return bytes
    }
}
