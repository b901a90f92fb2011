import Foundation
import Reporting
import Testing

extension PodiumTests {
    @Suite(
        "Looking into a trained model", .serialized,
        .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"))
    struct LatentTests {
        private func bytes(_ workspace: Workspace, _ name: String) throws -> Data {
            try Data(contentsOf: URL(fileURLWithPath: workspace.path + "/" + name))
        }

        private func findings(_ workspace: Workspace, _ directory: String) throws -> Findings {
            try #require(FindingsFolder.read(workspace.path + "/" + directory), "\(directory)")
        }

        @Test("shows its codes in the plane and in space, and makes images of codes")
        func autoencoder() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.training("small", trials: 1, epochs: 1), to: "small.yaml")
                try await workspace.run("run", "small.yaml")
                try await workspace.run("train", "small", "--epochs", "1", "--hold-out")
                let model = "results/small/model/"

                let first = try await workspace.run("latent", "small", "--samples", "500")
                #expect(first.output.contains("Explained variance: "))
                #expect(first.output.contains("Enc. Var. 1"))
                let again = try await workspace.run("latent", "small", "--samples", "500")
                #expect(again.output == first.output)
                #expect(again.errors.contains("is up to date"))

                let embed = [
                    "--method", "tsne", "--components", "3", "--samples", "300", "--iterations",
                    "260", "--perplexity", "10",
                ]
                var points: [Data] = []
                for threads in ["1", "2"] {
                    let process = try workspace.start(
                        ["latent", "small", "--threads", threads, "--output", "t" + threads]
                            + embed)
                    #expect(try await process.exitCode() == 0, "\(process.errors)")
                    #expect(process.errors.contains("iteration 250 of 260"))
                    points.append(try bytes(workspace, model + "t\(threads)/points.csv"))
                }
                #expect(points[0] == points[1])
                let map = try findings(workspace, model + "t1")
                #expect(map.number("divergence") != nil)
                #expect(map.figures.map(\.kind) == [.space])

                try await workspace.run("generate", "small", "--count", "4")
                try await workspace.run("generate", "small", "--around", "0", "--relative")
                try await workspace.run("generate", "small", "--path", "3,8")
                for (directory, picture) in [
                    ("generate", "grid"), ("generate-around-0-relative", "around"),
                    ("generate-path-3-8", "path"),
                ] {
                    #expect(workspace.exists(model + "\(directory)/\(picture).png"))
                    #expect(workspace.exists(model + "\(directory)/codes.csv"))
                }
                for (arguments, text) in [
                    (["latent", "small", "--components", "4"], "expected 2 or 3"),
                    (["latent", "small", "--method", "codes", "--variables", "1,99"], "99"),
                    (["generate", "small", "--path", "0,10000"], "from 0 to 9999"),
                    (["generate", "small", "--training"], "is no GAN"),
                    (["generate", "small", "--grid", "--around", "1"], "give one of them"),
                ] {
                    let refused = try workspace.start(arguments)
                    #expect(try await refused.exitCode() == 2)
                    #expect(refused.errors.contains(text), "\(refused.errors)")
                }
            }
        }

        @Test("stops its t-SNE at once when it is interrupted, without findings")
        func interrupted() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.training("small", trials: 1, epochs: 1), to: "small.yaml")
                try await workspace.run("run", "small.yaml")
                try await workspace.run("train", "small", "--epochs", "1", "--hold-out")
                let process = try workspace.start(
                    "latent", "small", "--method", "tsne", "--samples", "1000", "--iterations",
                    "1000000")
                try await until("iterations are made") { process.errors.contains("iteration 250") }
                process.signal(SIGINT)
                #expect(try await process.exitCode() == 130)
                #expect(process.errors.contains("podium: interrupted"))
                #expect(!workspace.exists("results/small/model/latent-tsne-2/findings.json"))
            }
        }

        @Test("of two networks shows what it generates, from the first epoch to the last")
        func generator() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Self.gan, to: "gan.yaml")
                try await workspace.run(
                    "train", "gan.yaml", "--epochs", "2", "--snapshots", "2", "--hold-out")
                let grid = try await workspace.run("generate", "gan", "--count", "9")
                #expect(grid.errors.contains("results/gan/model/generate"))
                try await workspace.run("generate", "gan", "--training", "--count", "9")
                let model = "results/gan/model/"
                let found = try findings(workspace, model + "generate-training")
                #expect(found.figures.map(\.name) == ["first", "last", "training"])
                #expect(found.tables[0].rows.map(\.[0]) == ["1", "2"])
                #expect(
                    try bytes(workspace, model + "generate-training/last.png")
                        == bytes(workspace, model + "generate/generated.png"))
                let refused = try await workspace.run("latent", "gan", expecting: 2)
                #expect(refused.errors.contains("one with the part encoder"))
            }
        }

        private static let gan = """
            study: gan
            objective: gan
            dataset: mnist
            split: { validation: hold-out, validation_fraction: 0.95, seed: 0 }
            epochs: 2
            batch_size: 256
            metric: { name: generator_loss, direction: minimize }
            sampler: grid
            seed: 1
            training: { latent_dimension: 10 }
            space:
              generator_units_1: 16
              generator_units_2: 16
              discriminator_units_1: 16
              discriminator_units_2: 16
              slope: 0.2
              dropout: 0.3
              learning_rate: 0.001
            """
    }
}
