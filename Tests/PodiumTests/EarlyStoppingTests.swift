import Foundation
import Testing

extension PodiumTests {
    @Suite("Training the winner of a job with early stopping", .serialized)
    struct EarlyStoppingTests {
        /// Noise, which a network learns by heart: the validation loss soon rises.
        private static let table =
            "x,y,target\n"
            + (0..<80).map { row in
                "\(row * 37 % 80),\(row * 53 % 71),\((row * row * 7 + 13 * row) % 59)\n"
            }.joined()

        private static func job(_ study: String, stopping: String) -> String {
            """
            study: \(study)
            objective: regression
            dataset: { table: noise.csv, target: target, test: { fraction: 0.25 } }
            training: { schedule: cosine\(stopping) }
            epochs: 25
            batch_size: 8
            metric: { name: validation_loss, direction: minimize }
            sampler: grid
            space: { hidden_units: [64], dropout: 0, learning_rate: 0.01 }
            """
        }

        private func with(_ body: (Workspace) async throws -> Void) async throws {
            try await Workspace.with { workspace in
                try workspace.write(Self.table, to: "noise.csv")
                let stopping = ", early_stopping: { patience: 4, minimum_delta: 0.001 }"
                try workspace.write(Self.job("noise", stopping: stopping), to: "noise.yaml")
                try await body(workspace)
            }
        }

        @Test("A parameter of the training that is inactive leaves the default")
        func inactive() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Self.table, to: "noise.csv")
                let job = """
                    study: branches
                    objective: regression
                    dataset: { table: noise.csv, target: target, test: { fraction: 0.25 } }
                    training: { optimizer: $optimizer, learning_rate: 0.01, momentum: $m }
                    epochs: 1
                    space:
                      optimizer: [Adam, SGD]
                      m: { type: categorical, choices: [0.5, 0.9], when: { optimizer: SGD } }
                      hidden_units: 4
                      dropout: 0
                    sampler: grid
                    """
                try workspace.write(job, to: "branches.yaml")
                try await workspace.run("run", "branches.yaml")
                let states = try await workspace.status("branches").trials.map(\.state)
                #expect(states == ["complete", "complete", "complete"])
                // A name that the space lacks is still a mistake.
                try workspace.write(
                    job.replacing("momentum: $m", with: "momentum: $n"), to: "wrong.yaml")
                let check = try await workspace.run("check", "wrong.yaml", expecting: 2)
                #expect(check.errors.contains("$n") || check.errors.contains("'n'"))
            }
        }

        /// The tensors of a model's file, without its metadata.
        private func tensors(_ workspace: Workspace, _ name: String) throws -> Data {
            let file = try Data(contentsOf: URL(fileURLWithPath: workspace.path + "/" + name))
            let header = file.prefix(8).enumerated().reduce(0) { $0 + Int($1.1) << (8 * $1.0) }
            return file.dropFirst(8 + header)
        }

        /// A column of a history.
        private func losses(_ workspace: Workspace, _ name: String) throws -> [Double] {
            let lines = try workspace.read(name).split(separator: "\n")
            let place = try #require(
                lines[0].split(separator: ",").firstIndex(of: "validation_loss"))
            return try lines.dropFirst().map {
                try #require(Double($0.split(separator: ",")[place]))
            }
        }

        /// The epoch of the last improvement by more than 0.001.
        private func best(_ losses: [Double]) -> Int {
            var best = 0
            for (epoch, loss) in losses.enumerated() where loss < losses[best] - 0.001 {
                best = epoch
            }
            return best + 1
        }

        @Test("trains the epochs that were best in the search, at the search's learning rates")
        func refit() async throws {
            try await with { workspace in
                try await workspace.run("run", "noise.yaml")
                try await workspace.run("train", "noise", "--hold-out", "--output", "./search")
                let search = try losses(workspace, "search/history.csv")
                let best = best(search)
                #expect(best < search.count && search.count < 25, "the test tries nothing")

                let refit = try await workspace.run("train", "noise")
                let epochs = best == 1 ? "1 epoch" : "\(best) epochs"
                #expect(refit.output.contains("safetensors: \(epochs), "), "\(refit.output)")
                #expect(
                    refit.errors.contains("epoch \(best) of 25, the trial's best in the search"))
                // The same training without early stopping, of which this is the beginning.
                try workspace.write(Self.job("plain", stopping: ""), to: "plain.yaml")
                try await workspace.run("train", "plain.yaml", "--snapshots", "25")
                let digits = (best < 10 ? "0000" : "000") + "\(best)"
                #expect(
                    try tensors(workspace, "results/noise/model/model.safetensors")
                        == tensors(
                            workspace,
                            "results/plain/model/snapshots/epoch-\(digits).safetensors"))
                let test = try losses(workspace, "results/plain/model/history.csv")
                #expect(self.best(test) != best, "the test samples would choose the same epoch")
                #expect(
                    try losses(workspace, "results/noise/model/history.csv")
                        == Array(test.prefix(best)))

                let again = try await workspace.run("train", "noise")
                #expect(again.errors.contains("is up to date"), "\(again.errors)")
                let longer = try await workspace.run(
                    "train", "noise", "--epochs", "20", "--output", "./longer")
                #expect(longer.output.contains("safetensors: 20 epochs, "), "\(longer.output)")
            }
        }

        @Test("needs a search, a number of epochs or a validation part")
        func unsearched() async throws {
            try await with { workspace in
                let refused = try await workspace.run("train", "noise.yaml", expecting: 2)
                #expect(
                    refused.errors.contains("it measured no epoch of trial 0; expected a search"),
                    "\(refused.errors)")
                try await workspace.run("train", "noise.yaml", "--epochs", "2")
                try await workspace.run(
                    "train", "noise.yaml", "--hold-out", "--output", "./held")
                #expect(workspace.exists("held/model.safetensors"))
                // A directory with a user's own files is not touched.
                try workspace.write("mine", to: "own/snapshots/a.txt")
                let own = try await workspace.run(
                    "train", "noise.yaml", "--hold-out", "--output", "./own", expecting: 2)
                #expect(own.errors.contains("./own has snapshots, which no training of Podium"))
                #expect(workspace.exists("own/snapshots/a.txt"))
                #expect(!workspace.exists("own/training.json"))
            }
        }
    }
}
