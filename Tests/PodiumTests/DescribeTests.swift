import Foundation
import Testing

extension PodiumTests {
    @Suite("podium describe", .serialized)
    struct DescribeTests {
        private static let job = """
            study: small
            objective: autoencoder
            dataset: mnist
            model:
              encoder: [flatten, linear: { units: $units, activation: relu }]
              decoder: [linear: 784, sigmoid]
            epochs: 3
            trials: 4
            space:
              units: [8, 16]
              learning_rate: [0.1, 0.2]
            """

        private func with(_ body: (Workspace) async throws -> Void) async throws {
            try await Workspace.with { workspace in
                try workspace.write(Self.job, to: "small.yaml")
                try await body(workspace)
                #expect(!workspace.exists("results"))
            }
        }

        @Test("shows layers, totals and the training of a configuration, in 80 columns")
        func text() async throws {
            try await with { workspace in
                let shown = try await workspace.run("describe", "small.yaml", "--set", "units=16")
                let lines = shown.output.split(separator: "\n")
                #expect(lines[0] == "small, trial 0, with --set")
                for text in [
                    "1  Linear 784→16  16", "2  ReLU", "12,560", "Sigmoid",
                    "25,888 parameters, 13,336 to 25,888 over the space", "mean squared error",
                ] {
                    #expect(shown.output.contains(text), "\(text)\n\(shown.output)")
                }
                #expect(lines.allSatisfy { $0.count <= 80 })
                #expect(!shown.output.contains("\u{1B}") && shown.errors.isEmpty)
            }
        }

        @Test("says of a trial that is to be learnt that nobody knows it yet")
        func learnt() async throws {
            try await with { workspace in
                let job = Self.job.replacing("trials: 4", with: "trials: 20\nsampler: tpe")
                try workspace.write(job, to: "learnt.yaml")
                try await workspace.run("describe", "learnt.yaml", "--trial", "9")
                let refused = try await workspace.run(
                    "describe", "learnt.yaml", "--trial", "19", expecting: 2)
                #expect(refused.errors.contains("from 10 on from the outcomes of earlier ones"))
            }
        }

        @Test("gives every trial's configuration, the same as a search's")
        func trials() async throws {
            try await with { workspace in
                var seen: Set<String> = []
                for trial in 0..<4 {
                    let text = try await workspace.run(
                        "describe", "small.yaml", "--trial", "\(trial)", "--json"
                    ).output
                    let found =
                        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
                    let values = try #require(found?["configuration"] as? [String: Any])
                    #expect(found?["trial"] as? Int == trial && values.count == 2)
                    seen.insert("\(values["units"] ?? "") \(values["learning_rate"] ?? "")")
                }
                #expect(seen.count == 4)
            }
        }

        @Test("ends with code 2 and the messages of podium check")
        func mistakes() async throws {
            try await with { workspace in
                let wrong = Self.job.replacing("784", with: "783")
                try workspace.write(wrong, to: "wrong.yaml")
                let described = try await workspace.run("describe", "wrong.yaml", expecting: 2)
                let checked = try await workspace.run("check", "wrong.yaml", expecting: 2)
                #expect(described.errors == checked.errors && described.output.isEmpty)
                #expect(described.errors.hasPrefix("wrong.yaml:6:26: decoder.1: "))
                for (arguments, text) in [
                    (["--trial", "4"], "asks for 4 trials"), (["--trial", "-1"], "--trial"),
                    (["--set", "units"], "expected name=value"),
                    (["--set", "unit=3"], "it has units, learning_rate"),
                    (["--set", "units=x"], "expected an int"),
                    (["--set", "units=0"], "expected an int in 1...65536"),
                ] {
                    let process = try workspace.start(["describe", "small.yaml"] + arguments)
                    #expect(try await process.exitCode() == 2)
                    #expect(process.errors.contains(text), "\(process.errors)")
                }
            }
        }
    }
}
