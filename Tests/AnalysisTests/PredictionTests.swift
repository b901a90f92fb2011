import Datasets
import Foundation
import Models
import Objectives
import Reporting
import StudyModel
import TestSupport
import Testing

@testable import Analysis

/// Models of tables: their evaluation and their predictions.
@Suite("A model of a table") struct PredictionTests {
    private let directory = FileManager.default.temporaryDirectory
        .appending(path: "podium-prediction-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
    }

    private func write(_ text: String, _ name: String) throws -> String {
        let path = directory + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    /// A table whose target depends on a number and on a category.
    private static func rows(_ count: Int) -> [(fields: String, y: Double)] {
        (0..<count).map { row in
            let x = Double(row * 37 % 101) / 10
            let colour = ["red", "green", "blue"][row * 7 % 3]
            let y = 100 + 20 * x + (colour == "red" ? 60 : 0)
            return ("r\(row),\(row % 11 == 5 ? "" : "\(x)"),\(colour)", y)
        }
    }

    private func model(_ kind: NetworkKind, rows: Int = 240) throws -> TrainedModel {
        let isRegression = kind == .regression
        let lines = Self.rows(rows).map {
            "\($0.fields),\(isRegression ? "\($0.y)" : $0.y > 220 ? "high, up" : "low")"
        }
        let path = try write(
            (["id,x,colour,y"] + lines).joined(separator: "\n").replacing(
                "high, up", with: "\"high, up\""), "train.csv")
        let table = TableDataset(
            training: try InputFile(reading: path), testRows: .init(fraction: 0.25, seed: 2),
            columns: [
                .init("x", hasIndicator: true),
                .init("colour", categories: ["blue", "green", "red"]),
            ], targets: ["y"], classes: isRegression ? nil : ["high, up", "low"],
            identifiers: ["id"])
        let job = NetworkJob(
            study: "rows", objective: kind, dataset: .table(table),
            split: Split(validation: .testSet), epochs: 60, batchSize: 16,
            metric: Metric(name: "validation_loss"), trials: 1, seed: 5, columns: [],
            space: SearchSpace([]))
        let configuration = Configuration([
            .init("hidden_units", .int(16)), .init("dropout", .float(0)),
            .init("learning_rate", .float(0.01)),
        ])
        let samples = try ImageDataset(table, split: job.split) { $0.path }
        let keeper = LastState()
        _ = try NetworkObjective(dataset: samples).run(
            TrialRequest(job: job.job, trial: 0, configuration: configuration), observer: keeper)
        var document = ModelDocument(
            podium: "test", job: job, trial: 0, rank: 1, configuration: configuration)
        document.encoding = samples.encoding
        return try TrainedModel(
            bytes: ModelWeights.file(of: keeper.state, document: document, epoch: job.epochs),
            path: directory + "/model.safetensors")
    }

    private func predict(
        _ model: TrainedModel, _ text: String, keeping kept: [String] = [], threads: Int = 1
    ) throws -> (rows: [[String]], summary: TablePredictor.Summary) {
        let reader = try CSVReader(path: write(text, "new.csv"))
        var output = ""
        let summary = try TablePredictor(model, threads: threads).predict(reader, keeping: kept) {
            output += $0
        }
        let written = try CSVReader(path: write(output, "out.csv"))
        var rows = [written.header]
        var record = CSVRecord()
        while try written.read(&record) {
            rows.append((0..<record.count).map { record.text($0) ?? "" })
        }
        return (rows, summary)
    }

    @Test("Numbers are predicted in the table's units, from the file of the model alone")
    func numbers() throws {
        let model = try model(.regression)
        try FileManager.default.removeItem(atPath: directory + "/train.csv")
        let wanted = Self.rows(9_000)
        let text =
            "colour,extra,x,id\n"
            + wanted.map { row in
                let fields = row.fields.split(separator: ",", omittingEmptySubsequences: false)
                return "\(fields[2]),e,\(fields[1]),\(fields[0])\n"
            }.joined()
        let (rows, summary) = try predict(model, text)
        #expect(rows[0] == ["id", "predicted_y"] && rows.count == 9_001)
        #expect(summary == .init(rowCount: 9_000, ignoredNames: ["extra"]))
        for (row, wanted) in zip(rows.dropFirst(), wanted) {
            #expect(wanted.fields.hasPrefix(row[0] + ","))
            guard !wanted.fields.contains(",,") else { continue }
            #expect(abs((Double(row[1]) ?? .nan) - wanted.y) < 12, "\(row) \(wanted)")
        }
        #expect(try predict(model, text, threads: 3).rows == rows)
    }

    @Test("Classes are predicted by name with their probabilities; an unknown category is none")
    func classes() throws {
        let model = try model(.classifier)
        let (rows, summary) = try predict(
            model, "x,colour,y\n9.5,red,?\n0.5,green,?\n5,violet,low\n", keeping: ["y", "colour"])
        #expect(
            rows[0] == [
                "y", "colour", "predicted_y", "probability_high, up", "probability_low",
            ])
        #expect(rows[1][2] == "high, up" && rows[2][2] == "low" && summary.ignoredNames == [])
        for row in rows.dropFirst() {
            let shares = row[3...].compactMap(Double.init)
            #expect(abs(shares.reduce(0, +) - 1) < 1e-6 && shares.count == 2)
        }
        #expect(try predict(model, "x,colour\n1,red\n").rows[0][0] == "row")
    }

