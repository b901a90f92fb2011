import Foundation
import Testing

extension PodiumTests {
    @Suite("Tables in CSV files", .serialized)
    struct TableStudyTests {
        static let table =
            "id,size,city,price\n"
            + (0..<120).map { row in
                let size = 40 + row * 7 % 60
                let city = ["Rome", "Oslo"][row % 2]
                return "h\(row),\(row % 9 == 4 ? "" : "\(size)"),\(city),"
                    + "\(size * 3 + (row % 2) * 50)\n"
            }.joined()

        static let job = """
            study: houses
            objective: regression
            dataset:
              table: houses.csv
              target: price
              identifiers: id
              test: { fraction: 0.2 }
            epochs: 30
            batch_size: 16
            metric: { name: validation_r2, direction: maximize }
            trials: 2
            space:
              hidden_units: [8, 16]
              dropout: 0
              learning_rate: 0.01
            then: [train, evaluate]
            """

        @Test("A worker gets the file, and the model predicts new rows without it")
        func study() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Self.table, to: "houses.csv")
                try workspace.write(Self.job, to: "houses.yaml")
                let checked = try await workspace.run("check", "houses.yaml")
                #expect(checked.output.contains("\n  size   numeric      40 to 99; 13 missing, "))
                let (coordinator, address) = try await workspace.startCoordinator("houses.yaml")
                let worker = try workspace.start(
                    [
                        "worker", "--connect", address, "--key", "worker.key", "--name", "bare",
                        "--exit-when-done",
                    ],
                    environment: ["PODIUM_DATA": workspace.path + "/bare"])
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await worker.exitCode() == 0)
                #expect(
                    try await workspace.status("houses").trials.map(\.state)
                        == ["complete", "complete"])
                let evaluation = try workspace.read("results/houses/model/evaluation/findings.json")
                #expect(evaluation.contains("\"r2\""))

                try FileManager.default.removeItem(atPath: workspace.path + "/houses.csv")
                try workspace.write("city,size,note\nOslo,60,a\nRome,,b\n", to: "new.csv")
                let printed = try await workspace.run("predict", "houses", "new.csv")
                let lines = printed.output.split(separator: "\n")
                #expect(lines.count == 3 && lines[0] == "row,predicted_price")
                #expect(printed.errors.contains("not used: column note"))
                try await workspace.run(
                    "predict", "houses", "new.csv", "--keep", "note", "--output", "out.csv")
                let same = try await workspace.run(
                    "predict", "houses", "new.csv", "--output", "./new.csv", expecting: 2)
                #expect(same.errors.contains("--output is the file of the rows"))
                let written = try workspace.read("out.csv").split(separator: "\n")
                #expect(written[0] == "note,predicted_price" && written[1].hasPrefix("a,"))
                #expect(written[1].dropFirst(2) == lines[1].dropFirst(2))

                try workspace.write("size\n60\n", to: "short.csv")
                let refused = try await workspace.run(
                    "predict", "houses", "short.csv", "--output", "none.csv", expecting: 2)
                #expect(refused.errors.contains("short.csv: found no column 'city'"))
                #expect(!FileManager.default.fileExists(atPath: workspace.path + "/none.csv"))
            }
        }

        @Test("An embedded column is searched, trained, and used for new rows")
        func embedding() async throws {
            try await Workspace.with { workspace in
                let job = Self.job.replacing(
                    "identifiers: id",
                    with: "identifiers: id\n"
                        + "  embeddings: { city: $width }"
                )
                .replacing(
                    "hidden_units: [8, 16]",
                    with: "hidden_units: 16\n"
                        + "  width: [1, 3]")
                try workspace.write(Self.table, to: "houses.csv")
                try workspace.write(job, to: "houses.yaml")
                let checked = try await workspace.run("check", "houses.yaml")
                #expect(checked.output.contains("embedded in $width values"), "\(checked.output)")
                let shown = try await workspace.run(
                    "describe", "houses.yaml", "--set", "width=3")
                #expect(shown.output.contains("embedding  Embedding 2→3"), "\(shown.output)")
                try await workspace.run("run", "houses.yaml")
                let model = workspace.path + "/results/houses/model/model.safetensors"
                let bytes = try Data(contentsOf: URL(fileURLWithPath: model))
                #expect(bytes.range(of: Data("regressor.embedding.0.weight".utf8)) != nil)
                let row = try workspace.read("results/houses/table.csv").split(separator: "\n")
                #expect(row[0].contains("width"))

                // A city that the model doesn't know is none; the others differ.
                try workspace.write("city,size\nOslo,60\nRome,60\nParis,60\n", to: "new.csv")
                let printed = try await workspace.run("predict", model, "new.csv")
                let prices = printed.output.split(separator: "\n").dropFirst().map {
                    Double($0.split(separator: ",")[1])
                }
                #expect(prices.count == 3 && !prices.contains(nil) && Set(prices).count == 3)
                let noisy = try await workspace.run(
                    "evaluate", "houses", "--noise", "0.1", expecting: 2)
                #expect(noisy.errors.contains("--noise disturbs the inputs"), "\(noisy.errors)")
            }
        }
    }
}
