import Models
import Search
import StudyModel
import Yams

/// Reads the training, the corruption of its inputs, and the pretrained weights.
extension JobReader {
    mutating func training(
        _ fields: JobFields, _ objective: NetworkKind?
    ) -> TrainingDescription? {
        guard let node = fields["training"], let objective else {
            return TrainingDescription()
        }
        let rules = TrainingDescription.rules(for: objective)
        guard let found = settings(node, path: "training", rules) else { return nil }
        for (setting, position) in found {
            settingPositions["training.\(setting.name)"] = position
        }
        return TrainingDescription(found.map(\.setting))
    }

    mutating func corruption(_ fields: JobFields, _ objective: NetworkKind?) -> [Setting]? {
        guard let entry = fields.values["corruption"], let objective else {
            return []
        }
        guard objective.corruptsSamples else {
            note(
                "corruption is for the denoising-autoencoder; the \(objective.rawValue) has none",
                at: entry.position)
            return nil
        }
        if case .scalar = entry.value {
            let value = setting(entry.value, path: "corruption", Corruption.rules[0])
            return value.map { [Setting(Corruption.rules[0].name, $0)] }
        }
        guard let found = settings(entry.value, path: "corruption", Corruption.rules) else {
            return nil
        }
        for (setting, position) in found {
            settingPositions["corruption.\(setting.name)"] = position
        }
        return found.map(\.setting)
    }

    /// Checks of training and corruption that depend on the space, or on several settings.
    mutating func checkSettings(_ job: NetworkJob) {
        let (objective, training, corruption) = (job.objective, job.training, job.corruption)
        let space = job.space.parameters
        let rules = TrainingDescription.rules(for: objective)
        func has(_ name: String) -> Bool { space.contains { $0.name == name } }
        checkConditions("training", rules, in: training.settings) { [self] name in
            guard let rule = rules.first(where: { $0.name == name }) else { return nil }
            if let source = training.source(of: rule, has: has) { return words(of: source, space) }
            // A part of a GAN without its own optimizer uses the common one.
            if let dot = name.firstIndex(of: "."), objective.isAdversarial,
                let common = rules.first(where: { $0.name == name[name.index(after: dot)...] })
            {
                return training.source(of: common, has: has).map { words(of: $0, space) }
                    ?? common.standardValue.map { [$0.description] }
            }
            if name == "loss.kind" { return [TrainingDescription.usualLoss(of: objective)] }
            return rule.standardValue.map { [$0.description] }
        }
        checkConditions("corruption", Corruption.rules, in: corruption) { [self] name in
            let given = corruption.first { $0.name == name }?.value
            return given.map { words(of: $0, space) } ?? [Corruption.Kind.gaussian.rawValue]
        }
        checkParameters(rules, training, space)
        for (setting, needed) in [
            ("warm_up.start_factor", "warm_up.length"),
            ("early_stopping.minimum_delta", "early_stopping.patience"),
        ] where training[setting] != nil && training[needed] == nil {
            noteSetting(setting, "training.\(setting) has no meaning without \(needed)")
        }
        for prefix in [""] + TrainingDescription.ganParts.map({ $0 + "." })
        where training[prefix + "clipping.norm"] != nil
            && training[prefix + "clipping.value"] != nil
        {
            noteSetting(
                prefix + "clipping.value",
                "training.\(prefix)clipping has a norm and a value; expected one of them")
        }
        checkDoubles(rules, training, space)
    }

    /// Notes parameters that set a setting without effect in every trial.
    private mutating func checkParameters(
        _ rules: [SettingRule], _ training: TrainingDescription, _ space: [Parameter]
    ) {
        func has(_ name: String) -> Bool { space.contains { $0.name == name } }
        let referred = Set(references.map(\.name))
        for rule in rules where training[rule.name] == nil {
            guard let condition = rule.condition,
                let name = rule.parameterNames.first(where: has), !referred.contains(name),
                let position = parameterPositions[name],
                let other = rules.first(where: { $0.name == condition.setting })
            else { continue }
            let source = training.source(of: other, has: has)
            guard
                let found = source.map({ words(of: $0, space) })
                    ?? other.standardValue.map({ [$0.description] }),
                !found.contains(where: condition.words.contains)
            else { continue }
            note(
                "the parameter \(name) has no meaning with \(Spelling.list(found)); it belongs to "
                    + Spelling.list(condition.words), at: position)
        }
    }

    /// Notes parameters that set a setting that another parameter already sets.
    private mutating func checkDoubles(
        _ rules: [SettingRule], _ training: TrainingDescription, _ space: [Parameter]
    ) {
        let referred = Set(references.map(\.name))
        for rule in rules where training[rule.name] == nil {
            let names = rule.parameterNames.filter { name in
                space.contains { $0.name == name } && !referred.contains(name)
            }
            guard names.count > 1, let position = parameterPositions[names[1]] else { continue }
            note(
                "the parameters \(names.joined(separator: " and ")) both stand for the training's "
                    + "\(rule.name); leave one of them out", at: position)
        }
    }