    @Test("Missing columns, wrong numbers and other models are refused")
    func mistakes() throws {
        let model = try model(.regression)
        func message(_ text: String, keeping kept: [String] = []) -> String {
            do {
                _ = try predict(model, text, keeping: kept)
                return ""
            } catch { return "\(error)".replacing(directory + "/", with: "") }
        }
        #expect(
            message("id,z\n1,2\n")
                == "new.csv: found no columns 'x', 'colour', expected all columns that the model "
                + "was made for; the file has 'id', 'z'")
        #expect(
            message("x,colour\n1,red\ntwo,red\n")
                == "new.csv:3:1: found 'two' in the column 'x', expected a number, or nothing if "
                + "it is missing")
        #expect(message("x,colour\n1,red\n", keeping: ["k"]).contains("no column 'k' to keep"))
        #expect(
            message("x,colour\n1,red\n1e90,red\n")
                == "new.csv, row 2: the prediction of the model model.safetensors is no finite "
                + "number; expected values nearer to those that it was trained on")
        #expect(
            message("x,colour,predicted_y\n1,red,5\n", keeping: ["predicted_y"])
                == "new.csv: the column 'predicted_y', which would be in the output twice: the "
                + "predictions have this name; expected --keep with other columns, or another name "
                + "for the column")
        let images = try SmallModel.model(SmallModel.autoencoder(epochs: 1))
        #expect(throws: AnalysisError.self) { try TablePredictor(images) }
    }

    @Test("The evaluation has the metrics of the training, and a chart of true and predicted")
    func evaluation() throws {
        let model = try model(.regression)
        let table = try #require(model.job.dataset.table)
        let set = try ImageDataset(table, split: model.job.split, encoding: model.encoding()) {
            $0.path
        }.test
        #expect(set.count == 60)
        var folder = try FindingsFolder(
            directory + "/evaluation", findings: Findings(step: "evaluate", title: "t"),
            gnuplot: nil)
        try Evaluation(
            EvaluatedModel(model), model.document.configuration,
            EvaluatedSamples(set, "test row"),
            sweeps: [RobustnessSweep(.noise, reading: "0.1,1")]
        ).write(to: &folder)
        let found = try folder.finish()
        let values = Dictionary(uniqueKeysWithValues: found.numbers.map { ($0.name, $0.value) })
        #expect(values["samples"] == 60 && (values["r2"] ?? 0) > 0.8)
        #expect((values["rmse"] ?? 1e9) < 0.4 * (values["baseline_rmse"] ?? 0))
        #expect(found.figures.map(\.name) == ["agreement-y", "noise"])
        #expect(found.tables.map(\.name) == ["errors-y", "noise"])
    }

    @Test("A true value is the one in the table")
    func truths() throws {
        for (mean, deviation) in [(151.7, 77.3), (1e-3, 2e-4), (0.037, 1e3), (2e6, 12)] {
            let scale = TableEncoding.Scale(mean: mean, deviation: deviation)
            for value in [0, mean, 152, -3.25, 0.1, 1_234.5, 2e6] {
                let standardised = Float(scale.standardised(value))
                let back = scale.original(standardised)
                #expect(Float(scale.standardised(back)) == standardised)
                #expect(back.description.count <= value.description.count, "\(value): \(back)")
            }
        }
        let scale = TableEncoding.Scale(mean: 151.7, deviation: 77.3)
        #expect(scale.original(Float(scale.standardised(0))) == 0)
        #expect(scale.original(Float(scale.standardised(152.25))) == 152.25)
        #expect(scale.original(Float.nan).isNaN)
    }

    @Test("Class names are in the tables of an evaluation")
    func names() throws {
        let model = try model(.classifier)
        let table = try #require(model.job.dataset.table)
        let set = try ImageDataset(table, split: model.job.split, encoding: model.encoding()) {
            $0.path
        }.test
        var folder = try FindingsFolder(
            directory + "/evaluation", findings: Findings(step: "evaluate", title: "t"),
            gnuplot: nil)
        try Evaluation(
            EvaluatedModel(model), model.document.configuration,
            EvaluatedSamples(set, "test row")
        ).write(to: &folder)
        let found = try folder.finish()
        let classes = try #require(found.tables.first { $0.name == "classes" })
        #expect(classes.rows.map { $0[0] } == ["high, up", "low", "mean"])
        let confusion = try #require(found.tables.first { $0.name == "confusion" })
        #expect(confusion.columns.map(\.heading) == ["Label", "high, up", "low"])
    }
}

/// Keeps the state after the last epoch.
///
/// `@unchecked Sendable` because the thread that trains is the one that reads it.
private final class LastState: TrialObserver, @unchecked Sendable {
    var state: [UInt8] = []
    var shouldStop: Bool { false }
    func advanced(samples: Int, fraction: Double) {}
    func record(_ intermediate: IntermediateResult) {}
    func epochEnded(_ intermediate: IntermediateResult, isBest: Bool, state: () -> [UInt8]) {
        self.state = state()
    }
}
