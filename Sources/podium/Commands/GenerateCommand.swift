import Analysis
import ArgumentParser
import Embeddings
import Models
import Reporting
import StudyModel

struct GenerateCommand: StageCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make new images with a model's decoder or generator.",
        discussion: """
            Of an autoencoder: a grid in the plane of its codes (--grid, which is the default), \
            noise around a test sample's code (--around), or the way from one test sample to \
            another (--path). Of a GAN: images of fixed noise, by its final weights or by all \
            that were kept on the way (--training). Samples are counted from 0.
            """)

    @OptionGroup var model: ModelArgument

    @Option(help: ArgumentHelp("Noise around the code of this test sample.", valueName: "sample"))
    var around: Int?

    @Option(
        help: ArgumentHelp(
            "The noise's mean (default: 5; with --relative 0).", valueName: "m"))
    var mean: Double?

    @Option(
        help: ArgumentHelp(
            "The noise's deviation (default: 10; with --relative 1).", valueName: "s"))
    var deviation: Double?

    @Flag(help: "Mean and deviation are in units of each code variable's own deviation.")
    var relative = false

    @Flag(help: "A grid of codes, at quantiles of two principal components.")
    var grid = false

    @Option(
        help: ArgumentHelp(
            "Two variables for the grid, from 1, in place of components.", valueName: "i,j"))
    var variables: NumberList?

    @Option(
        help: ArgumentHelp("The line between two test samples' codes.", valueName: "a,b"))
    var path: SamplePair?

    @Flag(help: "A GAN's images through its training, from the weights in snapshots/.")
    var training = false

    @Option(
        help: ArgumentHelp(
            "A trained classifier: measures a GAN's images by the Fréchet distance.",
            valueName: "model"))
    var classifier: String?

    @Option(
        help: ArgumentHelp(
            "Images; of a grid, in each row (default: 16, 12 of a path, 15 a row, 64 of a GAN).",
            valueName: "n"))
    var count: Int?

    @Option(help: ArgumentHelp("What the noise follows from.", valueName: "s"))
    var seed: UInt64 = 0

    @OptionGroup var options: StageOptions

    func validate() throws {
        let chosen = [
            ("--around", around != nil), ("--grid", grid), ("--path", path != nil),
            ("--training", training),
        ].filter(\.1).map(\.0)
        guard chosen.count <= 1 else {
            throw ValidationError(
                "\(chosen.joined(separator: " and ")) are different things; give one of them")
        }
        guard around != nil || (mean == nil && deviation == nil && !relative) else {
            throw ValidationError("--mean, --deviation and --relative are for --around")
        }
        if let variables {
            guard chosen.isEmpty || grid else {
                throw ValidationError("--variables is for --grid")
            }
            guard variables.numbers.count == 2 else {
                throw ValidationError("--variables of a grid are two, such as 1,2")
            }
        }
        for (name, value) in [("--mean", mean ?? 0), ("--deviation", deviation ?? 0)]
        where !value.isFinite {
            throw ValidationError("\(name) is \(value); expected a number")
        }
        if let deviation, deviation < 0 {
            throw ValidationError("--deviation is \(deviation); expected a number from 0")
        }
        if let count, !((path == nil ? 1 : 2)...10_000).contains(count) {
            throw ValidationError(
                "--count is \(count); expected a number from \(path == nil ? 1 : 2) to 10000")
        }
    }

    var standardDirectory: String {
        if let around { return "generate-around-\(around)" + (relative ? "-relative" : "") }
        if let path { return "generate-path-\(path.first)-\(path.second)" }
        if let variables {
            return "generate-grid-" + variables.numbers.map { "\($0)" }.joined(separator: "-")
        }
        return training ? "generate-training" : "generate" + (grid ? "-grid" : "")
    }

    var settings: [String: String] {
        get throws {
            var settings = [
                "kind": kind, "seed": "\(seed)",
                "count": count.map { "\($0)" } ?? "standard",
            ]
            if let around {
                settings["around"] = "\(around)"
                settings["mean"] = "\(noise.mean)"
                settings["deviation"] = "\(noise.deviation)"
                settings["relative"] = "\(relative)"
            }
            if let path { settings["path"] = path.defaultValueDescription }
            if let variables { settings["variables"] = variables.defaultValueDescription }
            if let classifier { settings["classifier"] = try other(classifier).sha256 }
            if training {
                settings["snapshots"] = GeneratorImages.snapshots(of: try model.load())
                    .joined(separator: " ")
            }
            return settings
        }
    }

    /// The kind of output; `standard` is a grid for an autoencoder and images for a GAN.
    private var kind: String {
        if around != nil { return "around" }
        if path != nil { return "path" }
        return training ? "training" : "standard"
    }

    private var noise: CodeImages.Noise {
        CodeImages.Noise(
            mean: mean ?? (relative ? 0 : 5), deviation: deviation ?? (relative ? 1 : 10),
            isRelative: relative)
    }

    func title(for model: TrainedModel) -> String {
        let study = model.job.study
        if let around { return "Images around test sample \(around), by \(study)" }
        if let path {
            return "From test sample \(path.first) to \(path.second), by \(study)"
        }
        return training
            ? "What \(study) generates through its training" : "What \(study) generates"
    }

    func find(_ model: TrainedModel, in folder: inout FindingsFolder) throws {
        guard model.job.objective != .gan else {
            return try generate(model, in: &folder)
        }
        guard !training, classifier == nil else {
            throw InputError(
                "\(model.path) is no GAN: --training and --classifier look at generators")
        }
        let images = try CodeImages(
            of: model, samples: TestSamples.load(for: model), threads: options.threadCount)
        if let around {
            try images.around(around, noise, count: count ?? 16, seed: seed, in: &folder)
        } else if let path {
            try images.path(
                from: path.first, to: path.second, count: count ?? 12, in: &folder)
        } else {
            let axes = variables.map {
                SampleCodes.GridAxes.variables($0.numbers[0] - 1, $0.numbers[1] - 1)
            }
            try images.grid(
                axes ?? .components, side: count ?? 15,
                engine: EmbeddingEngine(threads: options.threadCount), in: &folder)
        }
    }

    private func generate(_ model: TrainedModel, in folder: inout FindingsFolder) throws {
        guard around == nil, path == nil, !grid, variables == nil else {
            throw InputError(
                "\(model.path) is a GAN, which has no codes of samples: --around, --path and "
                    + "--grid are for autoencoders")
        }
        let distance = try classifier.map {
            try FeatureDistance(
                classifier: other($0), samples: TestSamples.load(for: model),
                threads: options.threadCount)
        }
        let images = try GeneratorImages(
            of: model, seed: seed, distance: distance, threads: options.threadCount)
        if training {
            try images.training(count: count ?? 64, in: &folder)
        } else {
            try images.grid(count: count ?? 64, in: &folder)
        }
    }

    /// Another model, found by the same rules as the command's model.
    private func other(_ name: String) throws -> TrainedModel {
        var argument = model
        argument.model = name
        return try argument.load()
    }
}

/// Two test samples, counted from 0, separated by a comma.
struct SamplePair: ExpressibleByArgument {
    var first: Int
    var second: Int

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }.filter { $0 >= 0 }
        guard parts.count == 2, numbers.count == 2 else { return nil }
        (first, second) = (numbers[0], numbers[1])
    }

    var defaultValueDescription: String { "\(first),\(second)" }
}
