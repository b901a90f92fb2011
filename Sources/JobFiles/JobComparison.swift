package import StudyModel

/// One difference between a requested job and the recorded job of its study.
package struct JobDifference: Sendable, Hashable {
    /// Whether a study can resume with the difference.
    package enum Verdict: Sendable, Hashable {
        /// It changes only the study's description or display, no trial.
        case free
        /// The number of trials grows; the recorded trials stay valid.
        case trialsGrow
        /// Trials train longer; allowed only while no trial has finished.
        case epochsGrow
        /// It would change the meaning of recorded trials.
        case refused
    }

    /// The key in the job file, such as `epochs` or `space.l2`.
    package var field: String
    package var recorded: String
    package var requested: String
    package var verdict: Verdict
}

extension JobDifference: CustomStringConvertible {
    /// `epochs: 50 is recorded, 10 is asked for`.
    package var description: String {
        "\(field): \(recorded) is recorded, \(requested) is asked for"
    }
}

/// Compares the recorded job of a study with the job that is to resume it.
package enum JobComparison {
    /// All differences, in the order of a job file's keys; empty if the jobs are equal.
    package static func differences(recorded: Job, requested: Job) -> [JobDifference] {
        let (old, new) = (recorded, requested)
        var list = DifferenceList()
        list.add("study", old.study, new.study)
        list.add("purpose", old.purpose, new.purpose, .free) { "'\($0)'" }
        list.add("objective", old.objective, new.objective) { $0.rawValue }
        list.addDataset(old, new)
        list.addModel(old.modelInUse?.canonical, new.modelInUse?.canonical)
        list.addSettings("training", old.essence.training.settings, new.essence.training.settings)
        list.addPretrained(old, new)
        list.addQuality(old, new)
        list.addSettings("corruption", old.essence.corruption, new.essence.corruption)
        list.add("split.validation", old.split.validation, new.split.validation) { $0.rawValue }
        list.add(
            "split.validation_fraction", old.split.validationFraction, new.split.validationFraction)
        list.add("split.seed", old.split.seed, new.split.seed)
        list.add("epochs", old.epochs, new.epochs, new.epochs > old.epochs ? .epochsGrow : .refused)
        list.add("batch_size", old.batchSize, new.batchSize)
        list.add("metric.name", old.metric.name, new.metric.name)
        list.add("metric.direction", old.metric.direction, new.metric.direction) { $0.rawValue }
        list.add("sampler", old.sampler, new.sampler) { $0.rawValue }
        if old.sampler == .tpe, new.sampler == .tpe {
            list.add("sampler.startup", old.tpe.startup, new.tpe.startup)
            list.add("sampler.candidates", old.tpe.candidates, new.tpe.candidates)
            list.add("sampler.lag", old.tpe.lag, new.tpe.lag)
        }
        list.add("trials", old.trials, new.trials, new.trials > old.trials ? .trialsGrow : .refused)
        list.add("seed", old.seed, new.seed)
        list.add("top", old.top, new.top, .free)
        list.add("table", old.columns, new.columns, .free) {
            $0.map(\.heading).joined(separator: ", ")
        }
        list.add("time_limit", old.trialTimeLimit, new.trialTimeLimit) {
            $0.map { "\($0) s" } ?? "none"
        }
        list.add("max_failures", old.maxFailures, new.maxFailures, .free) {
            $0.map { "\($0)" } ?? "none"
        }
        list.add("threads", old.threads, new.threads, .free)
        list.add("then", old.stages, new.stages, .free) {
            $0.isEmpty ? "nothing" : $0.map(\.command.rawValue).joined(separator: ", ")
        }
        list.addSpace(old.space, new.space)
        return list.differences
    }
}

private struct DifferenceList {
    var differences: [JobDifference] = []

    mutating func add<Value: Equatable>(
        _ field: String, _ recorded: Value, _ requested: Value,
        _ verdict: JobDifference.Verdict = .refused,
        words: (Value) -> String = { String(describing: $0) }
    ) {
        guard recorded != requested else { return }
        differences.append(
            JobDifference(
                field: field, recorded: words(recorded), requested: words(requested),
                verdict: verdict))
    }

    /// Compares the file contents; a changed path alone is recorded as a free difference.
    mutating func addDataset(_ recorded: Job, _ requested: Job) {
        let (old, new) = (recorded.dataset, requested.dataset)
        let paths = (old?.words ?? "none", new?.words ?? "none")
        guard recorded.essence.dataset == requested.essence.dataset else {
            let other = paths.0 == paths.1 ? " with other contents or settings" : ""
            return add("dataset", paths.0, paths.1 + other)
        }
        if old != new { add("dataset", paths.0, paths.1, .free) }
    }

    mutating func addPretrained(_ recorded: Job, _ requested: Job) {
        let (old, new) = (recorded.pretrained, requested.pretrained)
        let isSame = recorded.essence.pretrained == requested.essence.pretrained
        add("pretrained", old, new, isSame ? .free : .refused) { $0?.words ?? "none" }
    }

