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

        /// The tensors of a model's file, without its metadata.
        private func tensors(_ workspace: Workspace, _ name: String) throws -> Data {
            let file = try bytes(workspace, name)
            let header = file.prefix(8).enumerated().reduce(0) { $0 + Int($1.1) << (8 * $1.0) }
            return file.dropFirst(8 + header)
        }

        @Test("keeps the best epoch's weights where it is told to, interrupted or not")
        func best() async throws {
            try await Workspace.with { workspace in
                // Too fast to become better each time.
                let job = Jobs.training("small", trials: 1, epochs: 1, learningRate: "0.01")
                try workspace.write(job, to: "small.yaml")
                try await workspace.run("run", "small.yaml", "--slots", "1")
                let options = ["train", "small", "--hold-out", "--keep", "best"]
                let ended = try workspace.start(
                    options + ["--epochs", "4", "--snapshots", "4", "--output", "./whole"])
                #expect(try await ended.exitCode() == 0, "\(ended.errors)")

                let rows = try workspace.read("whole/history.csv").split(separator: "\n")
                    .dropFirst()
                let losses = try rows.map { row in
                    try #require(Double(row.split(separator: ",")[2]))
                }
                let least = try #require(losses.min())
                let epoch = try #require(losses.firstIndex(of: least)) + 1
                #expect(epoch < 4, "the test tries nothing: \(losses)")
                #expect(ended.output.contains("epoch \(epoch) of 4, "), "\(ended.output)")
                #expect(ended.output.contains("validation_loss \(least)"), "\(ended.output)")
                #expect(
                    try tensors(workspace, "whole/model.safetensors")
                        == tensors(workspace, "whole/snapshots/epoch-0000\(epoch).safetensors"))

                let first = try workspace.start(options + ["--epochs", "4", "--output", "./parts"])
                try await until("the best epoch is over") {
                    first.errors.contains("epoch \(epoch)/4")
                }
                first.signal(SIGINT)
                _ = try await first.exitCode()
                let second = try workspace.start(
                    options + ["--epochs", "4", "--output", "./parts"])
                #expect(try await second.exitCode() == 0, "\(second.errors)")
                #expect(
                    try bytes(workspace, "parts/model.safetensors")
                        == bytes(workspace, "whole/model.safetensors"))
                #expect(!workspace.exists("parts/best.safetensors"))
            }
        }

        @Test("refuses to choose an epoch by the test samples")
        func chosenByTest() async throws {
            try await withStudy { workspace in
                let process = try await workspace.run(
                    "train", "small", "--keep", "best", expecting: 2)
                #expect(process.errors.contains("expected --hold-out too"), "\(process.errors)")
                let job = Jobs.training("other", trials: 1, epochs: 1)
                try workspace.write(job + "\nthen: [train: { keep: best }]", to: "other.yaml")
                let search = try await workspace.run("run", "other.yaml", expecting: 2)
                #expect(
                    search.errors.contains("other.yaml:18:8: then[1].train: "), "\(search.errors)")
                #expect(!workspace.exists("results/other"))
            }
        }

        @Test("doesn't go on with what was begun for other weights")
        func otherTraining() async throws {
            try await withStudy { workspace in
                let options = ["train", "small", "--epochs", "3"]
                let first = try workspace.start(options + ["--output", "./model"])
                try await until("an epoch is over") { first.errors.contains("epoch 1/3") }
                first.signal(SIGINT)
                #expect(try await first.exitCode() == 130)
                for output in ["./model", "./fresh"] {
                    let other = try workspace.start(options + ["--hold-out", "--output", output])
                    #expect(try await other.exitCode() == 0, "\(other.errors)")
                    #expect(other.errors.contains("epoch 1/3"))
                }
                #expect(
                    try bytes(workspace, "model/model.safetensors")
                        == bytes(workspace, "fresh/model.safetensors"))
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
                for (file, text) in [
                    ("cut.safetensors", "cut short"), ("small.yaml", "not a safetensors file"),
                ] {
                    try workspace.write(Self.head(on: file), to: "head.yaml")
                    let refused = try await workspace.run("run", "head.yaml", expecting: 2)
                    #expect(refused.errors.contains(text), "\(refused.errors)")
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
                #expect(process.errors.contains("so far validation_loss ranks 2 trials"))
            }
        }
    }
}
