import Foundation
import StudyModel
import Testing

@testable import Datasets

@Suite("Tables")
struct TableTests {
    private let directory = try! TemporaryDirectory()
    private static let goldens = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Goldens")

    private func write(_ text: String, _ name: String = "t.csv") throws -> String {
        try directory.write(Array(text.utf8), to: name)
    }

    private func table(
        _ path: String, fill: TableFill = .median, columns: [TableDataset.Column],
        targets: [String], classes: [String]? = nil, testRows: TableDataset.TestRows? = nil
    ) throws -> TableDataset {
        TableDataset(
            training: try InputFile(reading: path), testRows: testRows, fill: fill,
            columns: columns, targets: targets, classes: classes)
    }

    private func load(
        _ table: TableDataset, _ split: Split = Split(validation: .testSet)
    ) throws -> ImageDataset {
        try ImageDataset(table, split: split) { $0.path }
    }

    private func refusal(_ work: () throws -> Void) throws -> String {
        let error = #expect(throws: DatasetError.self) { try work() }
        return try #require(error).description.replacing(directory.path + "/", with: "")
    }

    /// The named lists of rows that scikit-learn computed.
    private static func golden(_ name: String) throws -> [[Double]] {
        let text = try String(
            contentsOf: goldens.appending(path: "encoding.txt"), encoding: .utf8)
        var rows: [[Double]] = []
        var isWanted = false
        for line in text.split(separator: "\n") {
            let numbers = line.split(separator: " ").compactMap { Double($0) }
            if numbers.isEmpty { isWanted = line == name } else if isWanted { rows.append(numbers) }
        }
        return rows
    }

    @Test("Inputs and targets are scikit-learn's", arguments: TableFill.allCases)
    func encoding(fill: TableFill) throws {
        let path = Self.goldens.appending(path: "encoding.csv").path
        let survey = try TableSurvey(
            reading: TableQuestion(path: path, markers: CSVFormat.usualMarkers))
        let colour = try #require(survey["colour"])
        #expect(survey["weight"]?.isNumeric == true && colour.missingCount > 0)
        let table = try table(
            path, fill: fill,
            columns: [
                .init("weight", hasIndicator: true),
                .init("colour", categories: [""] + colour.sortedTexts),
                .init("height", hasIndicator: true),
            ], targets: ["price"])
        let values = try TableValues(reading: path, table)
        let encoding = values.encoding(
            of: (0..<values.rowCount).filter { $0 % 4 != 0 }, table)
        let set = try values.samples(Array(0..<values.rowCount), table, encoding)
        let inputs = try Self.golden(fill.rawValue)
        let prices = try Self.golden("price")
        #expect(set.count == 23 && inputs.count == 23 && set.sampleSize == inputs[0].count)
        for (found, wanted) in zip(set.floats, inputs.joined()) {
            #expect(abs(Double(found) - wanted) < 1e-6)
        }
        for (found, wanted) in zip(set.targets, prices.joined()) {
            #expect(abs(Double(found) - wanted) < 1e-6)
        }
        // Row 8 alone has the category violet, and was not fitted.
        let violet = try #require(table.columns[1].categories?.firstIndex(of: "violet"))
        #expect(set.floats[8 * set.sampleSize + 2 + violet] == 0)
        withExtendedLifetime(set) {}
    }

    @Test("Numbers whose squares are too small for a float are standardised like others")
    func smallNumbers() throws {
        func targets(_ unit: String) throws -> [Float] {
            let rows = [1, 5, 2, 9, 3].map { "\($0)e\(unit),\($0 + 1)e\(unit)\n" }
            let path = try write("x,y\n" + rows.joined())
            let set = try load(try table(path, columns: [.init("x")], targets: ["y"])).training
            return withExtendedLifetime(set) { Array(set.floats) + Array(set.targets) }
        }
        let usual = try targets("0")
        for unit in ["-170", "-145", "-300"] {
            for (found, wanted) in zip(try targets(unit), usual) {
                #expect(abs(found - wanted) < 1e-6, "\(unit): \(found), expected \(wanted)")
            }
        }
    }

    @Test("Statistics are those of the training part, whatever the other rows are")
    func trainingPart() throws {
        let head = (0..<40).map { "\($0 % 7),\($0)\n" }
        let split = Split(validationFraction: 0.25, seed: 9)
        let held = Set(SampleSplit(count: 40, split: split).validation.map(Int.init))
        let other = head.enumerated().map { held.contains($0.offset) ? "1e6,-5e5\n" : $0.element }
        func encoding(_ rows: [String], _ name: String) throws -> TableEncoding? {
            let path = try write("x,y\n" + rows.joined(), name)
            return try load(
                table(path, columns: [.init("x")], targets: ["y"]), split
            ).encoding
        }
        let first = try encoding(head, "a.csv")
        #expect(try first != nil && first == encoding(other, "b.csv"))
        #expect(try first != encoding(Array(head.reversed()), "c.csv"))
    }

    @Test("Test rows are set aside by their seed, and each row has one use")
    func testRows() throws {
        let path = try write("x,y\n" + (0..<50).map { "\($0),\($0 * $0)\n" }.joined())
        func parts(_ seed: UInt64) throws -> (training: [Int], test: [Int]) {
            try table(
                path, columns: [.init("x")], targets: ["y"],
                testRows: .init(fraction: 0.2, seed: seed)
            ).rows(of: 50)
        }
        let (one, two) = (try parts(1), try parts(2))
        #expect(one.test.count == 10 && (one.training + one.test).sorted() == Array(0..<50))
        #expect(one.test != two.test && one.test == one.test.sorted())
        let own = try table(
            path, columns: [.init("x")], targets: ["y"], testRows: .init(fraction: 0.2, seed: 1))
        let found = try load(own)
        #expect(found.training.count == 40 && found.test.count == 10)
        let scale = try #require(found.encoding?.targets.first)
        for (row, target) in zip(one.test, found.test.targets) {
            #expect(abs(scale.original(Double(target)) - Double(row * row)) < 1e-3)
        }
    }

