import StudyModel
import Yams

/// The stages that run after the search: commands with their options.
extension JobReader {
    /// A list of stages, each a command alone or a command with a mapping of options.
    mutating func stages(_ node: Node, path: String) -> [StudyStage]? {
        guard let elements = elements(node, path: path, of: "stages") else { return nil }
        var stages: [StudyStage] = []
        let before = mistakes.count
        for (index, element) in elements.enumerated() {
            let place = "\(path)[\(index + 1)]"
            guard let stage = stage(element, path: place) else { continue }
            if let complaint = environment.stage(stage) {
                note(
                    "\(place).\(stage.command.rawValue): \(Self.asKeys(complaint))",
                    at: element.position)
            }
            stages.append(stage)
        }
        return mistakes.count == before ? stages : nil
    }

    /// Notes what can't succeed after the search of a job whose objective is right.
    mutating func checkStages(_ job: Job, _ fields: JobFields) {
        for complaint in environment.stages(job, file, knownSamples) {
            note(complaint.text, atStage: complaint.stage, of: job, fields)
        }
    }

    /// What is known of the samples, if the files with them were read.
    private var knownSamples: KnownSamples {
        let training = sampleFacts.first { $0.name == "dataset.train.values" }?.facts
        return KnownSamples(
            testCount: testCount,
            valueRange: training.flatMap {
                tableSurvey == nil
                    ? FileDataset.Range(low: $0.mappedLowest, high: $0.mappedHighest) : nil
            })
    }

    /// The number of test samples, if the files with them were read.
    private var testCount: Int? {
        if let own = sampleFacts.first(where: { $0.name == "dataset.test.values" }) {
            return own.facts.count
        }
        return heldRows
    }

    /// Notes a mistake of a stage in its place.
    mutating func note(
        _ complaint: String, atStage index: Int, of job: Job, _ fields: JobFields
    ) {
        guard let node = fields["then"] else { return }
        let places = node.sequence.map { $0.map(\.position) } ?? []
        note(
            "then[\(index + 1)].\(job.stages[index].command.rawValue): \(Self.asKeys(complaint))",
            at: index < places.count ? places[index] : node.position)
    }

    /// A message about a command's options, with the names that they have as keys: `--hold-out` is
    /// `hold_out`.
    private static func asKeys(_ message: String) -> String {
        message.replacing(/--([a-z][a-z-]*)/) { match in match.1.replacing("-", with: "_") }
    }

    private mutating func stage(_ node: Node, path: String) -> StudyStage? {
        let words = StudyStage.Command.allCases.map(\.rawValue)
        guard case .mapping = node else {
            let word = word(node, path: path, of: words)
            return word.flatMap(StudyStage.Command.init).map { StudyStage($0) }
        }
        guard let fields = fields(node, path: path, known: words) else { return nil }
        // The unknown key was noted.
        if fields.values.isEmpty, node.mapping?.isEmpty == false { return nil }
        guard let entry = fields.values.first, fields.values.count == 1,
            let command = StudyStage.Command(rawValue: entry.key)
        else {
            note(
                "\(path) has \(fields.values.count) commands; expected one of "
                    + "\(Spelling.list(words)), with its options in braces",
                at: node.position)
            return nil
        }
        let place = path + "." + entry.key
        guard let options = entries(entry.value.value, path: place) else { return nil }
        var stage = StudyStage(command)
        for option in options {
            let name = option.key.replacingUnderscores
            guard let values = values(option.value, path: place + "." + option.key) else {
                return nil
            }
            // A flag that is false is treated as absent.
            if let values { stage.options.append(StudyStage.Option(name, values)) }
        }
        return stage
    }

    /// The values of an option: a scalar or a list; `.some(nil)` for false, no values for true.
    private mutating func values(_ node: Node, path: String) -> [String]?? {
        if case .sequence = node {
            guard let elements = elements(node, path: path, of: "values") else { return nil }
            let values = elements.compactMap { plain($0, path: path) }
            return values.count == elements.count ? .some(values) : nil
        }
        guard case .bool(let isSet)? = scalar(node, path: path) else {
            return plain(node, path: path).map { [$0] }
        }
        return .some(isSet ? [] : nil)
    }

    /// A number or a text, as written.
    private mutating func plain(_ node: Node, path: String) -> String? {
        switch scalar(node, path: path) {
        case .int?, .float?, .text?: return node.scalar?.string
        default:
            refuse(node, path: path, expected: "a number, a text, or a list of them")
            return nil
        }
    }
}

extension String {
    /// Replaces the underscores of a job file's key with the hyphens of an option.
    fileprivate var replacingUnderscores: String {
        String(map { $0 == "_" ? "-" : $0 })
    }
}
