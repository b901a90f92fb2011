import Models
import StudyModel
import UserPrograms

/// Compares the objectives of two jobs.
extension DifferenceList {
    mutating func addObjective(_ recorded: Job, _ requested: Job) {
        let (old, new) = (recorded.objective, requested.objective)
        add("objective", old.kind, new.kind)
        if let first = try? NetworkJob(recorded), let second = try? NetworkJob(requested) {
            addNetwork(first, second)
        } else if old.runsPrograms, let first = try? ProgramSettings(old),
            let second = try? ProgramSettings(new)
        {
            addProgram(first, second)
        } else if old.kind == new.kind {
            addSettings(old.settings, new.settings)
        }
    }

    /// Compares the settings of an objective that this version can't read.
    private mutating func addSettings(_ recorded: JSONValue, _ requested: JSONValue) {
        guard recorded != requested else { return }
        add("objective's settings", "one form", "another") { $0 }
    }

    private mutating func addNetwork(_ recorded: NetworkJob, _ requested: NetworkJob) {
        let (old, new) = (recorded.network, requested.network)
        let canonical = (
            old: old.canonical(recorded.objective, in: recorded.space),
            new: new.canonical(requested.objective, in: requested.space)
        )
        addDataset(old, new, isSame: canonical.old.dataset == canonical.new.dataset)
        addModel(recorded.modelInUse.canonical, requested.modelInUse.canonical)
        addSettings(
            "training", canonical.old.training.settings, canonical.new.training.settings)
        add(
            "pretrained", old.pretrained, new.pretrained,
            canonical.old.pretrained == canonical.new.pretrained ? .moved : .refused
        ) { $0?.text ?? "none" }
        add(
            "quality", old.quality, new.quality,
            canonical.old.quality == canonical.new.quality ? .moved : .refused
        ) { $0?.text ?? "none" }
        add(
            "class_weights", canonical.old.classWeights, canonical.new.classWeights
        ) { $0?.text ?? "none" }
        addSettings("corruption", canonical.old.corruption, canonical.new.corruption)
        add("split.validation", old.split.validation, new.split.validation) { $0.rawValue }
        add(
            "split.validation_fraction", old.split.validationFraction, new.split.validationFraction)
        add("split.seed", old.split.seed, new.split.seed)
        add("batch_size", old.batchSize, new.batchSize)
    }

    /// Compares the file contents; with a changed path alone they have moved.
    private mutating func addDataset(
        _ recorded: NetworkSettings, _ requested: NetworkSettings, isSame: Bool
    ) {
        let (old, new) = (recorded.dataset, requested.dataset)
        guard isSame else {
            let other = old.text == new.text ? " with other contents or settings" : ""
            return add("dataset", old.text, new.text + other)
        }
        if old != new { add("dataset", old.text, new.text, .moved) }
    }

    /// Adds the first differing layer of each part.
    private mutating func addModel(_ recorded: ModelDescription, _ requested: ModelDescription) {
        guard recorded != requested else { return }
        let old = recorded.parts.map(\.name)
        let new = requested.parts.map(\.name)
        for name in old + new.filter({ !old.contains($0) }) {
            let layers = (recorded[name]?.layers ?? [], requested[name]?.layers ?? [])
            for index in 0..<max(layers.0.count, layers.1.count) {
                let first = layers.0.indices.contains(index) ? layers.0[index] : nil
                let second = layers.1.indices.contains(index) ? layers.1[index] : nil
                guard first != second else { continue }
                add("model.\(name).\(index)", first, second) { $0?.text ?? "no layer" }
                break
            }
        }
    }
}

extension LayerDescription {
    /// `conv2d (channels 8, kernel 3)`.
    fileprivate var text: String {
        if let layers {
            return "\(kind.rawValue) (\(layers.map(\.text).joined(separator: ", ")))"
        }
        guard !settings.isEmpty else { return kind.rawValue }
        let list = settings.map { "\($0.name) \($0.value.text)" }.joined(separator: ", ")
        return "\(kind.rawValue) (\(list))"
    }
}

extension PretrainedWeights {
    fileprivate var text: String {
        let manner = isFrozen ? "kept" : "trained on"
        return "\(parts.joined(separator: " and ")) of \(file.path) "
            + "(\(file.sha256.prefix(12))…), \(manner)"
    }
}

extension ClassWeights {
    fileprivate var text: String {
        given.map { $0.map { "\($0.name) \($0.weight)" }.joined(separator: ", ") } ?? "balanced"
    }
}

extension GANQuality {
    fileprivate var text: String {
        "\(samples) samples by the features of \(features.path) (\(features.sha256.prefix(12))…), "
            + "each \(every == 1 ? "epoch" : "\(every) epochs")"
    }
}

extension DatasetReference {
    /// The name, or the paths of the files.
    fileprivate var text: String {
        switch self {
        case .named(let name): name.rawValue
        case .files(let files): files.arrays.map(\.file.path).joined(separator: ", ")
        case .table(let table): table.files.map(\.path).joined(separator: ", ")
        }
    }
}
