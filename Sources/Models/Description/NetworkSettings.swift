package import StudyModel

/// The settings of an objective function that trains a network: data, model and training.
package struct NetworkSettings: Sendable, Hashable {
    package var dataset: DatasetReference
    /// The model, or nil for the kind's standard model.
    package var model: ModelDescription?
    package var training: TrainingDescription
    package var pretrained: PretrainedWeights?
    /// How the quality of a GAN's samples is measured, or nil if it is not measured.
    package var quality: GANQuality?
    /// The corruption of a denoising autoencoder's inputs: `kind` and its settings.
    package var corruption: [Setting]
    package var split: Split
    /// Samples per optimizer step, unless the space has a parameter `batch_size`.
    package var batchSize: Int
    /// The weights of classes in a classifier's loss; nil if all samples weigh the same.
    package var classWeights: ClassWeights?

    package init(
        dataset: DatasetReference = .mnist, model: ModelDescription? = nil,
        training: TrainingDescription = TrainingDescription(),
        pretrained: PretrainedWeights? = nil, quality: GANQuality? = nil,
        corruption: [Setting] = [], split: Split = Split(), batchSize: Int = 256,
        classWeights: ClassWeights? = nil
    ) {
        self.dataset = dataset
        self.model = model
        self.training = training
        self.pretrained = pretrained
        self.quality = quality
        self.corruption = corruption
        self.split = split
        self.batchSize = batchSize
        self.classWeights = classWeights
    }
}

extension NetworkSettings {
    /// The objective of a job with these settings.
    package func spec(of kind: NetworkKind) -> ObjectiveSpec {
        guard let settings = try? JSONValue(encoding: self) else {
            preconditionFailure("settings can always be encoded: \(self)")
        }
        return ObjectiveSpec(
            kind: kind.rawValue,
            metrics: kind.metrics(hasQuality: quality != nil, table: dataset.table).map {
                .init($0, label: label(ofMetric: $0, kind))
            }, settings: settings)
    }

    private func label(ofMetric name: String, _ kind: NetworkKind) -> String? {
        let part = split.validation == .testSet ? "Test " : "Validation "
        if kind.predictsNumbers {
            return RegressionMetric.label(of: name, dataset.table).map { part + $0 }
        }
        guard name == "validation_loss" else { return nil }
        return part + (kind.predictsClasses ? "cross entropy" : "mean squared error")
    }

    /// The settings in canonical form, which trains the same: an explicit copy of the standard
    /// model equals no model, settings with their default values are left out, and files have no
    /// paths.
    package func canonical(_ kind: NetworkKind, in space: SearchSpace) -> NetworkSettings {
        var settings = self
        let model = model?.canonical
        let standard = StandardModel.description(of: kind, table: dataset.table)
        settings.model = model == standard.canonical ? nil : model
        settings.training = training.canonical(for: kind, in: space)
        settings.corruption = Corruption.rules.canonical(corruption)
        settings.pretrained?.file.path = ""
        settings.quality?.features.path = ""
        settings.classWeights = classWeights?.canonical
        settings.dataset = dataset.withoutPaths
        return settings
    }

    /// Describes a value out of range, or nil if there is none.
    ///
    /// Job files are checked when they are read. Settings also come from records, from peers and
    /// from the metadata of weights files, which anyone can write.
    fileprivate var complaint: String? {
        let counts = [
            ("batchSize", batchSize), ("quality.samples", quality?.samples ?? 0),
            ("quality.every", quality?.every ?? 1),
        ]
        for (name, count) in counts where !(0...Job.largestCount).contains(count) {
            return "\(name) is \(count); expected 0 to \(Job.largestCount)"
        }
        if let quality, quality.every < 1 { return "quality.every is \(quality.every)" }
        if !(0...1).contains(split.validationFraction) {
            return "split.validationFraction is \(split.validationFraction)"
        }
        if let complaint = dataset.table?.complaint ?? classWeights?.complaint { return complaint }
        if !Self.isCountable(dataset.sampleShape) {
            return "the samples' shape is \(dataset.sampleShape)"
        }
        return nil
    }

    private static func isCountable(_ shape: [Int]) -> Bool {
        var product = 1
        for extent in shape {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            guard extent > 0, !overflow, next <= Job.largestCount else { return false }
            product = next
        }
        return !shape.isEmpty
    }
}

extension NetworkSettings: Codable {
    private enum CodingKeys: String, CodingKey {
        case dataset, model, training, pretrained, quality, corruption, split, batchSize
        case classWeights
    }

    package init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            dataset: try keys.decodeIfPresent(DatasetReference.self, forKey: .dataset) ?? .mnist,
            model: try keys.decodeIfPresent(ModelDescription.self, forKey: .model),
            training: try keys.decodeIfPresent(TrainingDescription.self, forKey: .training)
                ?? TrainingDescription(),
            pretrained: try keys.decodeIfPresent(PretrainedWeights.self, forKey: .pretrained),
            quality: try keys.decodeIfPresent(GANQuality.self, forKey: .quality),
            corruption: try keys.decodeIfPresent([Setting].self, forKey: .corruption) ?? [],
            split: try keys.decode(Split.self, forKey: .split),
            batchSize: try keys.decode(Int.self, forKey: .batchSize),
            classWeights: try keys.decodeIfPresent(ClassWeights.self, forKey: .classWeights))
        if let complaint {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: complaint))
        }
    }

    /// Settings that are absent are omitted.
    package func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(dataset, forKey: .dataset)
        try keys.encodeIfPresent(model, forKey: .model)
        if !training.settings.isEmpty { try keys.encode(training, forKey: .training) }
        try keys.encodeIfPresent(pretrained, forKey: .pretrained)
        try keys.encodeIfPresent(quality, forKey: .quality)
        if !corruption.isEmpty { try keys.encode(corruption, forKey: .corruption) }
        try keys.encode(split, forKey: .split)
        try keys.encode(batchSize, forKey: .batchSize)
        try keys.encodeIfPresent(classWeights, forKey: .classWeights)
    }
}

extension DatasetReference {
    fileprivate var withoutPaths: DatasetReference {
        if case .table(var table) = self {
            table.training.path = ""
            table.test?.path = ""
            return .table(table)
        }
        guard case .files(var files) = self else { return self }
        func bare(_ samples: FileDataset.Samples) -> FileDataset.Samples {
            var samples = samples
            samples.values.file.path = ""
            samples.labels?.file.path = ""
            return samples
        }
        files.training = bare(files.training)
        files.test = files.test.map(bare)
        return .files(files)
    }
}
