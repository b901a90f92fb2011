import Foundation
import Portable
import Testing

@testable import Datasets

@Suite("CSV files")
struct CSVTests {
    private let directory = try! TemporaryDirectory()

    private func rows(_ text: String, separator: String? = nil) throws -> [[String]] {
        try rows(Array(text.utf8), separator: separator)
    }

    private func rows(_ bytes: [UInt8], separator: String? = nil) throws -> [[String]] {
        let path = try directory.write(bytes, to: "t.csv")
        let reader = try CSVReader(path: path, separator: separator)
        var rows = [reader.header]
        var record = CSVRecord()
        while try reader.read(&record) {
            rows.append((0..<record.count).map { record.text($0) ?? "(no UTF-8)" })
        }
        return rows
    }

    private func refusal(_ bytes: [UInt8]) throws -> String {
        let error = #expect(throws: DatasetError.self) { try rows(bytes) }
        return try #require(error).description.replacing(directory.path + "/", with: "")
    }

    private func refusal(_ text: String) throws -> String { try refusal(Array(text.utf8)) }

    @Test("Quotes, doubled quotes, separators and line breaks within quotes are read")
    func quotes() throws {
        let found = try rows("a,\"b,\"\"x\"\"\"\n1,\"two\r\nlines\"\n\"\",  spaced out  \n")
        #expect(found == [["a", "b,\"x\""], ["1", "two\r\nlines"], ["", "spaced out"]])
    }

    @Test(
        "Lines end with LF, CR LF or CR, and the last one with nothing",
        arguments: ["\n", "\r\n", "\r"])
    func lineEnds(end: String) throws {
        let text = ["a,b", "1,2", "", "3,"].joined(separator: end)
        #expect(try rows(text) == [["a", "b"], ["1", "2"], ["3", ""]])
        #expect(try rows(text + end) == [["a", "b"], ["1", "2"], ["3", ""]])
    }

    @Test("A byte order mark is no part of the first name, and columns without a name get one")
    func names() throws {
        #expect(try rows("\u{FEFF}a,,c\n1,2,3\n")[0] == ["a", "column 2", "c"])
    }

