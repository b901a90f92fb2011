import Foundation
import Yams

/// Reads another program's YAML file, and notes what can't be converted.
struct ForeignFile {
    let file: String
    private(set) var remarks: [JobMistake] = []

    init(file: String) { self.file = file }

    mutating func remark(_ text: String, at node: Node?) {
        let place: JobMistake.Place =
            node?.mark.map { .file(file, Position(line: $0.line, column: $0.column)) }
            ?? .wholeFile(file)
        remarks.append(JobMistake(place: place, message: text))
    }

    /// The entries of a mapping in their order; none for anything else.
    func entries(_ node: Node?) -> [(key: String, value: Node, keyNode: Node)] {
        guard case .mapping(let mapping)? = node else { return [] }
        return mapping.map { ($0.key.string ?? "", $0.value, $0.key) }
    }

    func list(_ node: Node?) -> [Node] {
        guard case .sequence(let sequence)? = node else { return [] }
        return Array(sequence)
    }

    func value(_ node: Node?, _ key: String) -> Node? { node?.mapping?[key] }

    /// A scalar's text, whatever it is; nil for anything else.
    func text(_ node: Node?) -> String? { node?.scalar?.string }

    func number(_ node: Node?) -> Double? {
        guard let text = text(node) else { return nil }
        switch ScalarValue(plain: text.trimmingCharacters(in: .whitespaces)) {
        case .int(let value): return Double(value)
        case .float(let value): return value
        default: return nil
        }
    }

    func isWhole(_ node: Node?) -> Bool {
        guard let text = text(node), case .int = ScalarValue(plain: text) else { return false }
        return true
    }

    /// A scalar as it is written in a job file: a number, a bool, null, or a quoted text.
    func literal(_ node: Node) -> String? {
        guard let scalar = node.scalar else { return nil }
        guard scalar.style == .plain || scalar.style == .any else {
            return JobDraft.quoted(scalar.string)
        }
        switch ScalarValue(plain: scalar.string) {
        case .text(let text): return JobDraft.scalar(text)
        case .unusable: return nil
        default: return scalar.string.isEmpty ? "null" : scalar.string
        }
    }
}

extension JobDraft {
    /// Reads how many trials there are; a grid without a number has all its configurations.
    mutating func readTrials(_ node: Node?, usual: Int, _ reader: inout ForeignFile) {
        if sampler == "grid" {
            guard let node else { return }
            reader.remark(
                "the limit of trials is left out: a grid has all its configurations", at: node)
        } else if let number = reader.number(node) {
            trials = max(1, Int(number))
        } else {
            trials = usual
            reader.remark(
                "no number of trials: the job has \(usual); change `trials` as you need", at: nil)
        }
    }
}

extension ImportedJob {
    /// Converts a W&B sweep or a Katib experiment.
    ///
    /// - Throws: `JobFileError` if the file is neither, or can't be read as YAML.
    package static func convert(
        text: String, file: String
    ) throws(JobFileError) -> ImportedJob {
        let source = YAMLSource(text)
        let mistakes = source.mistakes.map {
            JobMistake(place: .file(file, $0.0), message: $0.1)
        }
        guard mistakes.isEmpty, let root = source.root else {
            throw JobFileError(
                mistakes.isEmpty
                    ? [JobMistake(place: .wholeFile(file), message: "is empty; expected a sweep")]
                    : mistakes)
        }
        var reader = ForeignFile(file: file)
        if reader.text(reader.value(root, "kind")) == "Experiment" {
            return try KatibImport.convert(root, &reader)
        }
        if reader.value(root, "parameters") != nil {
            return try SweepImport.convert(root, &reader)
        }
        throw JobFileError([
            JobMistake(
                place: .wholeFile(file),
                message: "is neither a W&B sweep (with `parameters`) nor a Katib experiment (with "
                    + "`kind: Experiment`)")
        ])
    }
}
