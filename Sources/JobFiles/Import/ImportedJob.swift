import Foundation
import StudyModel
import UserPrograms
import Yams

/// A job file made of another program's file, with what could not be converted.
package struct ImportedJob: Sendable, Hashable {
    /// The text of a job file.
    package var text: String
    /// What a user has to know or to do, with its place in the other file.
    package var remarks: [JobMistake]
    /// The kind of the other file, such as `W&B sweep`.
    package var source: String
}

/// Collects the parts of an imported job, and writes them in the order of a job file.
struct JobDraft {
    var study: String
    var command: [String] = []
    var files: [String] = []
    /// The metrics with the regular expressions that find them; nil for reported ones.
    var metrics: [(name: String, pattern: String?)] = []
    var direction = "minimize"
    var sampler = "random"
    var scheduler: String?
    var epochs: Int?
    /// Nil for all configurations of a grid.
    var trials: Int?
    var target: String?
    var maxFailures: Int?
    /// Parameters with their domains in YAML; `original` is the name in the other file, at `place`.
    private(set) var space: [(name: String, original: String, domain: String, place: Node)] = []

    func text(source: String) -> String {
        var lines = ["# Converted from a \(source) by `podium import`.", "study: \(study)"]
        lines.append("objective: command")
        lines.append("command: [\(command.map(Self.scalar).joined(separator: ", "))]")
        if !files.isEmpty {
            lines.append("files: [\(files.map(Self.scalar).joined(separator: ", "))]")
        }
        if metrics.contains(where: { $0.pattern != nil }) {
            lines.append("metrics:")
            for metric in metrics {
                lines.append(
                    "  \(Self.scalar(metric.name)): \(Self.quoted(metric.pattern ?? "(.+)"))")
            }
        } else {
            lines.append(
                "metrics: [\(metrics.map { Self.scalar($0.name) }.joined(separator: ", "))]")
        }
        if let first = metrics.first {
            lines.append(
                "metric: { name: \(Self.scalar(first.name)), direction: \(direction) }")
        }
        if let epochs { lines.append("epochs: \(epochs)") }
        lines.append("sampler: \(sampler)")
        if let scheduler { lines.append("scheduler: \(scheduler)") }
        if let trials { lines.append("trials: \(trials)") }
        if let target { lines.append("budget: { target: \(target) }") }
        if let maxFailures { lines.append("max_failures: \(maxFailures)") }
        lines.append("space:")
        for parameter in space { lines.append("  \(parameter.name): \(parameter.domain)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Adds a parameter; its name here, which has letters, digits and '_' only.
    mutating func add(_ original: String, _ domain: String, at place: Node) -> String {
        var name = Self.identifier(original)
        // A macro of a program can't be a parameter too.
        while space.contains(where: { $0.name == name })
            || CommandTemplate.ReservedMacro(rawValue: name) != nil
        {
            name += "_"
        }
        space.append((name, original, domain, place))
        return name
    }

    /// The words that give all parameters under their original names.
    ///
    /// Name and value are one word: of two, argparse takes `-5.1e-05` for an option.
    var arguments: [String] { space.map { "--\($0.original)={\($0.name)}" } }

    /// A name of letters, digits and '_' made of any text.
    static func identifier(_ text: String) -> String {
        let name = String(
            text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }.prefix(60))
        return name.first?.isLetter == true ? name : "p" + name
    }

    /// A study's name made of any text.
    static func name(_ text: String) -> String {
        let allowed = text.map { letter -> Character in
            letter.isASCII && (letter.isLetter || letter.isNumber || "._-".contains(letter))
                ? letter : "-"
        }
        let trimmed = String(allowed.prefix(64)).trimmingCharacters(
            in: CharacterSet(charactersIn: ".-_"))
        return trimmed.isEmpty ? "imported" : trimmed
    }

    /// A text as a YAML scalar inside brackets, quoted where it would be something else.
    static func scalar(_ text: String) -> String {
        let plain = text.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-/+".contains($0))
        }
        guard plain, !text.isEmpty, !text.hasPrefix("-"),
            case .text = ScalarValue(plain: text)
        else { return quoted(text) }
        return text
    }

    static func quoted(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            return "'" + text.replacing("'", with: "''") + "'"
        }
        // Between single quotes a line's end would become a space.
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\t": "\\t"
            case _ where scalar.value < 32 || scalar.value == 127:
                "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
