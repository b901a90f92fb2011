import Files
import Foundation
import Testing

extension PodiumTests {
    @Suite("Data of one's own", .serialized)
    struct OwnDataTests {
        private func job(_ study: String) -> String {
            Jobs.training(study, trials: 2, epochs: 2).replacing(
                "dataset: mnist",
                with: "dataset: { train: { values: x.npy, labels: y.npy }, shape: [1, 28, 28] }")
        }

        @Test("A worker with an empty data directory gets the files, and keeps them by digest")
        func worker() async throws {
            try await Workspace.with { workspace in
                try workspace.writeImages()
                try workspace.write(job("own"), to: "own.yaml")
                let (coordinator, address) = try await workspace.startCoordinator("own.yaml")
                let worker = try workspace.start(
                    [
                        "worker", "--connect", address, "--key", "worker.key", "--name", "bare",
                        "--slots", "2", "--exit-when-done",
                    ],
                    environment: ["PODIUM_DATA": workspace.path + "/bare"])
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await worker.exitCode() == 0)
                let status = try await workspace.status("own")
                #expect(status.trials.map(\.state) == ["complete", "complete"])

                let kept = try Directory.names(in: workspace.path + "/bare/inputs")
                #expect(kept.count == 2 && kept.allSatisfy { $0.count == 64 })
                #expect(
                    kept.contains {
                        FileManager.default.contentsEqual(
                            atPath: "\(workspace.path)/bare/inputs/\($0)",
                            andPath: workspace.path + "/x.npy")
                    })
                let provenance = try workspace.read("results/own/provenance.json")
                #expect(kept.allSatisfy { provenance.contains("\($0)") })
                try await clear(workspace, "bare")

                // The log names what the worker ran.
                for trial in 0...1 {
                    let text = "own: trial \(trial), attempt 1, "
                    #expect(worker.errors.contains(text + "starts\n"), "\(worker.errors)")
                    #expect(worker.errors.contains(text + "is complete after "))
                }
            }
        }

        /// Lists the two files in a cache, with a limit, and removes them.
        private func clear(_ workspace: Workspace, _ cache: String) async throws {
            var environment = ["PODIUM_DATA": workspace.path + "/" + cache]
            let listed = try await workspace.run("data", "list", environment: environment)
            #expect(listed.output.contains("files of jobs  2 (157 kB of at most 20 GB) in "))
            let cleared = try await workspace.run("data", "clear", environment: environment)
            #expect(cleared.output == "removed 2 files of jobs\n")
            let empty = try await workspace.run("data", "list", environment: environment)
            #expect(!empty.output.contains("files of jobs"))
            environment["PODIUM_INPUTS_LIMIT"] = "20"
            let refused = try await workspace.run(
                "data", "list", expecting: 2, environment: environment)
            #expect(refused.errors.contains("PODIUM_INPUTS_LIMIT is \"20\"; expected a size such"))
        }

        @Test("A file that changed is another job's: the study is not gone on with")
        func changed() async throws {
            try await Workspace.with { workspace in
                try workspace.writeImages()
                try workspace.write(job("own"), to: "own.yaml")
                let environment = ["PODIUM_DATA": workspace.path + "/data"]
                try await workspace.run("run", "own.yaml", environment: environment)
                let table = try workspace.table("own")
                try await workspace.run("run", "own.yaml", environment: environment)
                #expect(try workspace.table("own") == table)

                var bytes = try Data(contentsOf: URL(fileURLWithPath: workspace.path + "/x.npy"))
                bytes[bytes.count - 1] ^= 1
                try bytes.write(to: URL(fileURLWithPath: workspace.path + "/x.npy"))
                let refused = try await workspace.run(
                    "run", "own.yaml", expecting: 2, environment: environment)
                #expect(refused.errors.contains("the study own exists with another job"))
            }
        }

        @Test("A GAN has nothing to evaluate or to reconstruct, and keeps what was found of it")
        func generator() async throws {
            try await Workspace.with { workspace in
                try workspace.writeImages()
                try workspace.write(Self.gan, to: "gan.yaml")
                let environment = ["PODIUM_DATA": workspace.path + "/data"]
                try await workspace.run(
                    "train", "gan.yaml", "--hold-out", environment: environment)
                let best = try await workspace.run(
                    "train", "gan.yaml", "--hold-out", "--keep", "best", expecting: 2,
                    environment: environment)
                #expect(best.errors.contains("says nothing of how good its samples are"))
                try await workspace.run("generate", "gan", "--count", "4")
                let findings = "results/gan/model/generate/findings.json"
                let found = try workspace.read(findings)
                for (command, text) in [
                    ("evaluate", "a GAN's images have no originals"),
                    ("reconstruct", "a gan reconstructs nothing"),
                ] {
                    let process = try await workspace.run(
                        command, "gan", "--output", "generate", expecting: 2)
                    #expect(process.errors.contains(text), "\(process.errors)")
                    #expect(process.errors.contains("podium generate shows"))
                }
                #expect(try workspace.read(findings) == found)
            }
        }

        private static let gan = """
            study: gan
            objective: gan
            dataset: { train: { values: x.npy }, shape: [1, 28, 28] }
            model:
              generator: [linear: [8, 784], sigmoid]
              discriminator: [flatten, linear: [8, 1], sigmoid]
            training: { latent_dimension: 4 }
            epochs: 1
            sampler: grid
            space: { learning_rate: 0.001 }
            """

        @Test("What is in a file is shown, and what can't be used is said in words")
        func show() async throws {
            try await Workspace.with { workspace in
                try workspace.writeImages()
                let images = try await workspace.run("data", "show", "x.npy")
                #expect(
                    images.output
                        == "x.npy: NumPy .npy\n200 x 28 x 28 uint8\n    values 0 to 255\n")
                let labels = try await workspace.run("data", "show", "y.npy")
                #expect(labels.output.contains("200 uint8\n    values 0 to 3\n    as labels 0: "))
                try workspace.write("1,2,3\n", to: "table.csv")
                let refused = try await workspace.run("data", "show", "table.csv", expecting: 2)
                #expect(
                    refused.errors
                        == "podium: table.csv: found a file that begins with \"1,2,3\\n\", "
                        + "expected an IDX file, a NumPy file (.npy, .npz) or a MATLAB file "
                        + "(.mat, any version)\n")
            }
        }
    }
}
