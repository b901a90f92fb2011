/// Finds one metric in the text that `CompactJSON` wrote, without reading the others.
///
/// A study of 200,000 trials is ranked from such texts whenever its table is printed; making
/// dictionaries of them took most of that time.
struct MetricScanner: Sendable {
    private let name: String
    /// `"name":`, or nil where the name needs escapes, which only a whole reader understands.
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

    /// The metric's value, or nil where it isn't among them.
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
            // Words for what isn't finite are in quotes.
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

    /// Where the value of a key begins.
    ///
    /// A quote behind a comma or a brace opens a key or closes one, and what follows a closing one
    /// is a colon, which no key here begins with.
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
