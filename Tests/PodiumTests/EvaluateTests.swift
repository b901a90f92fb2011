import Foundation
import Portable
import Reporting
import StudyModel
import Testing

extension PodiumTests {
    @Suite(
        "Evaluating models", .serialized,
        .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"))
    struct EvaluateTests {
        private func findings(_ workspace: Workspace, _ directory: String) throws -> Findings {
            let text = try workspace.read(directory + "/findings.json")
            return try PortableJSON.decode(Findings.self, from: Array(text.utf8))
        }

        private func number(
            _ name: String, _ workspace: Workspace, _ directory: String
        ) throws -> Double {
            try #require(try findings(workspace, directory).number(name))
        }

        @Test("An autoencoder has the error of its training, on files of the same digits too")
        func autoencoder() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.training("small", trials: 1, epochs: 2), to: "small.yaml")
                try await workspace.run("run", "small.yaml")
                let trained = try await workspace.run("train", "small")
                let end = try #require(trained.output.firstRange(of: "test_loss "))
                let loss = try #require(
                    Double(trained.output[end.upperBound...].prefix { $0 != "\n" && $0 != "," }))

                let model = "results/small/model/"
                let first = try await workspace.run(
                    "evaluate", "small", "--noise", "1e-3:1:3", "--occlusion", "0,0.5",
                    "--threads", "2")
                let error = try number("test_mse", workspace, model + "evaluation")
                #expect(abs(error / loss - 1) < 1e-6)
                #expect(workspace.exists(model + "evaluation/noise-examples.png"))
                let noise = try workspace.read(model + "evaluation/noise.csv")

                // The same again is not done again; another number of threads changes nothing.
                let again = try await workspace.run(
                    "evaluate", "small", "--noise", "1e-3:1:3", "--occlusion", "0,0.5")
                #expect(again.errors.contains("is up to date") && again.output == first.output)
                try await workspace.run(
                    "evaluate", "small", "--noise", "1e-3:1:3", "--threads", "1", "--output", "one")
                #expect(try workspace.read(model + "one/noise.csv") == noise)

