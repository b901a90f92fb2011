import Datasets
import Foundation
import StudyModel
import Testing
import UserErrors

@testable import Simulation

@Suite struct CurveTableTests {
    @Test("A table is read with its description")
    func reading() throws {
        let table = try Fixture.table()
        #expect(table.name == "taskset-60")
        #expect(table.metric == Metric(name: "validation_loss"))
        #expect(table.rows == 60 && table.epochs == 51 && table.parameters.count == 8)
        #expect(table.configurations.allSatisfy { $0.count == 8 })
        #expect(table.curves.allSatisfy { $0.count == 51 })
        #expect(table.curves.count { !$0[50].isFinite } == 18)
        #expect(
            table.parameters[0]
                == Parameter(
                    name: "learning_rate",
                    domain: .float(
                        FloatDomain(
                            low: 1.0269415607713545e-08, high: 9.682790826632607,
                            distribution: .logUniform))))
        #expect(table.secondsPerEpoch == Array(repeating: 60, count: 60))
        let summary = CurveTable.summary(finals: table.curves.map { $0[50] }, metric: table.metric)
        #expect(summary?.optimum == table.optimum && summary?.median == table.median)
        #expect(table.normalisedRegret(of: table.median) == 1)
        #expect(table.oriented(.nan) == .infinity && table.oriented(-.infinity) == .infinity)
    }

    @Test("The committed tables are those that their list describes")
    func committed() throws {
        let tables = try CurveTable.read(directory: Fixture.repository + "/tables")
        #expect(tables.map(\.name) == ["mnist-curves"])
        for table in tables {
            let summary = CurveTable.summary(
                finals: table.curves.map { $0[table.epochs - 1] }, metric: table.metric)
            #expect(abs(try #require(summary).optimum - table.optimum) < 1e-8)
            #expect(abs(try #require(summary).median - table.median) < 1e-8)
        }
    }

    @Test("With 'maximize', the highest value is the best")
    func direction() {
        let table = CurveTable([[1, 5], [1, 2], [1, .nan], [1, 3]], direction: .maximize)
        #expect(table.optimum == 5 && table.median == 3)
        #expect(table.oriented(5) < table.oriented(3))
        #expect(table.normalisedRegret(of: 5) == 0)
    }

    /// Changes of the fixture's description, and what the message says.
    static let mistakes: [(key: String, value: JSONValue?, message: String)] = [
        ("file", .text("absent.npz"), "absent.npz: there is no such file; "),
        ("file", nil, "tables.json, table 1: found no key 'file'"),
        ("rows", .int(61), "array configurations: found the shape 60 x 8, expected 61 x 8"),
        ("epochs", .int(50), "found the shape 60 x 51, expected 60 x 50 (rows x epochs)"),
        ("epochs", .number(1.5), "epochs: found 1.5, expected a whole number"),
        ("epoch", .int(51), "found the unknown key 'epoch', expected only file, kind"),
        ("direction", .text("down"), "found 'down', expected minimize or maximize"),
        ("optimum", .text("low"), "optimum: found 'low', expected a finite number"),
        ("optimum", .number(9), "expected an optimum that is better than the median"),
        ("parameters", .list([]), "expected a list with one element or more"),
        ("seconds_per_epoch", .int(0), "expected seconds above 0"),
        ("kind", .text("grid"), "found no table of kind curves"),
    ]

    @Test("A mistake in a description is named with its place", arguments: mistakes.indices)
    func mistake(index: Int) throws {
        let mistake = Self.mistakes[index]
        try Fixture.withDirectory { directory in
            let list = try CurveTable.list(Fixture.directory + "/tables.json")
            guard case .object(var fields) = list[0] else { throw CancellationError() }
            fields[mistake.key] = mistake.value
            try write(.list([.object(fields)]), to: directory)
            try FileManager.default.copyItem(
                atPath: Fixture.directory + "/taskset-60.npz",
                toPath: directory + "/taskset-60.npz")
            let message = self.message(of: directory)
            #expect(message.contains(mistake.message), "\(message)")
        }
    }

    @Test("A table may have the times of its rows; tables of other kinds are left out")
    func times() throws {
        try Fixture.withDirectory { directory in
            let table = CurveTable([[3, 2], [4, 1], [5, 5]])
            let entry: [String: JSONValue] = [
                "file": .text("timed.npz"), "kind": .text("curves"), "metric": .text("loss"),
                "direction": .text("minimize"), "epochs": .int(2), "rows": .int(3),
                "parameters": .list([
                    .object([
                        "name": .text("units"), "type": .text("int"), "low": .int(1),
                        "high": .int(9),
                    ])
                ]), "optimum": .int(1), "median": .int(2), "source": .text("a test"),
                "extra": .list([.text("seconds")]),
            ]
            let other: [String: JSONValue] = ["kind": .text("grid"), "anything": .int(1)]
            try write(.list([.object(other), .object(entry)]), to: directory)
            func arrays(_ seconds: [Double]) -> [NumPyArchive.Floats] {
                [
                    .init(
                        "configurations", dimensions: [3, 1], values: [1, 2, 3], isSingle: false),
                    .init(
                        "values", dimensions: [3, 2], values: table.curves.flatMap { $0 },
                        isSingle: true),
                    .init("seconds", dimensions: [3], values: seconds, isSingle: true),
                ]
            }
            try NumPyArchive.write(arrays([1, 2, 6]), to: directory + "/timed.npz")
            let read = try CurveTable.read(directory: directory)
            #expect(read.count == 1 && read[0].curves == table.curves)
            #expect(read[0].secondsPerEpoch == [1, 2, 6] && read[0].meanTrainingSeconds == 6)
            try NumPyArchive.write(arrays([1, 0, 6]), to: directory + "/timed.npz")
            #expect(message(of: directory).contains("seconds, row 1: found 0.0"))
        }
    }

    @Test("A directory without a list, and a list that is none, are refused")
    func lists() throws {
        try Fixture.withDirectory { directory in
            #expect(message(of: directory).contains("tables.json: there is no such file"))
            for text in ["{", "{}", "3"] {
                try Data(text.utf8).write(to: URL(filePath: directory + "/tables.json"))
                #expect(message(of: directory).contains("expected a JSON list of tables"))
            }
            try Data("[3]".utf8).write(to: URL(filePath: directory + "/tables.json"))
            #expect(message(of: directory).contains("table 1: found 3, expected an object"))
            try Data("[]".utf8).write(to: URL(filePath: directory + "/tables.json"))
            #expect(message(of: directory).contains("found no table of kind curves"))
        }
    }

    private func message(of directory: String) -> String {
        do {
            _ = try CurveTable.read(directory: directory)
            return "no error"
        } catch {
            #expect((error as? any UserError)?.exitStatus == .badInput)
            return "\(error)"
        }
    }

    private func write(_ value: JSONValue, to directory: String) throws {
        try JSONEncoder().encode(value).write(to: URL(filePath: directory + "/tables.json"))
    }

    // MARK: Grids

    /// A grid of two parameters as files, with changes.
    private func withGrid(
        kind: String = "grid", indices: [Double] = [0, 0, 0, 1, 1, 0, 1, 1],
        seconds: [Double]? = [10, 20, 30, 40], name: String = "grid.npz",
        _ body: (String) throws -> Void
    ) throws {
        try Fixture.withDirectory { directory in
            var arrays: [NumPyArchive.Floats] = [
                .init("indices", dimensions: [4, 2], values: indices, isSingle: false),
                .init("values", dimensions: [4], values: [0.5, 0.25, 1, 2], isSingle: false),
            ]
            if let seconds {
                arrays.append(
                    .init("train_time", dimensions: [4], values: seconds, isSingle: false))
            }
            try NumPyArchive.write(arrays, to: directory + "/grid.npz")
            func parameter(_ name: String, _ type: String, _ values: [JSONValue]) -> JSONValue {
                .object([
                    "name": .text(name), "type": .text(type), "values": .list(values),
                ])
            }
            try write(
                .list([
                    .object([
                        "file": .text(name), "kind": .text(kind), "metric": .text("loss"),
                        "direction": .text("minimize"), "rows": .int(4),
                        "optimum": .number(0.25), "median": .number(0.75),
                        "source": .text("a test"),
                        "parameters": .list([
                            parameter("rate", "float", [.number(0.1), .number(0.2)]),
                            parameter("name", "categorical", [.text("x"), .text("y")]),
                        ]),
                    ])
                ]), to: directory)
            try body(directory)
        }
    }

    @Test("A grid is read as curves of one epoch with their training times")
    func grid() throws {
        try withGrid { directory in
            let table = try CurveTable.read(file: directory + "/grid.npz")
            #expect(table.epochs == 1 && table.curves == [[0.5], [0.25], [1], [2]])
            #expect(table.configurations == [[0.1, 0], [0.1, 1], [0.2, 0], [0.2, 1]])
            #expect(table.secondsPerEpoch == [10, 20, 30, 40])
            #expect(try CurveTable.readGrids(directory: directory).map(\.name) == ["grid"])
            let space = RecordedSpace(of: table)
            #expect(space.isComplete)
            let wanted = Configuration([.init("rate", .int(1)), .init("name", .text("x"))])
            let found = space.index.nearest(to: wanted)
            #expect(found.index == 2 && found.distance == 0)
        }
        try withGrid(seconds: nil) { directory in
            let table = try CurveTable.read(file: directory + "/grid.npz")
            #expect(table.secondsPerEpoch == [60, 60, 60, 60])
        }
    }

    @Test("A mistake in a grid is named with its place")
    func gridMistakes() throws {
        func message(
            kind: String = "grid", indices: [Double] = [0, 0, 0, 1, 1, 0, 1, 1],
            seconds: [Double] = [1, 1, 1, 1], name: String = "grid.npz"
        ) throws -> String {
            var message = ""
            try withGrid(kind: kind, indices: indices, seconds: seconds, name: name) { directory in
                do {
                    _ = try CurveTable.read(file: directory + "/grid.npz")
                } catch {
                    message = "\(error)"
                }
            }
            return message
        }
        #expect(
            try message(indices: [0, 0, 0, 2, 1, 0, 1, 1]).hasSuffix(
                "indices, row 1: found 2.0 for name, expected the place of one of its 2 values, "
                    + "from 0"))
        #expect(
            try message(seconds: [1, 0, 1, 1]).hasSuffix(
                "train_time, row 1: found 0.0, expected seconds above 0"))
        #expect(try message(kind: "heap").contains("found 'heap', expected curves or grid"))
        #expect(
            try message(name: "other.npz").contains("found no table with the file grid.npz"))
    }
}