    private mutating func noteSetting(_ name: String, _ message: String) {
        note(message, at: position(ofSetting: name))
    }

    /// Where a setting of `training` is given.
    func position(ofSetting name: String) -> Position {
        settingPositions["training.\(name)"] ?? Position(line: 1, column: 1)
    }

    /// Notes early stopping of a GAN by a metric other than its samples' quality.
    mutating func checkStopping(_ job: NetworkJob) {
        guard job.objective.isAdversarial, job.metric.name != GANQuality.metric,
            let setting = job.training.settings.first(where: {
                $0.name.hasPrefix("early_stopping")
            })
        else { return }
        noteSetting(
            setting.name,
            "training.early_stopping watches the job's metric, and a GAN's \(job.metric.name) says "
                + "nothing of how good its samples are; expected a quality, which measures them, "
                + "and the metric \(GANQuality.metric)")
    }

    /// Notes what compares epochs by a metric that is the same after each of them.
    mutating func checkCost(_ fields: JobFields, _ job: NetworkJob) {
        let metric = job.metric.name
        guard ModelCost.metrics.contains(metric) else { return }
        let same = "\(metric), which is the same after every epoch"
        let remedy =
            job.metric.hasSeveralObjectives
            ? "; put another objective first" : "; use another metric"
        if let setting = job.training.settings.first(where: {
            $0.name.contains("early_stopping")
        }) {
            noteSetting(setting.name, "training.early_stopping watches " + same + remedy)
        }
        if job.scheduler != .none, job.scheduler.type != SchedulerKind.schedule.name,
            let place = fields.values["scheduler"]?.position
        {
            note(
                "the \(job.scheduler.type) scheduler compares trials by " + same + remedy,
                at: place)
        }
    }

    // MARK: Weights from a file

    /// Notes parts that the model doesn't have, and those that can't be frozen.
    mutating func checkPretrained(_ fields: JobFields, _ job: NetworkJob) {
        guard let pretrained = job.pretrained, let entry = fields.values["pretrained"] else {
            return
        }
        let known = job.partsInUse
        let foreign = pretrained.parts.filter { !known.contains($0) }
        for part in foreign {
            note(
                "pretrained has the part \(part), which the model hasn't got; it has "
                    + known.joined(separator: " and "), at: entry.position)
        }
        guard foreign.isEmpty, pretrained.isFrozen else { return }
        let place = entry.value.mapping?["freeze"]?.position ?? entry.value.position
        if known.allSatisfy(pretrained.parts.contains) {
            note("pretrained.freeze is true for every part; nothing would be trained", at: place)
        } else if !job.objective.canFreeze(pretrained.parts) {
            note(
                "pretrained.freeze is true for the part \(Spelling.joined(pretrained.parts)), and "
                    + "only a classifier's encoder can be frozen; write freeze: false to train on "
                    + "from the file's weights", at: place)
        }
    }

    /// Pretrained weights: `.some(nil)` if absent; `nil` if invalid.
    mutating func pretrained(
        _ fields: JobFields, _ objective: NetworkKind?
    ) -> PretrainedWeights?? {
        guard let node = fields["pretrained"] else { return .some(nil) }
        guard let inner = self.fields(node, path: "pretrained", known: JobKeys.pretrained) else {
            return nil
        }
        let before = mistakes.count
        let known = objective?.parts.map(\.name) ?? []
        let file = required(inner, "file", expected: "the path of a safetensors file") {
            reader, node, path in
            guard let name = reader.text(node, path: path),
                let found = reader.inputFile(name, path: path, node)
            else { return nil as InputFile? }
            do {
                let place = JobEnvironment.resolve(name, besides: reader.file)
                reader.pretrainedTensors = try reader.environment.tensors(place).map {
                    ($0, node.position)
                }
            } catch {
                reader.note("\(path): \("\(error)".onOneLine)", at: node.position)
                return nil
            }
            return found
        }
        let standard = objective?.predictsClasses == true ? ["encoder"] : known
        let parts = optional(inner, "parts", default: standard) { reader, node, path in
            reader.elements(node, path: path, of: "the model's parts")?.compactMap {
                reader.word($0, path: path, of: known)
            }
        }
        let isFrozen = optional(
            inner, "freeze", default: parts.map { objective?.canFreeze($0) ?? false }
        ) {
            reader, node, path in
            if case .bool(let value)? = reader.scalar(node, path: path) { return .some(value) }
            reader.refuse(node, path: path, expected: "true or false")
            return nil
        }
        guard mistakes.count == before, let file, let parts, let isFrozen = isFrozen ?? nil
        else { return nil }
        if parts.isEmpty || Set(parts).count != parts.count {
            note(
                "pretrained.parts has \(parts.isEmpty ? "no part" : "a part twice"); expected "
                    + "some of \(known.joined(separator: ", "))",
                at: inner["parts"]?.position ?? node.position)
            return nil
        }
        return .some(PretrainedWeights(file: file, parts: parts, isFrozen: isFrozen))
    }
}
