import Portable
import Testing

@Suite("Text from outside")
struct ForeignTextTests {
    @Test("is shown as it is where it is harmless")
    func harmless() {
        for text in ["", "gpu-1", "Bücher für Özgür", "模型 é ✓", "it's <b> $x$ `y` \\"] {
            #expect(ForeignText.shown(text) == text)
        }
    }

    @Test("can neither begin a line nor move a terminal's cursor nor turn what follows")
    func escaping() {
        #expect(
            ForeignText.shown("\u{1B}[2J\nstudy hos is done\r\t\u{7}")
                == "\\u{1B}[2J\\nstudy hos is done\\r\\t\\u{7}")
        #expect(ForeignText.shown("a\u{202E}b\u{2066}c\u{200B}d\u{2028}e\u{FEFF}").count > 30)
        // No scalar whatever gets through that is not seen.
        for value in (0...0x3_0000 as ClosedRange<UInt32>) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let shown = ForeignText.shown(String(scalar))
            #expect(!shown.unicodeScalars.contains(where: ForeignText.isUnsafe), "\(value)")
            if value < 0x20 || (0x7F...0x9F).contains(value) {
                #expect(shown.hasPrefix("\\"))
            }
        }
    }

    @Test("is cut after as many characters as anyone reads, marks on one letter too")
    func cutting() {
        let long = ForeignText.shown(String(repeating: "x", count: 1_000_000))
        #expect(long == String(repeating: "x", count: 200) + "…")
        let stacked = ForeignText.shown("a" + String(repeating: "\u{301}", count: 100_000))
        #expect(stacked.unicodeScalars.count <= 201)
        #expect(ForeignText.shown("abc", limit: 3) == "abc")
        #expect(ForeignText.shown("abcd", limit: 3) == "abc…")
        #expect(ForeignText.shown(String(repeating: "\n", count: 300)).count == 401)
    }
}