    mutating func addQuality(_ recorded: Job, _ requested: Job) {
        let (old, new) = (recorded.quality, requested.quality)
        let isSame = recorded.essence.quality == requested.essence.quality
        add("quality", old, new, isSame ? .free : .refused) { $0?.words ?? "none" }
    }

    /// Adds the first differing layer of each part.
    mutating func addModel(_ recorded: ModelDescription?, _ requested: ModelDescription?) {
        guard recorded != requested else { return }
        let old = recorded?.parts.map(\.name) ?? []
        let new = requested?.parts.map(\.name) ?? []
        for name in old + new.filter({ !old.contains($0) }) {
            let layers = (recorded?[name]?.layers ?? [], requested?[name]?.layers ?? [])
            for index in 0..<max(layers.0.count, layers.1.count) {
                let first = layers.0.indices.contains(index) ? layers.0[index] : nil
                let second = layers.1.indices.contains(index) ? layers.1[index] : nil
                guard first != second else { continue }
                add("model.\(name).\(index)", first, second) { $0?.words ?? "no layer" }
                break
            }
        }
    }

    mutating func addSettings(_ field: String, _ recorded: [Setting], _ requested: [Setting]) {
        let names = recorded.map(\.name)
        for name in names + requested.map(\.name).filter({ !names.contains($0) }) {
            let old = recorded.first { $0.name == name }?.value
            let new = requested.first { $0.name == name }?.value
            add("\(field).\(name)", old, new) { $0?.words ?? "nothing" }
        }
    }

    mutating func addSpace(_ recorded: SearchSpace, _ requested: SearchSpace) {
        let old = recorded.parameters.map(\.name)
        let new = requested.parameters.map(\.name)
        for name in old + new.filter({ !old.contains($0) }) {
            add("space.\(name)", recorded[name]?.domain, requested[name]?.domain) {
                $0?.words ?? "nothing"
            }
        }
        // A pool's values and a grid's order depend on the parameters' order.
        if Set(old) == Set(new) {
            add("the order of space", old, new) { $0.joined(separator: ", ") }
        }
    }
}

extension SettingValue {
    /// As written in a job file: `64`, or `$hidden_units`.
    package var words: String {
        switch self {
        case .literal(let value): value.description
        case .parameter(let name): "$" + name
        }
    }
}

extension LayerDescription {
    /// `conv2d (channels 8, kernel 3)`.
    fileprivate var words: String {
        guard !settings.isEmpty else { return kind.rawValue }
        let list = settings.map { "\($0.name) \($0.value.words)" }.joined(separator: ", ")
        return "\(kind.rawValue) (\(list))"
    }
}

extension PretrainedWeights {
    fileprivate var words: String {
        let manner = isFrozen ? "kept" : "trained on"
        return "\(parts.joined(separator: " and ")) of \(file.path) "
            + "(\(file.sha256.prefix(12))…), \(manner)"
    }
}

extension GANQuality {
    fileprivate var words: String {
        "\(samples) samples by the features of \(features.path) (\(features.sha256.prefix(12))…), "
            + "each \(every == 1 ? "epoch" : "\(every) epochs")"
    }
}

extension DatasetReference {
    /// The name, or the paths of the files.
    fileprivate var words: String {
        switch self {
        case .named(let name): name.rawValue
        case .files(let files): files.arrays.map(\.file.path).joined(separator: ", ")
        }
    }
}

extension Domain {
    /// A short text for the domain: `float 1e-05 to 0.1, log`.
    package var words: String {
        switch self {
        case .float(let domain): domain.words
        case .int(let domain): domain.words
        case .categorical(let choices): "[\(choices.map(\.description).joined(separator: ", "))]"
        case .pool(let pool): pool.words
        }
    }
}

extension FloatDomain {
    fileprivate var words: String {
        let bounds = [
            low == -.greatestFiniteMagnitude ? nil : "from \(low)",
            high == .greatestFiniteMagnitude ? nil : "to \(high)",
        ]
        let range = ["float"] + bounds.compactMap { $0 }
        return
            ([range.joined(separator: " ")] + distribution.words
            + (step.map { ["step \($0)"] } ?? []))
            .joined(separator: ", ")
    }
}

extension IntDomain {
    fileprivate var words: String {
        (["int from \(low) to \(high)"] + distribution.words + (step == 1 ? [] : ["step \(step)"]))
            .joined(separator: ", ")
    }
}

extension PoolDomain {
    fileprivate var words: String {
        let drawn =
            switch source {
            case .float(let domain): domain.words
            case .int(let domain): domain.words
            }
        let listed = fixed.isEmpty ? "" : "[\(fixed.map(\.description).joined(separator: ", "))] + "
        return "\(listed)pool of \(size) drawn from \(drawn)"
    }
}

extension Distribution {
    fileprivate var words: [String] {
        switch self {
        case .uniform: []
        case .logUniform: ["log"]
        case .normal(let mean, let deviation): ["normal(\(mean), \(deviation))"]
        case .logNormal(let mean, let deviation): ["log-normal(\(mean), \(deviation))"]
        }
    }
}
