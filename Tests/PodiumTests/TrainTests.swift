import Foundation
import Testing

extension PodiumTests {
    @Suite(
        "Training the winner", .serialized,
        .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"))
    struct TrainTests {
        private func withStudy(_ body: (Workspace) async throws -> Void) async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.training("small", trials: 2, epochs: 1), to: "small.yaml")
                try await workspace.run("run", "small.yaml", "--slots", "2")
                try await body(workspace)
            }
        }

        private func bytes(_ workspace: Workspace, _ name: String) throws -> Data {
            try Data(contentsOf: URL(fileURLWithPath: workspace.path + "/" + name))
        }

        @Test("leaves weights, a history and what they are, the same for any number of threads")
        func files() async throws {
            try await withStudy { workspace in
                let process = try await workspace.run(
                    "train", "small", "--epochs", "2", "--threads", "2")
                #expect(process.output.contains("test_loss"))
                let model = "results/small/model/"
                let history = try workspace.read(model + "history.csv").split(separator: "\n")
                #expect(history.count == 3)
                #expect(history[0] == "epoch,train_loss,validation_loss")
                #expect(try workspace.read(model + "model.json").contains("\"rank\" : 1"))
                #expect(workspace.exists(model + "first-epoch.safetensors"))
                #expect(!workspace.exists(model + "training.safetensors"))

                try await workspace.run(
                    "train", "small", "--epochs", "2", "--threads", "1", "--output", "./again")
                #expect(
                    try bytes(workspace, "again/model.safetensors")
                        == bytes(workspace, model + "model.safetensors"))
            }
        }

        @Test("that is interrupted goes on with the same bits")
        func interrupted() async throws {
            try await withStudy { workspace in
                try await workspace.run("train", "small", "--epochs", "3", "--output", "./whole")
                let first = try workspace.start(
                    "train", "small", "--epochs", "3", "--output", "./parts")
                try await until("an epoch is over") { first.errors.contains("epoch 1/3") }
                first.signal(SIGINT)
                #expect(try await first.exitCode() == 130)
                #expect(first.errors.contains("resume with"))
                #expect(workspace.exists("parts/training.safetensors"))
                let second = try await workspace.run(
                    "train", "small", "--epochs", "3", "--output", "./parts")
                #expect(!second.errors.contains("epoch 1/3"))
                for name in ["model.safetensors", "history.csv"] {
                    #expect(
                        try bytes(workspace, "parts/" + name)
                            == bytes(workspace, "whole/" + name))
                }
            }
        }

        @Test("gives weights whose damaged copies no study begins with")
        func weights() async throws {
            try await withStudy { workspace in
                try await workspace.run("train", "small", "--epochs", "1")
                let model = "results/small/model/model.safetensors"
                let whole = try bytes(workspace, model)
                try whole.prefix(1000).write(
                    to: URL(fileURLWithPath: workspace.path + "/cut.safetensors"))
                for (file, words) in [
                    ("cut.safetensors", "cut short"), ("small.yaml", "not a safetensors file"),
                ] {
                    try workspace.write(Self.head(on: file), to: "head.yaml")
                    let refused = try await workspace.run("run", "head.yaml", expecting: 2)
                    #expect(refused.errors.contains(words), "\(refused.errors)")
                    #expect(!workspace.exists("results/head"))
                }
            }
        }

        /// A classifier on an encoder from a file.
        private static func head(on file: String) -> String {
            """
            study: head
            objective: classifier
            dataset: mnist
            epochs: 1
            trials: 1
            pretrained: { file: \(file), parts: [encoder] }
            space: { hidden_units: 8, dropout: 0.1, optimizer: Adam, learning_rate: 0.01 }
            """
        }

        @Test("refuses a rank that the table doesn't have")
        func rank() async throws {
            try await withStudy { workspace in
                let process = try await workspace.run(
                    "train", "small", "--rank", "9", expecting: 2)
                #expect(process.errors.contains("2 trials are ranked"))
            }
        }
    }
}
