import Foundation
import JobFiles
import Models
import StudyModel
import Testing

@testable import Stages

@Suite("The check of a job's stages")
struct StageCheckTests {
    private static let spaces: [NetworkKind: String] = [
        .autoencoder: "encoding_dimension: [2, 3], hidden_units: 16",
        .classifier: "hidden_units: [16, 32], dropout: 0",
        .gan: "generator_units_1: [16, 32], generator_units_2: 16, discriminator_units_1: 16, "
            + "discriminator_units_2: 16, slope: 0.2, dropout: 0",
    ]

    /// What is said of a job's stages; nil if they are right.
    private static func complaint(
        _ kind: NetworkKind, _ then: String, trials: Int = 2, more: String = "",
        in directory: String = "/nonexistent"
    ) throws -> String? {
        let text = """
            study: s
            objective: \(kind.rawValue)
            dataset: mnist
            epochs: 3
            trials: \(trials)
            space: { learning_rate: 0.01, optimizer: Adam, \(try #require(spaces[kind])) }
            \(more)
            then: [\(then)]
            """
        do {
            _ = try JobFile.parse(
                text: text, file: directory + "/job.yaml",
                environment: .withStages(results: directory + "/results"))
            return nil
        } catch {
            return error.description.replacing(directory + "/", with: "")
        }
    }

    @Test(
        "Stages that can succeed are left in peace",
        arguments: [
            (
                NetworkKind.autoencoder,
                "train: { rank: 2 }, latent, generate, reconstruct, evaluate"
            ),
            (
                .autoencoder,
                "train: { trial: 1, output: b }, evaluate: { model: b, occlusion: 0.1 }"
            ),
            (.autoencoder, "train: { output: /tmp/t/m }, evaluate, latent: { model: /tmp/t/m }"),
            (
                .autoencoder,
                "train: { output: b/c }, report: { output: b/r.html }, "
                    + "latent: { method: tsne, samples: 31 }"
            ),
            (
                .autoencoder,
                "train, export: { file: model/x, format: npy, part: test }, "
                    + "reconstruct: { data: model/x, samples: 9999 }"
            ),
            (
                .autoencoder,
                "train, export: { file: x, format: npy, part: test }, "
                    + "evaluate: { data: x, labels: x-labels }"
            ),
            (.classifier, "train, evaluate: { noise: 0.1 }, report: { gnuplot: none }"),
            (.gan, "train: { snapshots: 2 }, generate: { training: true }"),
        ])
    func right(kind: NetworkKind, then: String) throws {
        let complaint = try Self.complaint(kind, then)
        #expect(complaint == nil)
    }

    @Test(
        "Stages that can't succeed are refused at their line",
        arguments: [
            (
                NetworkKind.autoencoder, "train: { rank: 3 }", 1,
                "rank is 3, and the study ranks 2"
            ),
            (.autoencoder, "train: { trial: 2 }", 1, "expected a number from 0 to 1"),
            (.autoencoder, "train: { keep: best }", 1, "keep best would choose an epoch"),
            (.autoencoder, "latent, train", 1, "there is no model results/s/model, and no stage"),
            (.autoencoder, "train, latent: { model: b }", 2, "there is no model results/s/b"),
            (.autoencoder, "train, generate: { training: true }", 2, "it is no GAN"),
            (
                .autoencoder, "report: { gnuplot: /no }", 1,
                "gnuplot is '/no', which is no program"
            ),
            (.autoencoder, "train, evaluate: { data: a.npy }", 2, "data a.npy: there is no such"),
            (.classifier, "train, latent, generate", 2, "with the part encoder, whose codes"),
            (.classifier, "train, generate", 2, "expected one with a decoder"),
            (.classifier, "train, reconstruct", 2, "a classifier reconstructs nothing"),
            (
                .autoencoder, "train, latent: { method: tsne, samples: 20 }", 2,
                "perplexity is 30, and t-SNE draws 20 points; expected a perplexity below"
            ),
            (
                .autoencoder, "train, latent: { method: tsne, perplexity: 10000 }", 2,
                "perplexity is 10000, and t-SNE draws 10000 points"
            ),
            (
                .autoencoder, "train: { output: /dev/null/m }", 1,
                "output /dev/null/m: /dev/null is no directory; expected one to write in"
            ),
            (
                .autoencoder, "train, latent: { output: /dev/null/m }", 2,
                "output /dev/null/m: /dev/null is no directory"
            ),
            (
                .autoencoder, "export: { file: sub/x, format: npy, part: test }", 1,
                "sub/x: there is no directory results/s/sub, and no stage before this one makes it"
            ),
            (.autoencoder, "report: { output: /nowhere/r.html }", 1, "no directory /nowhere, and"),
            (.autoencoder, "report: { output: /tmp }", 1, "it is a directory; expected a file"),
            (.gan, "train, evaluate", 2, "a GAN's images have no originals"),
            (.gan, "train, generate: { around: 1 }", 2, "it is a GAN, which has no codes"),
            (.gan, "train, generate: { training: true }", 2, "the stage train keeps none"),
            (.gan, "train, generate: { classifier: a.safetensors }", 2, "classifier: "),
        ])
    func wrong(kind: NetworkKind, then: String, stage: Int, text: String) throws {
        // A classifier of an encoder has codes; this one has none.
        let own =
            "model: { classifier: [flatten, { linear: $hidden_units }, { dropout: $dropout }, "
            + "{ linear: 10 }] }"
        let found = try Self.complaint(kind, then, more: kind == .classifier ? own : "")
        let complaint = try #require(found)
        #expect(complaint.hasPrefix("job.yaml:8:"), "\(complaint)")
        #expect(complaint.contains("then[\(stage)]."), "\(complaint)")
        #expect(complaint.contains(text), "\(complaint)")
    }

