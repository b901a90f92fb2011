import Foundation
import Portable
import Testing

@Suite("Texts as JSON strings")
struct JSONQuotingTests {
    @Test("Quotation marks, backslashes and control characters are escaped, all else is kept")
    func quoted() {
        #expect(PortableJSON.quoted("") == "\"\"")
        #expect(PortableJSON.quoted("a \"b\" c\\d") == #""a \"b\" c\\d""#)
        #expect(PortableJSON.quoted("\n\t\u{1}\u{1F}") == #""\u000a\u0009\u0001\u001f""#)
        #expect(PortableJSON.quoted("ü 模型 / \u{7F}") == "\"ü 模型 / \u{7F}\"")
        var bytes = Array("[".utf8)
        PortableJSON.appendQuoted("é", to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "[\"é\"")
    }

    @Test("Another reader of JSON reads the same text")
    func readBack() throws {
        let text = String(String.UnicodeScalarView((1...0x2FF).compactMap(Unicode.Scalar.init)))
        let json = "[\(PortableJSON.quoted(text))]"
        let read = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String]
        #expect(read == [text])
    }
}
