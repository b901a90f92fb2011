import Portable
import Testing

@Suite("What is wrong with JSON")
struct JSONReasonTests {
    private enum Kind: String, Decodable { case one, two }

    private struct Item: Decodable {
        var count: Int
        var name: String
        var kind: Kind?
        var share: Double?
        var isNew: Bool?
        var parts: [Int]?
    }

    private struct Document: Decodable {
        var items: [Item]
    }

    private struct Other: Error, CustomStringConvertible { var description: String }

    private func reason(_ item: String) throws -> String {
        try whole("{\"items\":[{\"count\":1,\"name\":\"a\"},\(item)]}")
    }

    private func whole(_ text: String) throws -> String {
        let error = #expect(throws: DecodingError.self) {
            try PortableJSON.decode(Document.self, from: Array(text.utf8))
        }
        return PortableJSON.reason(try #require(error))
    }

    @Test("is told in words, with the key or the path")
    func words() throws {
        #expect(try whole("garbage") == "it is not JSON")
        #expect(try whole("{}") == "the key 'items' is missing")
        #expect(
            try whole("{\"items\":{}}") == "the value of 'items' has another type; expected a list")
        #expect(
            try reason("{\"count\":1}") == "the key 'name' is missing in 'items[1]'")
        #expect(
            try reason("{\"count\":1,\"name\":null}")
                == "the value of 'items[1].name' is null; expected a text")
        for (value, expected) in [
            ("\"count\":\"x\",\"name\":\"a\"", "count' has another type; expected a whole number"),
            ("\"count\":1,\"name\":2", "name' has another type; expected a text"),
            (
                "\"count\":1,\"name\":\"\",\"isNew\":1",
                "isNew' has another type; expected true or false"
            ),
            (
                "\"count\":1,\"name\":\"\",\"share\":true",
                "share' has another type; expected a number"
            ),
            (
                "\"count\":1,\"name\":\"\",\"kind\":\"three\"",
                "kind' is 'three', which this release doesn't know"
            ),
        ] {
            #expect(try reason("{\(value)}") == "the value of 'items[1].\(expected)")
        }
    }

    @Test("is what other errors say of themselves")
    func others() { #expect(PortableJSON.reason(Other(description: "x: y")) == "x: y") }
}