    @Test("All stages that can't succeed are listed")
    func all() throws {
        let found = try Self.complaint(
            .gan, "train: { rank: 9 }, evaluate, report, report: { gnuplot: /no }")
        let places = try #require(found).split(separator: "\n").map {
            $0.split(separator: " ")[1].description
        }
        #expect(places == ["then[1].train:", "then[2].evaluate:", "then[4].report:"])
    }

    @Test("Stages are checked beside what is wrong with the search")
    func besideTheSearch() throws {
        let found = try Self.complaint(
            .autoencoder, "train: { rank: 9 }", more: "budget: { epochs: 1 }")
        let lines = try #require(found).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.contains("budget.epochs is 1, but the first trial takes 3") == true)
        #expect(lines.last?.contains("then[1].train: rank is 9") == true)
    }

    @Test("With several runs, ranks count configurations, and trials count runs")
    func runs() throws {
        let right = try Self.complaint(
            .autoencoder, "train: { trial: 5 }, train: { rank: 2 }", more: "repeats: 3")
        #expect(right == nil)
        for options in ["trial: 6", "rank: 3"] {
            let wrong = try Self.complaint(
                .autoencoder, "train: { \(options) }", more: "repeats: 3")
            #expect(wrong != nil, "\(options)")
        }
    }

    @Test("A number of trials that only a budget limits, or that a population extends, is no limit")
    func unlimited() throws {
        let population = try Self.complaint(
            .autoencoder, "train: { trial: 17 }", trials: 10,
            more: "scheduler: { type: pbt, interval: 1, explore: [learning_rate] }")
        #expect(population == nil)
    }

    @Test("A file that isn't made of samples of the model is refused")
    func otherSamples() throws {
        let directory = NSTemporaryDirectory() + "podium-stages-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try Data("1,2,3".utf8).write(to: URL(filePath: directory + "/a.npy"))
        let found = try Self.complaint(
            .autoencoder, "train, evaluate: { data: a.npy }", in: directory)
        #expect(found?.contains("a.npy: found") == true, "\(found ?? "nothing")")
    }

    /// Writes an array of bytes or floats in NumPy's format.
    private static func write(_ floats: [Float], _ shape: String, to path: String) throws {
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(shape)), }"
        let header = text + String(repeating: " ", count: 117 - text.utf8.count) + "\n"
        try Data(
            [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
                + floats.withUnsafeBytes { Array($0) }
        ).write(to: URL(filePath: path))
    }

    @Test("Values, labels and numbers of samples that a model can't use are refused before")
    func otherValues() throws {
        let directory = NSTemporaryDirectory() + "podium-values-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let pixels = (0..<2 * 784).map { Float($0 % 256) }
        try Self.write(pixels, "2, 28, 28", to: directory + "/x.npy")
        try Self.write(pixels.map { $0 / 255 }, "2, 28, 28", to: directory + "/u.npy")
        try Self.write([0, 10], "2,", to: directory + "/y.npy")
        for (kind, stage, text) in [
            (
                NetworkKind.autoencoder, "evaluate: { data: x.npy }",
                "x.npy: values from 0 to 255; the model takes 0 to 1; expected range"
            ),
            (.autoencoder, "evaluate: { data: x.npy, range: '0,255' }", nil),
            (
                .classifier, "evaluate: { data: u.npy, labels: y.npy }",
                "y.npy: the label 10; expected labels below 10, the number of the model's classes"
            ),
            (.autoencoder, "evaluate: { data: u.npy, labels: y.npy }", nil),
            (.autoencoder, "reconstruct: { data: u.npy, samples: '0,1' }", nil),
            (
                .autoencoder, "reconstruct: { data: u.npy, samples: '0,2' }",
                "samples: the sample 2; expected numbers from 0 to 1: there are 2 samples in "
            ),
        ] {
            let found = try Self.complaint(kind, "train, \(stage)", in: directory)
            if let text {
                #expect(found?.contains("then[2].") == true && found?.contains(text) == true)
            }
            #expect((found == nil) == (text == nil), "\(stage): \(found ?? "nothing")")
        }
    }

    @Test("A table of samples needs the columns of the model's own table")
    func otherColumns() throws {
        let directory = NSTemporaryDirectory() + "podium-columns-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for (name, text) in [
            ("a.csv", "x,y\n1,2\n2,3\n3,5\n"), ("b.csv", "x,z\n1,2\n"),
            ("c.csv", "y,x\n1,two\n"), ("d.csv", "y,x\n1,2\n"),
        ] { try Data(text.utf8).write(to: URL(filePath: directory + "/" + name)) }
        func complaint(_ file: String) -> String {
            let text = """
                study: s
                objective: regression
                dataset: { table: a.csv, target: y, test: a.csv }
                split: { validation: hold-out, validation_fraction: 0.4 }
                epochs: 1
                trials: 1
                space: { learning_rate: 0.1, hidden_units: 4, dropout: 0 }
                then: [train, evaluate: { data: \(file) }]
                """
            do {
                _ = try JobFile.parse(
                    text: text, file: directory + "/job.yaml",
                    environment: .withStages(results: directory + "/results"))
                return ""
            } catch { return error.description }
        }
        #expect(complaint("b.csv").contains("then[2].evaluate: "), "\(complaint("b.csv"))")
        #expect(complaint("b.csv").contains("b.csv: found no column 'y'"))
        #expect(complaint("c.csv").contains("c.csv:2:3: found 'two' in the column 'x'"))
        #expect(complaint("d.csv") == "")
    }

    @Test("Where files are on another machine, only the options are looked at")
    func elsewhere() throws {
        let text = """
            study: s
            objective: autoencoder
            dataset: mnist
            epochs: 1
            trials: 1
            space: { learning_rate: 0.01, optimizer: Adam, encoding_dimension: 2, hidden_units: 8 }
            then: [latent, train, evaluate: { data: a.npy }, report: { gnuplot: /no }]
            """
        let loaded = try JobFile.parse(
            text: text, file: "job.yaml", environment: .withStages(results: nil))
        #expect(loaded.job.stages.count == 4)
    }

    /// What is said of the stages of an autoencoder with an encoder that ends in `units`.
    private static func codeComplaint(
        _ then: String, units: String, space: String = "repetition: 1"
    ) -> String? {
        let text = """
            study: s
            objective: autoencoder
            dataset: mnist
            epochs: 1
            trials: 1
            model: { encoder: [flatten, { linear: \(units) }], decoder: [{ linear: 784 }] }
            space: { learning_rate: 0.1, \(space) }
            then: [train, \(then)]
            """
        do {
            _ = try JobFile.parse(
                text: text, file: "job.yaml", environment: .withStages(results: "/nonexistent"))
            return nil
        } catch {
            return error.description
        }
    }

    @Test(
        "Codes that are too small in every configuration are refused, and others are not",
        arguments: [
            ("latent", "method pca: codes of one variable; expected codes of at least two"),
            ("generate", "grid: codes of one variable"),
            ("generate: { grid: true }", "grid: codes of one variable"),
            (
                "latent: { method: codes, variables: [1, 2] }",
                "method codes: codes of one variable"
            ),
        ])
    func codes(stage: String, text: String) {
        let small = Self.codeComplaint(stage, units: "1")
        #expect(small?.contains("job.yaml:8:15: then[2].") == true, "\(small ?? "nothing")")
        #expect(small?.contains(text) == true, "\(small ?? "nothing")")
        let never = Self.codeComplaint(stage, units: "$u", space: "u: 1")
        #expect(never?.contains(text) == true, "\(never ?? "nothing")")
        for space in ["u: [1, 2]", "u: { type: int, low: 1, high: 500 }"] {
            let some = Self.codeComplaint(stage, units: "$u", space: space)
            #expect(some == nil, "\(some ?? "")")
        }
    }

    @Test("Variables that no code has are refused, and so are test samples that are not there")
    func numbers() {
        let variables = "latent: { method: codes, variables: [1, 4] }"
        let wrong = Self.codeComplaint(variables, units: "$u", space: "u: [2, 3]")
        #expect(wrong?.contains("variables: 4; expected numbers from 1 to 3") == true)
        #expect(Self.codeComplaint(variables, units: "$u", space: "u: [2, 4]") == nil)
        for (stage, option) in [
            ("generate: { around: N }", "around"), ("generate: { path: [0, N] }", "path"),
            ("reconstruct: { samples: [1, N] }", "samples"),
        ] {
            let last = Self.codeComplaint(stage.replacing("N", with: "9999"), units: "1")
            #expect(last == nil, "\(last ?? "")")
            let beyond = Self.codeComplaint(stage.replacing("N", with: "10000"), units: "1")
            #expect(
                beyond?.contains(
                    "\(option): the sample 10000; expected numbers from 0 to 9999: there are 10000 "
                        + "test samples") == true, "\(beyond ?? "nothing")")
        }
    }

    @Test("The number of test samples is that of the files that the job's reader has read")
    func testCount() throws {
        var environment = JobEnvironment.withStages(results: "/nonexistent")
        environment.array = { path, _ in
            FoundArray(
                file: InputFile(path: path, sha256: "ab", byteCount: 9),
                dimensions: [path == "te" ? 201 : 300, 8, 8], isBytes: true)
        }
        environment.samples = { question in
            SampleFacts(
                count: question.path == "te" ? 201 : 300, lowest: 0, highest: 1, mappedLowest: 0,
                mappedHighest: 1, byteCount: 9)
        }
        func complaint(_ sample: Int) -> String? {
            let text = """
                study: s
                objective: autoencoder
                dataset: { train: { values: tr }, test: { values: te } }
                epochs: 1
                trials: 1
                model: { encoder: [flatten, { linear: 2 }], decoder: [{ linear: 64 }] }
                space: { learning_rate: 0.1 }
                then: [train, generate: { around: \(sample) }]
                """
            do {
                _ = try JobFile.parse(text: text, file: "job.yaml", environment: environment)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(complaint(200) == nil)
        #expect(complaint(201)?.contains("there are 201 test samples") == true)
    }

    @Test("A file is read as a model whatever its name, and a directory with a model comes first")
    func modelFiles() throws {
        let directory = NSTemporaryDirectory() + "podium-models-\(UUID().uuidString)"
        let files = FileManager.default
        try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: directory) }
        try Data("no weights".utf8).write(to: URL(filePath: directory + "/mm.st"))
        func message(_ name: String) -> String {
            do {
                _ = try ModelPlace(directory + "/" + name, results: directory + "/r").load()
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(message("mm.st").contains("/mm.st: not a safetensors file"), "\(message("mm.st"))")
        #expect(message("other").contains("there is no model"), "\(message("other"))")
        let own = directory + "/r" + directory + "/mm.st"
        try files.createDirectory(atPath: own, withIntermediateDirectories: true)
        try Data("none".utf8).write(to: URL(filePath: own + "/model.safetensors"))
        #expect(message("mm.st").contains("/mm.st/model.safetensors: "), "\(message("mm.st"))")
    }
}