    @Test("An embedded column is encoded as its category's number, -1 for one that is unknown")
    func embedded() throws {
        let path = try write("x,z,y\n1,a,1\n1,c,2\n1,b,4\n")
        let table = try table(
            path,
            columns: [
                .init("x"), .init("z", categories: ["a", "b", "c"], embedding: .literal(.int(2))),
            ], targets: ["y"])
        let values = try TableValues(reading: path, table)
        let encoding = values.encoding(of: [0, 1], table)
        let set = try values.samples([0, 1, 2], table, encoding)
        #expect(set.sampleSize == 2 && set.floats.elementsEqual([0, 0, 0, 2, 0, -1]))
        withExtendedLifetime(set) {}
    }

    @Test("A number beyond the squares of floats is refused with its place, in any part")
    func distantNumbers() throws {
        let rows = (0..<40).map { "\($0 % 7),\($0)\n" }
        let split = Split(validationFraction: 0.25, seed: 9)
        let held = try #require(SampleSplit(count: 40, split: split).validation.min()).advanced(
            by: 0)
        var other = rows
        other[Int(held)] = "1e60,1\n"
        let path = try write("x,y\n" + other.joined())
        let own = try table(path, columns: [.init("x")], targets: ["y"])
        let text = try refusal { try own.checkEncoding(split) }
        #expect(
            text.hasPrefix("t.csv:\(held + 2):1: found '1e60' in the column 'x', expected a num"))
        // Where the row is trained on, it is one of those that the deviation is of.
        try own.checkEncoding(Split(validation: .testSet))
        var tested = try table(
            write("x,y\n" + rows.joined()), columns: [.init("x")], targets: ["y"])
        tested.test = try InputFile(reading: write("y,x\n1,2\n-1e70,2\n", "test.csv"))
        let target = try refusal { try tested.checkEncoding(split) }
        #expect(target.hasPrefix("test.csv:3:1: found '-1e70' in the column 'y'"), "\(target)")
    }

    @Test("Equal numbers and missing columns of the training part are encoded as zeros")
    func constants() throws {
        let path = try write("x,z,y\n0.1,,1\n0.1,,2\n0.1,,4\n")
        let found = try load(
            table(path, columns: [.init("x"), .init("z", hasIndicator: true)], targets: ["y"]))
        #expect(found.training.floats.elementsEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]))
    }

    @Test("What a row can't have is refused with its line and its column's name")
    func mistakes() throws {
        let columns: [TableDataset.Column] = [.init("x"), .init("c", categories: ["a", "b"])]
        func message(_ text: String, classes: [String]? = nil) throws -> String {
            let path = try write(text)
            return try refusal {
                _ = try load(table(path, columns: columns, targets: ["y"], classes: classes))
            }
        }
        #expect(
            try message("x,c,y\n1,a,2\noops,a,3\n")
                == "t.csv:3:1: found 'oops' in the column 'x', expected a number, or nothing if it "
                + "is missing")
        #expect(
            try message("x,c,y\n1,a,\n")
                == "t.csv:2:5: found no value in the column 'y', expected the value of a target; "
                + "remove rows that have none")
        #expect(
            try message("x,c,y\n1,a,no\n", classes: ["yes", "maybe"])
                == "t.csv:2:5: found the class 'no' in the column 'y', expected one of the "
                + "training file's classes: yes, maybe")
        #expect(
            try message("x,k\n1,a\n")
                == "t.csv: found no columns 'c', 'y', expected all columns that the model was made "
                + "for; the file has 'x', 'k'")
        #expect(try message("x,c,y\n").hasPrefix("t.csv: found a header without rows"))
    }

    @Test("A survey counts numbers, texts and missing values, and orders the texts")
    func survey() throws {
        let path = try write("n,t,m,e\n10,b,1,\n9,a,x,NA\n100,b,-999,\n")
        let survey = try TableSurvey(
            reading: TableQuestion(path: path, markers: ["NA", "-999"]))
        #expect(survey.rowCount == 3 && survey.columns.map(\.name) == ["n", "t", "m", "e"])
        let (n, t, m, e) = (
            survey.columns[0], survey.columns[1], survey.columns[2], survey.columns[3]
        )
        #expect(n.isNumeric && n.lowest == 9 && n.highest == 100)
        #expect(n.sortedTexts == ["9", "10", "100"])
        #expect(!t.isNumeric && t.sortedTexts == ["a", "b"] && t.texts == ["a": 1, "b": 2])
        #expect(m.numberCount == 1 && m.textCount == 1 && m.missingCount == 1)
        #expect(m.firstText == TableSurvey.Place(text: "x", line: 3) && m.firstMissing == 4)
        #expect(e.isEmpty && e.missingCount == 3)
    }

    @Test("A marker that is a number is a missing value")
    func numericMarkers() throws {
        let path = try write("x,y\n1,1\n-999,2\n3,3\n")
        var table = try table(path, columns: [.init("x")], targets: ["y"])
        table.format.markers = ["-999"]
        let found = try load(table)
        #expect(
            found.training.floats[1] == 0 && found.training.floats[0] == -found.training.floats[2])
    }
}
