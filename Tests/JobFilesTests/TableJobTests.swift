import Models
import Portable
import StudyModel
import Testing

@testable import JobFiles

/// Jobs whose data set is a table.
@Suite("Jobs on tables") struct TableJobTests {
    private static let houses = """
        id,size,city,note,empty,price,kind
        a1,70,Rome,x,,120,flat
        a2,,Oslo,y,,210,house
        a3,95,Rome,z,,180,flat
        a4,60,,w,,99,flat
        """

    private static func environment(_ files: [String: String]) -> JobEnvironment {
        JobEnvironment(
            array: { path, _ in throw MissingFile(path: path) },
            file: { throw MissingFile(path: $0) },
            table: { question in
                guard let text = files[question.path] else {
                    throw MissingFile(path: question.path)
                }
                return TableSurvey(plain: text, path: question.path, markers: question.markers)
            })
    }

    private func job(
        _ dataset: String, objective: String = "regression", more: String = "",
        metric: String = "validation_loss"
    ) -> String {
        """
        study: s
        objective: \(objective)
        dataset: \(dataset)
        \(more)
        epochs: 2
        metric: { name: \(metric) }
        trials: 1
        space:
          hidden_units: 8
          dropout: 0
          learning_rate: 0.1
        """
    }

    private func read(
        _ text: String, files: [String: String] = [:]
    ) throws -> (job: NetworkJob, warnings: [String]) {
        let loaded = try JobFile.parse(
            text: text, file: "job.yaml",
            environment: Self.environment(
                ["houses.csv": Self.houses].merging(files) { $1 }))
        return (try NetworkJob(loaded.job), loaded.warnings.map(\.description))
    }

