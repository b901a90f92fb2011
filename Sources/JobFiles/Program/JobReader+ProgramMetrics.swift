import StudyModel
import UserPrograms
import Yams

/// The metrics of a program.
extension JobReader {
    /// A list of names, or a mapping of names to regular expressions.
    mutating func programMetrics(
        _ node: Node, path: String
    ) -> [ProgramSettings.Metric]? {
        let before = mistakes.count
        var metrics: [ProgramSettings.Metric] = []
        if case .mapping = node {
            for entry in entries(node, path: path) ?? [] {
                let name = "\(path).\(entry.key)"
                let expected = "a regular expression with one group"
                guard isMetricName(entry.key, at: entry.position),
                    let pattern = text(entry.value, path: name, expected: expected)
                else { continue }
                do {
                    _ = try MetricPattern(entry.key, pattern)
                    metrics.append(.init(entry.key, pattern: pattern))
                } catch {
                    note("\(name): \(error.text.onOneLine)", at: entry.value.position)
                }
            }
        } else {
            let elements = elements(node, path: path, of: "names") ?? []
            for (index, element) in elements.enumerated() {
                let place = "\(path)[\(index + 1)]"
                guard let name = text(element, path: place, expected: "the name of a metric"),
                    isMetricName(name, at: element.position)
                else { continue }
                if name == ProgramSettings.epochName {
                    note(
                        "\(place) is 'epoch', which reports have beside their metrics; leave it "
                            + "out", at: element.position)
                } else if metrics.contains(where: { $0.name == name }) {
                    note("\(path) has '\(name.shown)' twice", at: element.position)
                } else {
                    metrics.append(.init(name))
                }
            }
        }
        guard mistakes.count == before else { return nil }
        guard metrics.contains(where: { $0.name != ProgramSettings.epochName }) else {
            note("\(path) has no metric; expected at least one", at: node.position)
            return nil
        }
        return metrics
    }

    /// Whether a letter may be in a metric's name.
    static func isInMetricNames(_ letter: Character) -> Bool {
        letter.isASCII && (letter.isLetter || letter.isNumber || "_.-/@".contains(letter))
    }

    private mutating func isMetricName(_ name: String, at position: Position) -> Bool {
        let isName =
            (1...64).contains(name.utf8.count) && name.allSatisfy(Self.isInMetricNames)
        if !isName {
            note(
                "'\(name.shown)' can't name a metric; expected letters, digits, '_', '.', '-', "
                    + "'/' and '@', at most 64", at: position)
        }
        return isName
    }
}