                try await files(workspace, error, model)
                try await pictures(workspace, model)
            }
        }

        /// Digits that were exported lying, and are put upright.
        private func files(
            _ workspace: Workspace, _ error: Double, _ model: String
        ) async throws {
            for (format, orientation) in [
                ("mat", "transposed"), ("mat73", "rotated-90"), ("npy", "antitransposed"),
            ] {
                let file = "lying.\(format)"
                try await workspace.run(
                    "data", "export", "mnist", file, "--format", format, "--part", "test",
                    "--orientation", orientation)
                for way in [orientation, "auto"] {
                    try await workspace.run(
                        "evaluate", "small", "--data", file, "--orientation", way)
                    let found = try number("test_mse", workspace, model + "evaluation-lying")
                    #expect(found == error, "\(file) laid \(way)")
                }
                let lying = try await workspace.run("evaluate", "small", "--data", file)
                #expect(!lying.errors.contains("up to date"))
                let found = try number("test_mse", workspace, model + "evaluation-lying")
                #expect(found > 1.1 * error)
            }
            let auto = try await workspace.run(
                "evaluate", "small", "--data", "lying.mat", "--orientation", "auto")
            #expect(auto.output.contains("How the images lie"))
            let text = try findings(workspace, model + "evaluation-lying").paragraphs.joined()
            #expect(text.contains("lie with rows and columns exchanged and were put upright"))
        }

        private func pictures(_ workspace: Workspace, _ model: String) async throws {
            try await workspace.run(
                "reconstruct", "small", "--samples", "3,1,4", "--beginning", "--data", "lying.mat",
                "--orientation", "transposed")
            let found = try findings(workspace, model + "reconstructions-lying")
            #expect(found.figures.map(\.name) == ["reconstructions", "beginning-and-end"])
            #expect(found.tables[0].rows.map { $0[0] } == ["3", "1", "4"])
            #expect(workspace.exists(model + "reconstructions-lying/beginning-and-end.png"))
        }

        @Test("A denoiser is measured on the noise of its training, a classifier against labels")
        func others() async throws {
            try await Workspace.with { workspace in
                let job = Jobs.training("denoiser", trials: 1, epochs: 1)
                    .replacing("objective: autoencoder", with: "objective: denoising-autoencoder")
                    .replacing("{ type: int, low: 2, high: 9 }", with: "4")
                    .replacing("{ type: int, low: 10, high: 20 }", with: "12")
                try workspace.write(job, to: "denoiser.yaml")
                try await workspace.run("run", "denoiser.yaml")
                let trained = try await workspace.run("train", "denoiser")
                try await workspace.run("evaluate", "denoiser")
                let model = "results/denoiser/model/"
                let error = try number("test_mse", workspace, model + "evaluation")
                #expect(
                    trained.output.contains("test_loss \(NumberText.rounded(error, digits: 6))"))
                let noisy = try number("noisy_mse", workspace, model + "evaluation")
                #expect(abs(noisy - 0.01) < 1e-4)
                let shown = try await workspace.run("reconstruct", "denoiser", "--count", "6")
                #expect(shown.output.contains("MSE of the denoised image"))

                try workspace.write(Self.classifier, to: "head.yaml")
                try await workspace.run("run", "head.yaml")
                try await workspace.run("train", "head")
                let found = try await workspace.run("evaluate", "head", "--noise", "0.1,1")
                #expect(found.output.contains("Accuracy on 10,000 test images of MNIST"))
                let directory = "results/head/model/"
                let accuracy = try number("accuracy", workspace, directory + "evaluation")
                let model2 = try workspace.read(directory + "model.json")
                #expect(model2.contains("\"validation_accuracy\" : \(accuracy)"))
                #expect(workspace.exists(directory + "evaluation/mistakes.png"))

                // Labels come from the same file where they are there, and from another.
                try await workspace.run(
                    "data", "export", "mnist", "x.npz", "--format", "npz", "--part", "test")
                try await workspace.run(
                    "data", "export", "mnist", "x.idx", "--format", "idx", "--part", "test",
                    "--orientation", "rotated-180")
                for options in [
                    ["--data", "x.npz"], ["--data", "x.npz", "--labels", "x.npz:y"],
                    ["--data", "x.npz", "--labels-variable", "y"],
                    ["--data", "x.idx", "--labels", "x.idx-labels", "--orientation", "auto"],
                ] {
                    let process = try workspace.start(["evaluate", "head", "--again"] + options)
                    #expect(try await process.exitCode() == 0, "\(process.errors)")
                    #expect(
                        try number("accuracy", workspace, directory + "evaluation-x") == accuracy)
                }
                let bare = try await workspace.run(
                    "evaluate", "head", "--data", "x.idx", expecting: 2)
                #expect(bare.errors.contains("give --labels FILE"))
                let refused = try await workspace.run("reconstruct", "head", expecting: 2)
                #expect(refused.errors.contains("a classifier reconstructs nothing"))
            }
        }

        private static let classifier = """
            study: head
            objective: classifier
            dataset: mnist
            model:
              encoder:
                - conv2d: { channels: [8, 16], kernel: 3, stride: 2, padding: 1,
                            activation: relu }
                - conv2d: { channels: 32, kernel: 3, stride: 2, activation: relu }
                - flatten
                - linear: { units: 12, activation: relu }
                - linear: 4
              classifier: [linear: { units: $hidden_units, activation: relu }, linear: 10]
            split: { validation: hold-out, validation_fraction: 0.9, seed: 0 }
            epochs: 1
            trials: 1
            pretrained: { file: results/denoiser/model/model.safetensors, parts: [encoder] }
            space:
              hidden_units: 16
              optimizer: Adam
              learning_rate: 0.01
            """

        @Test("A step finds labels that are a variable of a file in the study's directory")
        func labelsOfSteps() async throws {
            try await Workspace.with { workspace in
                let job = Self.classifier.split(separator: "\n")
                    .filter { !$0.hasPrefix("pretrained") }.joined(separator: "\n")
                try workspace.write(
                    job + "\nthen: [train, export: { file: x.npz, format: npz, part: test }, "
                        + "evaluate: { data: x.npz, labels: x.npz:y }]", to: "head.yaml")
                let process = try await workspace.run("run", "head.yaml")
                #expect(process.errors.contains("--labels=results/head/x.npz:y"))
                let found = try number("accuracy", workspace, "results/head/model/evaluation-x")
                let model = try workspace.read("results/head/model/model.json")
                #expect(model.contains("\"validation_accuracy\" : \(found)"))
            }
        }

        @Test("What can't be evaluated is refused in words")
        func refusals() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.training("small", trials: 1, epochs: 1), to: "small.yaml")
                try await workspace.run("run", "small.yaml")
                try await workspace.run("train", "small", "--hold-out")
                let goldens = URL(filePath: #filePath).deletingLastPathComponent()
                    .deletingLastPathComponent().appending(path: "AnalysisTests/Goldens")
                for version in ["v4", "v5", "v7", "v73"] {
                    try FileManager.default.copyItem(
                        at: goldens.appending(path: "digits-\(version).mat"),
                        to: URL(filePath: workspace.path + "/\(version).mat"))
                }
                let whole = try Data(contentsOf: URL(filePath: workspace.path + "/v7.mat"))
                try whole.prefix(whole.count / 2).write(
                    to: URL(filePath: workspace.path + "/cut.mat"))
                try workspace.write("1,2,3\n", to: "table.csv")
                for (options, text) in [
                    (["--data", "v4.mat"], "such as 0,255"),
                    (["--data", "v7.mat"], "expected one of them named by --variable"),
                    (["--data", "v7.mat", "--variable", "Z"], "no variable Z"),
                    (
                        ["--data", "v5.mat", "--variable", "scale"],
                        "the model was trained on such samples"
                    ),
                    (["--data", "cut.mat", "--variable", "X"], "cut.mat"),
                    (["--data", "table.csv"], "a file that begins with"),
                    (["--data", "absent.mat"], "no such file"),
                    (
                        ["--data", "v5.mat", "--orientation", "sideways"],
                        "expected auto, or one of"
                    ),
                    (["--data", "v5.mat", "--range", "3"], "--range is '3'"),
                    (["--variable", "X"], "give --data FILE too"),
                    (["--noise", "1:2"], "no range of levels"),
                    (["--occlusion", "2"], "fractions from 0 to 1"),
                ] {
                    let process = try workspace.start(["evaluate", "small"] + options)
                    #expect(try await process.exitCode() == 2, "\(options)")
                    #expect(process.errors.contains(text), "\(options): \(process.errors)")
                }
                try await workspace.run(
                    "evaluate", "small", "--data", "v4.mat", "--range", "0,255", "--labels",
                    "v4.mat:y", "--noise", "0.1")
                try await workspace.run("evaluate", "small", "--data", "v73.mat")
                let beyond = try await workspace.run(
                    "reconstruct", "small", "--samples", "12", "--data", "v5.mat", expecting: 2)
                #expect(beyond.errors.contains("numbers from 0 to 11"))
                let nobody = try await workspace.run("evaluate", "nobody", expecting: 2)
                #expect(nobody.errors.contains("there is no model nobody"))
            }
        }
    }
}
