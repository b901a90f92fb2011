import Search
import StudyModel
import Yams

extension JobReader {
    /// Reads the whole file; nil if there is any mistake.
    mutating func job(_ root: Node) -> Job? {
        guard let fields = fields(root, path: "", known: JobKeys.job) else { return nil }
        let study = study(fields)
        let purpose = optional(fields, "purpose", default: "") { $0.text($1, path: $2) }
        let kind = required(
            fields, "objective", expected: Spelling.list(ObjectiveSections.kinds)
        ) { $0.objectiveKind($1, path: $2) }
        let objective = objective(kind, fields)
        // Without a kind nothing is known of its requirements.
        let requirements = kind == nil ? nil : objective.requirements
        let epochs = epochs(fields, requirements)
        var metric = objectives(fields, requirements)
        if let feasible = feasible(fields, requirements) { metric?.feasible = feasible }
        let sampler = sampler(fields)
        let scheduler = scheduler(fields)
        let seed = seed(fields)
        let space = space(
            fields, requirements, of: kind, refersToParameters: objective.refersToParameters)
        let resolved = resolve(space, seed: seed)
        let initial = initial(fields, resolved, sampler)
        let warmStart = warmStart(fields, of: study, metric, resolved, sampler)
        let budget = budget(fields)
        let repeats = repeats(fields)
        let trials = trials(fields, sampler, scheduler, resolved, repeats)
        let top = optional(fields, "top", default: 10) { $0.int($1, path: $2, in: 1...1_000_000) }
        let columns = columns(fields, space?.parameters, metric, requirements, repeats)
        let timeLimit = optional(fields, "time_limit", default: nil as Double?) {
            $0.duration($1, path: $2)
        }
        let maxFailures = optional(fields, "max_failures", default: nil as Int?) {
            $0.int($1, path: $2, in: 1...JobFile.mostTrials).map { .some($0) }
        }
        let checkpointEvery = optional(
            fields, "checkpoint_every", default: nil as CheckpointInterval?
        ) { $0.checkpointInterval($1, path: $2) }
        let threads = optional(fields, "threads", default: 1) { $0.int($1, path: $2, in: 1...256) }
        let resources = optional(fields, "resources", default: nil as ResourceNeed?) {
            $0.resources($1, path: $2).map { .some($0) }
        }
        let stages = optional(fields, "then", default: []) { $0.stages($1, path: $2) }
        guard mistakes.isEmpty, let study, let purpose, let spec = objective.spec, let epochs,
            let metric, let sampler, let scheduler, let trials, let seed, let top, let columns,
            let space, let resolved, let timeLimit, let maxFailures, let threads, let stages,
            let budget, let checkpointEvery, let resources, let initial, let warmStart, let repeats
        else { return nil }
        let job = Job(
            study: study, purpose: purpose.trimmed, objective: spec, epochs: epochs,
            metric: metric, sampler: sampler, scheduler: scheduler, trials: trials,
            budget: budget, seed: seed, top: top, columns: columns, space: space,
            initial: initial, warmStart: warmStart, repeats: repeats.rule, runs: repeats.runs,
            trialTimeLimit: timeLimit, maxFailures: maxFailures, threads: threads,
            resources: resources, checkpointEvery: checkpointEvery, stages: stages)
        warnAboutUse(fields, spec)
        objective.check(job, fields, space: resolved, &self)
        // Stages depend on the objective, and on nothing that is checked from here on.
        if mistakes.isEmpty { checkStages(job, fields) }
        checkInitial(job, fields)
        checkPriors(job)
        checkSampler(job, fields, space: resolved)
        checkRuns(job, fields)
        warnAboutObjectives(job, fields)
        checkScheduler(job, fields, requirements)
        checkBudget(job, fields)
        checkResources(job, fields)
        return mistakes.isEmpty ? job : nil
    }

    private mutating func objectiveKind(_ node: Node, path: String) -> String? {
        guard case .mapping(let settings) = node else {
            return word(node, path: path, of: ObjectiveSections.kinds)
        }
        let words = settings.flatMap { [$0.key.scalar?.string, $0.value.scalar?.string] }
        let kind = words.compactMap { $0 }.first(where: ObjectiveSections.kinds.contains)
        note(
            "\(path) is a mapping; expected \(Spelling.list(ObjectiveSections.kinds)), and what "
                + "the objective needs beside it"
                + (kind.map { ": write \(path): \($0), and its keys in lines of their own" } ?? ""),
            at: node.position)
        return nil
    }

    /// The objective's section; that of networks if the kind is unknown, so that its other mistakes
    /// are noted.
    private mutating func objective(
        _ kind: String?, _ fields: JobFields
    ) -> any ObjectiveSection {
        let section = kind.flatMap(ObjectiveSections.section(of:)) ?? NetworkSection.self
        return section.init(kind: kind ?? "", fields, &self)
    }

    /// Warns of keys of other objectives.
    private mutating func warnAboutUse(_ fields: JobFields, _ objective: ObjectiveSpec) {
        let own = ObjectiveSections.section(of: objective.kind)?.keys ?? []
        for key in ObjectiveSections.keys where !own.contains(key) {
            guard let entry = fields.values[key] else { continue }
            warn(
                "the \(objective.kind) objective doesn't use '\(key)'",
                at: .file(file, entry.position))
        }
    }

    // MARK: Keys that may be missing

    /// A key's value, or a default if the key is missing.
    mutating func optional<Value>(
        _ fields: JobFields, _ key: String, default standard: Value,
        read: (inout JobReader, Node, String) -> Value?
    ) -> Value? {
        guard let node = fields[key] else { return standard }
        return read(&self, node, fields.path(key))
    }

