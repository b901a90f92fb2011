package import Analysis
package import StudyModel

/// Makes new images with a model's decoder or generator.
package struct GenerateStage: ModelStage {
    package static let command = StudyStage.Command.generate

    /// The test sample whose code noise is added to.
    package var around: Int?
    package var mean: Double?
    package var deviation: Double?
    /// Whether mean and deviation are in units of each code variable's own deviation.
    package var relative = false
    /// Whether to show a grid of codes.
    package var grid = false
    /// Two variables for the grid, from 1, in place of components.
    package var variables: NumberList?
    /// The ends of a line between two test samples' codes.
    package var path: SamplePair?
    /// Whether to show a GAN's images through its training.
    package var training = false
    /// A trained classifier that measures a GAN's images.
    package var classifier: String?
    package var count: Int?
    /// What the noise follows from.
    package var seed: UInt64 = 0
    package var settings = StageSettings()

    package init() {}

    init(_ options: inout StageOptionReader) throws(StageMistake) {
        around = try options.int("around")
        mean = try options.number("mean")
        deviation = try options.number("deviation")
        relative = try options.flag("relative")
        grid = try options.flag("grid")
        variables = try options.numbers("variables")
        path = try options.value("path", expected: "two numbers of test samples, such as 0,1") {
            SamplePair(argument: $0)
        }
        training = try options.flag("training")
        classifier = try options.text("classifier")
        count = try options.int("count")
        seed = try options.seed() ?? seed
        settings = try StageSettings(&options)
    }

    package func validate() throws(StageMistake) {
        try settings.validate()
        let chosen = [
            ("--around", around != nil), ("--grid", grid), ("--path", path != nil),
            ("--training", training),
        ].filter(\.1).map(\.0)
        guard chosen.count <= 1 else {
            throw StageMistake(
                "\(chosen.joined(separator: " and ")) are different things; give one of them")
        }
        guard around != nil || (mean == nil && deviation == nil && !relative) else {
            throw StageMistake("--mean, --deviation and --relative are for --around")
        }
        if let variables {
            guard chosen.isEmpty || grid else {
                throw StageMistake("--variables is for --grid")
            }
            guard variables.numbers.count == 2 else {
                throw StageMistake("--variables of a grid are two, such as 1,2")
            }
        }
        for (name, value) in [("--mean", mean ?? 0), ("--deviation", deviation ?? 0)]
        where !value.isFinite {
            throw StageMistake("\(name) is \(value); expected a number")
        }
        if let deviation, deviation < 0 {
            throw StageMistake("--deviation is \(deviation); expected a number from 0")
        }
        if let count, !((path == nil ? 1 : 2)...10_000).contains(count) {
            throw StageMistake(
                "--count is \(count); expected a number from \(path == nil ? 1 : 2) to 10000")
        }
    }

    package func obstacle(in model: StageModel) -> String? {
        guard model.job.objective.isAdversarial else {
            guard !training, classifier == nil else {
                return "it is no GAN: --training and --classifier look at generators"
            }
            guard model.parts.contains("decoder") else {
                return "it is a model of \(model.parts.joined(separator: " and ")); expected one "
                    + "with a decoder, which makes images of codes"
            }
            return model.pictureObstacle ?? model.testObstacle ?? codeObstacle(in: model)
        }
        guard around == nil, path == nil, !grid, variables == nil else {
            return "it is a GAN, which has no codes of samples: --around, --path and --grid are "
                + "for autoencoders"
        }
        if training, model.keepsSnapshots == false {
            return "--training shows weights of earlier epochs, and the stage train keeps none; "
                + "expected train with snapshots, such as train: { snapshots: 20 }"
        }
        return model.pictureObstacle ?? (classifier == nil ? nil : model.testObstacle)
    }

    package func fileObstacle(for model: StageModel, results: String) -> String? {
        guard let classifier else { return nil }
        do {
            try FeatureDistance.check(
                ModelPlace(classifier, results: results).load(),
                sampleShape: model.job.dataset.sampleShape)
            return nil
        } catch {
            return "--classifier: \(error)"
        }
    }

    package mutating func locateFiles(_ locate: StageFiles) {
        classifier = classifier.map(locate.path)
    }

    package var standardDirectory: String {
        if let around { return "generate-around-\(around)" + (relative ? "-relative" : "") }
        if let path { return "generate-path-\(path.first)-\(path.second)" }
        if let variables {
            return "generate-grid-" + variables.numbers.map { "\($0)" }.joined(separator: "-")
        }
        return training ? "generate-training" : "generate" + (grid ? "-grid" : "")
    }

    package func origin(_ subject: ModelSubject) throws -> [String: String] {
        var origin = [
            "kind": kind, "seed": "\(seed)",
            "count": count.map { "\($0)" } ?? "standard",
        ]
        if let around {
            origin["around"] = "\(around)"
            origin["mean"] = "\(noise.mean)"
            origin["deviation"] = "\(noise.deviation)"
            origin["relative"] = "\(relative)"
        }
        if let path { origin["path"] = path.text }
        if let variables { origin["variables"] = variables.text }
        if let classifier { origin["classifier"] = try subject.other(classifier).sha256 }
        if training {
            origin["snapshots"] = GeneratorImages.snapshots(of: subject.model)
                .joined(separator: " ")
        }
        return origin
    }

    /// The kind of output; `standard` is a grid for an autoencoder and images for a GAN.
    private var kind: String {
        if around != nil { return "around" }
        if path != nil { return "path" }
        return training ? "training" : "standard"
    }

    var noise: CodeImages.Noise {
        CodeImages.Noise(
            mean: mean ?? (relative ? 0 : 5), deviation: deviation ?? (relative ? 1 : 10),
            isRelative: relative)
    }

    package func title(for model: TrainedModel) -> String {
        let study = model.job.study
        if let around { return "Images around test sample \(around), by \(study)" }
        if let path {
            return "From test sample \(path.first) to \(path.second), by \(study)"
        }
        return training
            ? "What \(study) generates through its training" : "What \(study) generates"
    }
}