    @Test("The separator is found in the header, unless it is given")
    func separators() throws {
        #expect(
            try rows("a;b;\"c,d,e,f\"\n1,5;2;3\n") == [["a", "b", "c,d,e,f"], ["1,5", "2", "3"]])
        #expect(try rows("a\tb c\n1\t \n") == [["a", "b c"], ["1", ""]])
        #expect(try rows("a|b\n1|2\n", separator: "|") == [["a", "b"], ["1", "2"]])
    }

    @Test("What is no table is refused with its line and column")
    func mistakes() throws {
        #expect(
            try refusal("a,b\n1,2\n3\n")
                == "t.csv:3:1: found 1 field in the record that begins in line 3, expected 2, as "
                + "many as the header has; a missing value is an empty field, with its comma")
        #expect(try refusal("a,b\n\"x\ny\",2,3\n").hasPrefix("t.csv:3:6: found 3 fields in the "))
        #expect(
            try refusal("a,b\n1,\"2\n3,4\n")
                == "t.csv:2:3: found a quote that is not closed, expected a closing one")
        #expect(try refusal("a,b\n\"1\"x,2\n").hasPrefix("t.csv:2:4: found text behind a closing"))
        #expect(
            try refusal("a,b,a\n")
                == "t.csv:1:5: found a second column 'a'; the first is field 1, expected a name of "
                + "its own for each column")
        #expect(
            try refusal("\u{E9},e\u{301}\n").contains(
                "the first is field 1, which looks the same and has other Unicode characters"))
        #expect(
            try refusal("a|b\n1,5|2\n").hasSuffix(
                "; the separator was taken to be a comma: if | separates the columns, give '|' as "
                    + "the separator"))
        #expect(
            try refusal("a,b\n0,5,1,5\n").hasSuffix(
                "; if its numbers have decimal commas, write them with decimal points"))
        #expect(
            try refusal("a,b\nx,y,z\n").hasSuffix("; a text with a comma needs quotes around it"))
        #expect(
            try refusal("a b c\n1,5 2 3\n").contains(
                "; if spaces separate the columns, write commas"))
        #expect(
            try refusal("0.5,1,0.5\n").hasPrefix(
                "t.csv:1:7: found 0.5 a second time in a first line of numbers"))
        let other = #expect(throws: DatasetError.self) {
            try rows("a;b;y\n0,5;1,5;2,5\n", separator: ",")
        }
        #expect(
            other?.description.hasSuffix(
                "; its header has semicolons, and the separator of the data set is a comma: write "
                    + "it with the separator and the decimal points of the training file") == true)
        #expect(try refusal("a\u{1B},a\u{1B}\n").contains("a second column 'a\\u{1B}'; the"))
        #expect(try refusal("\n \n").hasPrefix("t.csv: found an empty file"))
        #expect(try refusal([0xFF, 0xFE, 0x61, 0]).hasPrefix("t.csv: found a file in UTF-16"))
        #expect(try refusal([0x1F, 0x8B, 0x08, 0]).contains("(gunzip it first)"))
        #expect(try refusal([0x50, 0x4B, 0x03, 0x04]).contains("found a zip archive"))
        let long = "a\n\"" + String(repeating: "x", count: CSVReader.largestFieldByteCount + 2)
        #expect(try refusal(long).hasPrefix("t.csv:2:1: found a field of more than 1 MB"))
    }

    @Test("UTF-16 and UTF-32 without a byte order mark are refused as such")
    func wideCharacters() throws {
        let text = "a,b\n1,2\n"
        let start = "t.csv: found bytes that are 0, as text in "
        for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian] {
            let bytes = try #require(text.data(using: encoding))
            #expect(try refusal(Array(bytes)).hasPrefix(start + "UTF-16 has them, expected UTF-8"))
        }
        for encoding in [String.Encoding.utf32LittleEndian, .utf32BigEndian] {
            let bytes = try #require(text.data(using: encoding))
            #expect(try refusal(Array(bytes)).hasPrefix(start + "UTF-32"))
        }
    }

    @Test("Numbers are decimal and finite")
    func numbers() throws {
        let texts = [
            "1", "-2.5", "+3", "1e-3", ".5", "6.", "-0", "0x10", "inf", "nan", "1e999", "1,5", "e5",
            "", "1 2", "--1", "١",
        ]
        let path = try directory.write(
            Array(("n\n" + texts.map { "\"\($0)\"\n" }.joined()).utf8), to: "n.csv")
        let reader = try CSVReader(path: path)
        var found: [Double?] = []
        var record = CSVRecord()
        while try reader.read(&record) { found.append(record.number(0)) }
        #expect(
            found == [1, -2.5, 3, 0.001, 0.5, 6, 0] + Array(repeating: nil, count: texts.count - 7))
        #expect(found[6]?.sign == .plus)
    }

    @Test("Tables of any texts, larger than a block of reading, are read as they were written")
    func roundTrip() throws {
        let generator = SeededGenerator(seed: 3, purpose: .tests)
        let pieces = ["a", "\"", ",", "\n", "\r\n", "é", " b", "1.5", "漢字", ";"]
        func field(_ index: Int) -> String {
            let word = generator.word(index: index)
            let places = (0..<Int(word % 9)).map { (place: Int) -> Int in
                Int(word >> (8 + 4 * place)) % pieces.count
            }
            return places.map { pieces[$0] }.joined()
        }
        func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }
        let table = (0..<20_000).map { row in (0..<3).map { field(row * 3 + $0) } }
        let text = "x,y,z\n" + table.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
        #expect(text.utf8.count > 2 << 18)
        let found = try rows(text)
        #expect(found.count == 20_001)
        #expect(Array(found.dropFirst()) == table)
    }
}
