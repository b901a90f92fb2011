/// Finds one metric in a text written by `CompactJSON`, without parsing the others.
///
/// Each print of the table ranks the trials from such texts. For 200,000 trials, dictionaries took
/// most of that time.
struct MetricScanner: Sendable {
    private let name: String
    /// `"name":`, or nil if the name needs escapes, which only the full parser handles.
    private let key: [UInt8]?

    init(_ name: String) {
        self.name = name
        let isPlain = name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        key = isPlain && !name.isEmpty ? Array("\"\(name)\":".utf8) : nil
    }

    /// The metric's value, or nil if it is absent.
    func value(_ text: String) throws(CompactJSON.Failure) -> Double? {
        guard let key else { return try CompactJSON.metrics(text)[name] }
        var text = text
        let word: Substring? = text.withUTF8 { bytes in
            guard let start = Self.place(of: key, in: bytes) else { return "" }
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: ","),
                bytes[end] != UInt8(ascii: "}")
            {
                end += 1
            }
            let word = bytes[start..<end]
            // Non-finite values are in quotes.
            return word.first == UInt8(ascii: "\"")
                ? nil : Substring(decoding: word, as: UTF8.self)
        }
        guard let word else { return try CompactJSON.metrics(text)[name] }
        if word.isEmpty { return nil }
        guard let value = Double(word) else {
            throw CompactJSON.Failure(description: "expected a number in place of \(word)")
        }
        return value
    }

    /// The offset of a key's value.
    ///
    /// A quote after a comma or a brace opens or closes a key. After a closing quote comes a colon,
    /// and no key here starts with a colon.
    private static func place(of key: [UInt8], in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var start = 1
        while start + key.count <= bytes.count {
            let isKey =
                bytes[start - 1] == UInt8(ascii: ",") || bytes[start - 1] == UInt8(ascii: "{")
            if isKey, key.indices.allSatisfy({ bytes[start + $0] == key[$0] }) {
                return start + key.count
            }
            start += 1
        }
        return nil
    }
}