    /// A key's value; a missing key is a mistake.
    mutating func required<Value>(
        _ fields: JobFields, _ key: String, expected: String,
        read: (inout JobReader, Node, String) -> Value?
    ) -> Value? {
        guard let node = fields[key] else {
            noteMissing(key, of: fields, expected: expected)
            return nil
        }
        return read(&self, node, fields.path(key))
    }

    // MARK: Single keys

    private mutating func study(_ fields: JobFields) -> String? {
        let expected = "a name of letters, digits, '.', '_' and '-'"
        let rule =
            "; expected \(expected), at most 64 of them, that begins with a letter or digit and "
            + "doesn't end with '.': a directory is named so"
        if let name = overrides.study {
            if Self.isStudyName(name) { return name }
            note("'\(name.shown)'" + rule, at: .option("--study"))
            return nil
        }
        return required(fields, "study", expected: expected) { reader, node, path in
            guard let name = reader.text(node, path: path, expected: expected) else { return nil }
            if Self.isStudyName(name) { return name }
            reader.note("study is '\(name.shown)'" + rule, at: node.position)
            return nil
        }
    }

    /// Whether the text can be a study name, which also names its directory.
    private static func isStudyName(_ name: String) -> Bool {
        name.utf8.count <= 64
            && name.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } == true
            && name.last != "."
            && name.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
            }
    }

    private mutating func epochs(
        _ fields: JobFields, _ requirements: ObjectiveRequirements?
    ) -> Int? {
        let range = 1...JobFile.mostEpochs
        if let value = overrides.epochs {
            if range.contains(value) { return value }
            note("\(value); expected \(Self.expectation(range))", at: .option("--epochs"))
            return nil
        }
        if requirements?.hasEpochs != true {
            return optional(fields, "epochs", default: 1) { $0.int($1, path: $2, in: range) }
        }
        return required(fields, "epochs", expected: Self.expectation(range)) {
            $0.int($1, path: $2, in: range)
        }
    }

    /// The metric of a job with one objective, or the standard.
    mutating func metric(
        _ fields: JobFields, _ requirements: ObjectiveRequirements?
    ) -> Metric? {
        let standard = Metric(
            name: requirements?.metrics.first ?? "validation_loss", direction: .minimize)
        guard let node = fields["metric"] else { return standard }
        guard let inner = self.fields(node, path: "metric", known: JobKeys.metric) else {
            return nil
        }
        let direction: Metric.Direction? = optional(inner, "direction", default: .minimize) {
            $0.word($1, path: $2)
        }
        let name = required(inner, "name", expected: "the name of a metric") {
            reader, node, path in
            reader.metricName(node, path: path, requirements)
        }
        guard let name, let direction else { return nil }
        warnAboutDirection(of: name, inner, "name")
        return Metric(name: name, direction: direction)
    }

    /// The name of a metric that the objective reports.
    mutating func metricName(
        _ node: Node, path: String, _ requirements: ObjectiveRequirements?
    ) -> String? {
        guard let requirements, !requirements.metrics.isEmpty else {
            return text(node, path: path)
        }
        return word(node, path: path, of: requirements.metrics)
    }

    private mutating func seed(_ fields: JobFields) -> UInt64? {
        if let seed = overrides.seed { return seed }
        return optional(fields, "seed", default: 0) { $0.seedValue($1, path: $2) }
    }

    /// An int that fits in an unsigned 64-bit integer.
    mutating func seedValue(_ node: Node, path: String) -> UInt64? {
        if let value = scalar(node, path: path) {
            if case .int(let number) = value, number >= 0 { return UInt64(number) }
            if case .unusable = value, case .scalar(let scalar) = node,
                scalar.string.first != "0", let number = UInt64(scalar.string)
            {
                return number
            }
        }
        refuse(node, path: path, expected: "an int in 0...\(UInt64.max)")
        return nil
    }

    /// Seconds, from a number with its unit: `90s`, `10min`, `1.5h`.
    mutating func duration(_ node: Node, path: String) -> Double?? {
        let expected = "a time with its unit, such as 90s, 10min or 1.5h"
        guard let text = text(node, path: path, expected: expected) else { return nil }
        if let seconds = Self.seconds(text) { return seconds }
        refuseQuantity(text, path: path, expected: expected, at: node.position)
        return nil
    }

    /// Notes a text that is no number with a unit; of one with 0, that more is expected.
    mutating func refuseQuantity(
        _ text: String, path: String, expected: String, at position: Position
    ) {
        let isZero = text.contains("0") && !text.contains { ("1"..."9").contains($0) }
        note(
            "\(path) is '\(text.shown)'; expected \(isZero ? "more than 0: " : "")\(expected)",
            at: position)
    }

    /// The seconds of a number with its unit; nil for another text.
    static func seconds(_ text: String) -> Double? {
        let units = [("min", 60.0), ("h", 3_600.0), ("s", 1.0)]
        guard let (unit, seconds) = units.first(where: { text.hasSuffix($0.0) }) else { return nil }
        let number: Double
        switch ScalarValue(plain: text.dropLast(unit.count).filter { $0 != " " }) {
        case .int(let value): number = Double(value)
        case .float(let value): number = value
        default: return nil
        }
        return number > 0 && (number * seconds).isFinite ? number * seconds : nil
    }
}

extension String {
    /// The string without leading and trailing white space.
    fileprivate var trimmed: String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