    private func mistakes(_ text: String, files: [String: String] = [:]) -> [String] {
        do {
            _ = try read(text, files: files)
            return []
        } catch let error as JobFileError {
            return error.mistakes.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    private static let usual =
        "{ table: houses.csv, target: price, ignore: note, identifiers: id }"

    @Test("Types, categories and shapes are found in the file")
    func guesses() throws {
        let (job, warnings) = try read(job(Self.usual))
        let table = try #require(job.dataset.table)
        #expect(
            table.columns == [
                .init("size"), .init("city", categories: ["", "Oslo", "Rome"]),
                .init("kind", categories: ["flat", "house"]),
            ])
        #expect(table.inputCount == 6 && job.dataset.sampleShape == [6])
        #expect(table.targets == ["price"] && table.classes == nil)
        #expect(table.identifiers == ["id"] && table.fill == .median)
        #expect(
            warnings == [
                "job.yaml:3:19: houses.csv: the column 'empty' has no values and is left out"
            ])
        #expect(
            job.job.objective.metrics.map(\.name) == [
                "validation_loss", "validation_mae", "validation_rmse", "validation_r2",
                "train_loss",
            ])
        #expect(job.job.objective.inputs.map(\.path) == ["houses.csv"])
    }

    @Test("An embedded column is one input, and its dimension can be a parameter")
    func embeddings() throws {
        let dataset = """
            { table: houses.csv, target: price, ignore: [note, empty], identifiers: id, \
            embeddings: { city: $width, kind: 2 } }
            """

        let text = job(dataset).replacing("  dropout: 0", with: "  dropout: 0\n  width: [3, 5]")
        let (job, _) = try read(text)
        let table = try #require(job.dataset.table)
        #expect(
            table.columns == [
                .init("size"),
                .init(
                    "city", categories: ["", "Oslo", "Rome"], embedding: .parameter("width")),
                .init("kind", categories: ["flat", "house"], embedding: .literal(.int(2))),
            ])
        #expect(table.inputCount == 3 && job.modelParameters.contains("width"))
        let coded = try JSONValue(encoding: job.job).decode(Job.self)
        #expect(try NetworkJob(coded) == job)
        func network(_ width: Int) throws -> [String: [Int]] {
            let configuration = Configuration([
                .init("hidden_units", .int(8)), .init("dropout", .float(0)),
                .init("width", .int(width)), .init("learning_rate", .float(0.1)),
            ])
            let network = try JobNetwork.networks(of: job, in: configuration)[0].network
            return Dictionary(
                uniqueKeysWithValues: network.parameters.map { ($0.name, $0.shape) })
        }
        let shapes = try network(5)
        #expect(shapes["regressor.embedding.0.weight"] == [3, 5])
        #expect(shapes["regressor.embedding.1.weight"] == [2, 2])
        #expect(shapes["regressor.0.weight"] == [8, 1 + 5 + 2])
        #expect(try network(3)["regressor.0.weight"] == [8, 6])

        var plain = job
        guard case .table(var other) = job.dataset else { return }
        for place in other.columns.indices { other.columns[place].embedding = nil }
        plain.dataset = .table(other)
        #expect(!plain.trainsAs(job))
        #expect(mistakes(text.replacing("  width: [3, 5]\n", with: "")).count == 1)
    }

    @Test("Types, markers, indicators and the fill can be given")
    func settings() throws {
        let dataset = """
            { table: houses.csv, target: [price, size], ignore: [id, note, empty], types: \
            { kind: categorical }, missing: { fill: mean, indicators: true, markers: [99, Oslo] } }
            """
        // 99 is now a missing price, and a size is missing.
        let found = mistakes(job(dataset))
        #expect(found.count == 2)
        #expect(found[0].contains("the column 'price' has no value in line 5 of houses.csv; exp"))
        let other = dataset.replacing("[price, size]", with: "price").replacing("99, ", with: "")
        let table = try #require(try read(job(other)).job.dataset.table)
        #expect(table.fill == .mean && table.columns[0] == .init("size", hasIndicator: true))
        #expect(table.columns[1].categories == ["", "Rome"])
    }

    @Test("The classes of a classifier are the target's texts, and weights refer to them")
    func classes() throws {
        let dataset = "{ table: houses.csv, target: kind, ignore: [id, note, empty] }"
        let weights = "class_weights: { house: 2.5 }"
        let (job, _) = try read(self.job(dataset, objective: "classifier", more: weights))
        #expect(job.dataset.table?.classes == ["flat", "house"] && job.dataset.classCount == 2)
        #expect(job.classWeights?.values(counts: [3, 1], job.dataset) == [1, 2.5])
        #expect(ClassWeights.balanced.values(counts: [3, 1], job.dataset) == [2 / 3, 2])
        let wrong = self.job(dataset, objective: "classifier", more: "class_weights: { hause: 2 }")
        #expect(
            mistakes(wrong) == [
                "job.yaml:4:18: class_weights: there is no class 'hause'; did you mean 'house'?"
            ])
        for (more, message) in [
            ("class_weights: { house: 0 }", "class_weights.house is 0; expected a weight from"),
            ("class_weights: even", "class_weights is 'even'; expected balanced, or a mapping"),
            ("class_weights: 3", "class_weights is 3, an int; expected balanced, or a mapping"),
        ] {
            let found = mistakes(self.job(dataset, objective: "classifier", more: more))
            #expect(found.count == 1 && found[0].contains(message), "\(found)")
        }
    }

    @Test("Several targets have metrics of their own, with plain names")
    func targets() throws {
        let text = job(
            "{ table: t.csv, target: [a b, a_b] }", metric: "validation_r2_a_b_2")
        let found = try read(text, files: ["t.csv": "x,a b,a_b\n1,2,3\n2,3,5\n3,4,4\n"]).job
        #expect(found.dataset.table?.metricNames == ["a_b", "a_b_2"])
        #expect(found.job.objective.metrics.count == 11)
        #expect(
            found.job.objective.label(ofMetric: "validation_r2_a_b_2") == "Validation R² of a_b")
    }

    @Test(
        "Wrong tables are refused with the place in the job and in the file",
        arguments: [
            (
                "{ table: none.csv, target: price }",
                ["job.yaml:3:19: none.csv: there is no such file"]
            ),
            (
                "{ table: houses.csv }",
                [
                    "job.yaml:3:10: 'dataset.target' is missing; expected the column that the "
                        + "network predicts, one of id, size, city, note, empty, price, kind"
                ]
            ),
            (
                "{ table: houses.csv, target: prize, ignore: prices }",
                [
                    "job.yaml:3:39: dataset.target: houses.csv has no column 'prize'; did you mean "
                        + "'price'?",
                    "job.yaml:3:54: dataset.ignore: houses.csv has no column 'prices'; did you "
                        + "mean 'price'?",
                ]
            ),
            (
                "{ table: houses.csv, target: kind }",
                [
                    "job.yaml:3:39: dataset.target: the column 'kind' has 'flat' in line 2 of "
                        + "houses.csv; expected numbers, or objective: classifier for classes"
                ]
            ),
            (
                "{ table: houses.csv, target: price, ignore: price }",
                [
                    "job.yaml:3:54: the column 'price' is in dataset.target already and can't be "
                        + "in dataset.ignore too"
                ]
            ),
            (
                "{ table: houses.csv, target: price, types: { city: numeric } }",
                [
                    "job.yaml:3:55: dataset.types.city is numeric, and line 2 of houses.csv has "
                        + "'Rome'; expected numbers, or the text among missing.markers"
                ]
            ),
            (
                "{ table: houses.csv, target: price, test: { fraction: 0.05 } }",
                [
                    "job.yaml:3:64: dataset.test.fraction 0.05 of 4 rows is 0; expected a share "
                        + "from 0.001 to 0.999 that leaves one row at least to test on, and one to "
                        + "train on"
                ]
            ),
            (
                "{ table: houses.csv, target: price, separator: x, lines: 3 }",
                [
                    "job.yaml:3:57: dataset.separator is 'x'; expected ',', ';', '|' or tab",
                    "job.yaml:3:60: unknown key 'lines'; dataset has table, test, target, ignore, "
                        + "identifiers, types, embeddings, missing, separator",
                ]
            ),
            (
                "{ table: houses.csv, target: price, embeddings: { size: 2 } }",
                [
                    "job.yaml:3:60: dataset.embeddings.size: the column is numeric; expected a "
                        + "categorical one: add types: { size: categorical } if its numbers are "
                        + "categories"
                ]
            ),
            (
                "{ table: houses.csv, target: price, ignore: note, embeddings: { note: 2 } }",
                [
                    "job.yaml:3:74: the column 'note' is in dataset.ignore, so it is no input and "
                        + "has no embedding"
                ]
            ),
            (
                "{ table: houses.csv, target: price, embeddings: { citi: 2 } }",
                [
                    "job.yaml:3:60: dataset.embeddings: houses.csv has no column 'citi'; did you "
                        + "mean 'city'?"
                ]
            ),
            (
                "{ table: houses.csv, target: price, embeddings: { city: 0 } }",
                [
                    "job.yaml:3:66: dataset.embeddings.city is 0; expected an int in 1...1024"
                ]
            ),
        ])
    func mistakes(dataset: String, messages: [String]) {
        #expect(mistakes(job(dataset)) == messages)
    }

    @Test(
        "A column of many texts, and a test file that lacks columns or has new classes, are refused"
    )
    func files() {
        let many = "n,y\n" + (0..<1_100).map { "t\($0),\($0)\n" }.joined()
        let found = mistakes(
            job("{ table: many.csv, target: y }"), files: ["many.csv": many])
        #expect(found.count == 1)
        #expect(found[0].contains("has more than 1000 different texts, such as 't0'; expected"))
        let tests = mistakes(
            job(
                "{ table: houses.csv, target: kind, ignore: [id, note], test: new.csv }",
                objective: "classifier"),
            files: ["new.csv": "size,price,kind\n1,2,flat\nbig,3,tent\n"])
        #expect(
            tests == [
                "job.yaml:3:71: dataset.test: new.csv has no column 'city', which the training "
                    + "file has",
                "job.yaml:3:71: dataset.test: the column 'size' has 'big' in line 3 of new.csv; "
                    + "expected a number, as in the training file",
                "job.yaml:3:71: dataset.test: the target 'kind' has the class 'tent', which the "
                    + "training file lacks; it has flat, house",
            ])
    }

    @Test("A regression needs a table, and outputs as many as targets")
    func objectives() {
        let arrays = mistakes(job("mnist"))
        #expect(arrays.count == 1 && arrays[0].contains("expected a table (table: FILE.csv)"))
        let model = "model: { regressor: [linear: 8, relu, linear: 2] }"
        let text = job(Self.usual, more: model)
            .replacing("  hidden_units: 8\n", with: "").replacing("  dropout: 0\n", with: "")
        #expect(mistakes(text).count == 1)
        #expect(mistakes(text)[0].contains("output is 2; expected a vector of 1, one for each"))
        #expect(mistakes(text.replacing("linear: 2]", with: "linear: 1]")).isEmpty)
    }

    @Test("A table survives its record, and belongs to the study by its contents")
    func record() throws {
        let first = try read(job(Self.usual)).job
        let coded = try JSONValue(encoding: first.job).decode(Job.self)
        #expect(try NetworkJob(coded) == first)
        var moved = first
        guard case .table(var table) = first.dataset else { return }
        table.training.path = "elsewhere/houses.csv"
        moved.dataset = .table(table)
        #expect(moved.job.fingerprint == first.job.fingerprint && moved.trainsAs(first))
        #expect(
            JobComparison.differences(recorded: first.job, requested: moved.job).map(\.verdict)
                == [.moved])
        table.fill = .mean
        moved.dataset = .table(table)
        #expect(moved.job.fingerprint != first.job.fingerprint)
        #expect(
            JobComparison.differences(recorded: first.job, requested: moved.job).map(\.verdict)
                == [.refused])
        var weighted = first
        weighted.classWeights = .balanced
        #expect(
            JobComparison.differences(recorded: first.job, requested: weighted.job).map(\.field)
                == ["class_weights"])
        // Settings without the new keys are encoded as before.
        let text = String(
            decoding: try PortableJSON.encode(NetworkSettings()), as: UTF8.self)
        #expect(!text.contains("class") && !text.contains("table"))
    }

    @Test("The columns and what became of them are listed")
    func text() throws {
        let loaded = try JobFile.parse(
            text: job(Self.usual), file: "job.yaml",
            environment: Self.environment(["houses.csv": Self.houses]))
        let table = try #require(try NetworkJob(loaded.job).dataset.table)
        let lines = TableText.lines(of: table, try #require(loaded.table))
        #expect(
            lines == [
                "houses.csv: 4 rows. 3 columns become 6 inputs.",
                "  id     identifier   no input",
                "  size   numeric      60 to 95; 1 missing, replaced by the median",
                "  city   categorical  2 texts: Oslo (1), Rome (2); 1 missing, a category of their "
                    + "own",
                "  note   left out     ",
                "  empty  left out     no values",
                "  price  target       99 to 210",
                "  kind   categorical  2 texts: flat (3), house (1)",
            ])
    }

    // MARK: Values

    /// What is said of a table with the columns `column` and `price`.
    private func said(
        of column: String, _ values: [String], more: String = "", separator: String = ","
    ) -> [String] {
        var columns = [TableSurvey.Column(name: column), TableSurvey.Column(name: "price")]
        for (row, text) in values.enumerated() {
            columns[0].add(
                text, isMissing: text.isEmpty,
                number: TableNumber.isTooLarge(text) ? nil : Double(text), line: row + 2)
            columns[1].add("\(row % 3)", isMissing: false, number: Double(row % 3), line: row + 2)
        }
        let survey = TableSurvey(
            file: InputFile(path: "t.csv", sha256: "ef", byteCount: 5),
            format: CSVFormat(separator: separator), rowCount: values.count, columns: columns)
        var environment = Self.environment([:])
        environment.table = { [survey] _ in survey }
        let job = job("{ table: t.csv, target: price\(more) }")
        do {
            return try JobFile.parse(text: job, file: "job.yaml", environment: environment)
                .warnings.map(\.description)
        } catch {
            return error.mistakes.map(\.description)
        }
    }

    @Test("An autoencoder needs no target, and has neither embeddings nor losses of shares")
    func reconstruction() throws {
        func text(_ dataset: String, more: String = "", objective: String = "autoencoder")
            -> String
        {
            job(
                "{ table: houses.csv, identifiers: id, ignore: [note, empty, kind]\(dataset) }",
                objective: objective,
                more: "model: { encoder: [{ linear: 2 }], decoder: [{ linear: 5 }, sigmoid] }\n"
                    + more
            ).replacing("  hidden_units: 8\n  dropout: 0\n", with: "")
        }
        let plain = try read(text("")).job
        // Size and whether it is missing, city's two categories, and price.
        #expect(plain.dataset.table?.targets == [] && plain.dataset.table?.inputCount == 5)
        #expect(plain.dataset.table?.complaint == nil)
        let embedded = mistakes(text(", embeddings: { city: 2 }"))
        #expect(embedded.first?.contains("leave embeddings") == true)
        let shares = mistakes(text("", more: "training: { loss: bce }"))
        #expect(shares.first?.contains("the columns of a table are standardised") == true)
        #expect(shares.count == 1)
    }

    @Test("The file alone is no data set, and the message says how it is written")
    func fileAlone() {
        #expect(
            mistakes(job("houses.csv")).first?.contains("{ table: houses.csv, target: COLUMN }")
                == true)
        #expect(mistakes(job("a.npy")).first?.contains("{ train: { values: a.npy } }") == true)
        #expect(mistakes(job("mnits")).first?.contains("mnist") == true)
    }

    @Test("Numbers with decimal commas are refused, and don't become categories")
    func decimalCommas() throws {
        for values in [["3,5", "4,2", "1"], ["-1.234,5", "2", "1,0e3"], ["1,5", "2,5", "x"]] {
            let text = try #require(said(of: "a", values).first)
            #expect(text.contains("a number with a decimal comma"), "\(text)")
            #expect(text.contains("decimal=','"), "\(text)")
        }
        let categories = said(of: "a", ["1,2", "3,4", "1,2"], more: ", types: { a: categorical }")
        #expect(categories.isEmpty, "\(categories)")
        for values in [["1,2", "a", "b"], ["1,2,3", "2,3,4", "1,1,1"], ["a,b", "c,d", "a,b"]] {
            let others = said(of: "a", values)
            #expect(!others.contains { $0.contains("decimal comma") }, "\(others)")
        }
    }

    @Test("Commas between thousands are refused with advice for them, and the file's separator")
    func thousands() throws {
        let both = try #require(said(of: "a", ["31,606", "4,207", "1"]).first)
        #expect(both.contains("has '31,606' in line 2, a number with a comma; "), "\(both)")
        #expect(both.contains("sep=',', thousands=',')"), "\(both)")
        #expect(both.contains("with decimal=',' instead if"), "\(both)")
        let certain = try #require(said(of: "a", ["1,234,567", "4,207", "1"]).first)
        #expect(certain.contains("thousands=','") && !certain.contains("decimal="), "\(certain)")
        let decimal = try #require(said(of: "a", ["3,5", "4,2", "1"]).first)
        #expect(decimal.contains("sep=',', decimal=',')"), "\(decimal)")
        let other = try #require(said(of: "a", ["31,606", "4,2", "1"], separator: ";").first)
        #expect(other.contains("sep=';', decimal=',')"), "\(other)")
        #expect(other.contains("with thousands=',' instead if"), "\(other)")
    }

    @Test("A test file with another separator is refused once, with its header and the separator")
    func otherSeparator() {
        let found = mistakes(
            job("{ table: houses.csv, target: price, ignore: [id, note], test: semi.csv }"),
            files: ["semi.csv": "size;city;price;kind\n1;a;3;flat\n"])
        #expect(
            found == [
                "job.yaml:3:72: dataset.test: semi.csv has one column, 'size;city;price;kind', and "
                    + "none of the columns of the training file, which ',' separates, and here "
                    + "seemingly ';'; expected the same columns with the same separator"
            ])
    }

    @Test(
        "A column that only numbers the rows is warned about by its name and values",
        arguments: ["id", "Index", "Unnamed: 0", "rownames"])
    func numbering(name: String) {
        let found = said(of: name, ["7", "8", "9", "10"])
        #expect(found.contains { $0.contains("'\(name)' numbers the rows, from 7 to 10") })
        for values in [["7", "9", "10"], ["7", "8", "", "10"], ["1.5", "2.5", "3.5"]] {
            let others = said(of: name, values)
            #expect(!others.contains { $0.contains("numbers the rows") }, "\(others)")
        }
    }

    @Test("Numbers that go up by one in a column of another name are left in peace")
    func years() {
        let found = said(of: "year", ["2001", "2002", "2003"])
        #expect(found.isEmpty, "\(found)")
    }

    @Test("Numbers beyond those that are read are refused, and don't become categories")
    func large() throws {
        let found = said(of: "a", ["1", "2", "1e308"])
        let text = try #require(found.first)
        #expect(text.contains("'a' of t.csv has the number 1e308 in line 4"), "\(text)")
        #expect(text.contains("missing.markers"))
        #expect(said(of: "a", ["1", "2", "-3e99"]).isEmpty)
    }
}
