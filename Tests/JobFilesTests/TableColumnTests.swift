import StudyModel
import Testing

@testable import JobFiles

/// What is said of all columns of a table together, and of their types.
@Suite("The columns of a table") struct TableColumnTests {
    /// The warnings and mistakes about a job on a table.
    private func said(
        of table: String, _ settings: String = "", objective: String = "regression"
    ) -> [String] {
        let text = """
            study: s
            objective: \(objective)
            dataset: { table: t.csv, target: y\(settings) }
            epochs: 1
            trials: 1
            space: { hidden_units: 8, dropout: 0, learning_rate: 0.1 }
            """
        let environment = JobEnvironment(
            array: { path, _ in throw MissingFile(path: path) },
            file: { throw MissingFile(path: $0) },
            table: { TableSurvey(plain: table, path: $0.path, markers: $0.markers) })
        do {
            return try JobFile.parse(text: text, file: "j", environment: environment).warnings
                .map { "warning: \($0)" }
        } catch { return error.mistakes.map(\.description) }
    }

    /// A table with columns of one value, and a column of different ones.
    private func constants(_ count: Int) -> String {
        let names = (1...count).map { "c\($0)" }.joined(separator: ",")
        let ones = Array(repeating: "7", count: count).joined(separator: ",")
        return "x,y,\(names)\n1,2,\(ones)\n2,3,\(ones)\n3,1,\(ones)"
    }

    @Test("Many columns that are always the same have one warning, with their number")
    func manyWarnings() {
        let few = said(of: constants(3))
        #expect(few.count == 3 && few[0].contains("the column 'c1' is always 7: there is nothing"))
        #expect(
            said(of: constants(20)) == [
                "warning: j:3:19: t.csv: 20 columns always have one value: there is nothing to "
                    + "learn from them (c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, …)"
            ])
        let empty = (1...5).map { "e\($0)" }.joined(separator: ",")
        let found = said(of: "x,y,\(empty)\n1,2,,,,,\n2,3,,,,,\n3,1,,,,,")
        #expect(found.count == 1 && found[0].contains("5 columns have no values and are left out"))
    }

    @Test("A file whose columns are separated by | is refused with what to write")
    func separator() {
        let found = said(of: "x|y\n1|2\n2|3")
        #expect(
            found.first
                == "j:3:19: t.csv has one column, 'x|y', because its header has no comma, "
                + "semicolon or tab; if | separates the columns, write separator: '|', and "
                + "otherwise separator: ','", "\(found)")
    }

    @Test("A file whose columns are separated by spaces, or that has no header, is refused so")
    func plainFiles() {
        let spaces = said(of: "x y z\n1 2 3\n2 3 4")
        #expect(spaces.count == 1 && spaces[0].contains("if spaces separate the columns"))
        let headless = said(of: "0.5,1.5\n1,2\n2,3")
        #expect(
            headless == [
                "j:3:19: dataset.table: the first line of t.csv has only numbers (0.5, 1.5); "
                    + "expected a header with the columns' names, such as a,b,c in a line of its "
                    + "own before it"
            ])
    }

    @Test("An empty column without a name is mentioned once")
    func trailingCommas() {
        #expect(
            said(of: "x,y,column 3\n1,2,\n2,3,\n3,1,\n") == [
                "warning: j:3:19: t.csv: the column 'column 3' has no values and is left out"
            ])
    }

    @Test("Numbers with signs and dates, which are read as categories, are named with an example")
    func decorations() {
        func found(_ values: String, _ settings: String = "") -> [String] {
            let lines = values.split(separator: " ").enumerated().map { "\($1),\($0)\n" }
            return said(of: "x,y\n" + lines.joined(), settings)
        }
        #expect(
            found("$5 $6.5 7€") == [
                "warning: j:3:19: t.csv: the column 'x' has '$5' in line 2, a number with a sign, "
                    + "and is read as 3 categories; expected plain numbers, or types: { 'x': "
                    + "categorical }"
            ])
        #expect(
            found("5% 6% 7").first?.contains("has '5%' in line 2, a number with a sign") == true)
        for dates in [
            "2024-01-31 2024-02-01 2024-01-31", "31.1.2024 1.2.2024 1.2.2024",
            "1/31/24 2/1/24 2/1/24",
        ] {
            #expect(found(dates).first?.contains(" in line 2, a date, and is read as 2") == true)
        }
        #expect(found("$5 $6 $7", ", types: { x: categorical }") == [])
        for texts in ["a b a", "a1 a2 a1", "1-2 3-4 1-2", "10.0.0.1 10.0.0.2 a", "$ % $"] {
            #expect(found(texts) == [], "\(texts)")
        }
    }

    @Test("Whole numbers that 64-bit floats can't tell apart are not called always the same")
    func vastNumbers() {
        let rows = (0..<4).map { "\(4_611_686_018_427_387_904 + $0),\($0)\n" }.joined()
        let found = said(of: "x,y\n" + rows)
        #expect(found.count == 1)
        #expect(
            found[0].contains(
                "has numbers near 4.611686018427388e+18 that are one number in 64 bits"))
        let target = said(of: "y,x\n" + rows)
        #expect(target.count == 1 && target[0].contains("subtract a constant from them; expected"))
        #expect(said(of: "x,y\n7,1\n7,2\n7,4\n").first?.contains("is always 7: there is") == true)
    }

    @Test("A type that contradicts the use of its column is refused, one without effect is said")
    func types() {
        let table = "x,y,z\n1,2,a\n2,3,b\n3,1,a"
        let number = said(of: table, ", types: { y: categorical }")
        #expect(number.count == 1)
        #expect(number[0].contains("types.y is categorical, and the column is a regression's"))
        let label = said(of: table, ", types: { y: numeric }", objective: "classifier")
        #expect(label.count == 1 && label[0].contains("types.y is numeric, and the column is a cl"))
        #expect(said(of: table, ", types: { y: numeric }") == [])
        #expect(said(of: table, ", types: { y: categorical }", objective: "classifier") == [])
        #expect(
            said(of: table, ", ignore: z, types: { z: numeric }") == [
                "warning: j:3:57: dataset.types.z has no effect: the column is in dataset.ignore, "
                    + "so it is no input"
            ])
    }

    @Test("Targets that are nearer to each other than numbers can tell are refused")
    func nearTargets() {
        let found = said(of: "x,y\n1,1e-300\n2,2e-300\n3,3e-300")
        #expect(found.count == 1)
        #expect(found[0].contains("the numbers of the column 'y' differ by 2"))
        #expect(said(of: "x,y\n1,1e-170\n2,2e-170\n3,3e-170") == [])
    }
}
