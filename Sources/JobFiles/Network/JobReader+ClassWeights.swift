import Models
import StudyModel
import Yams

/// The weights of classes in the loss.
extension JobReader {
    /// Class weights: `.some(nil)` if absent; `nil` if invalid.
    mutating func classWeights(_ fields: JobFields, _ objective: NetworkKind?) -> ClassWeights?? {
        guard let entry = fields.values["class_weights"], let objective else { return .some(nil) }
        guard objective.predictsClasses else {
            note(
                "class_weights is for the classifier; the \(objective.rawValue) has no classes",
                at: entry.position)
            return nil
        }
        guard case .mapping = entry.value else {
            let expected = "balanced, or a mapping of classes to weights"
            guard let word = text(entry.value, path: "class_weights", expected: expected) else {
                return nil
            }
            guard word == "balanced" else {
                note(
                    "class_weights is '\(word.shown)'; expected \(expected)"
                        + Spelling.suggestion(for: word, among: ["balanced", "classes"]),
                    at: entry.value.position)
                return nil
            }
            return .some(.balanced)
        }
        guard let entries = entries(entry.value, path: "class_weights") else { return nil }
        let before = mistakes.count
        var weights: [ClassWeights.Weight] = []
        for own in entries {
            let path = "class_weights.\(own.key.shown)"
            guard let weight = float(own.value, path: path) else { continue }
            guard ClassWeights.range.contains(weight) else {
                note(
                    "\(path) is \(Self.shown(weight)); expected a weight from 1e-6 to 1e6",
                    at: own.value.position)
                continue
            }
            weights.append(ClassWeights.Weight(name: own.key, weight: weight))
            classWeightPositions[own.key] = own.position
        }
        return mistakes.count == before ? .some(ClassWeights(given: weights)) : nil
    }

    /// Notes weights of classes that the data set doesn't have.
    ///
    /// - Parameter classes: the number of classes, if the data set doesn't say it.
    mutating func checkClassWeights(_ job: NetworkJob, classes: Int? = nil) {
        guard let given = job.classWeights?.given,
            let count = job.dataset.classCount ?? classes
        else { return }
        let names = (0..<count).map(job.dataset.className)
        for own in given where !names.contains(own.name) {
            note(
                "class_weights: there is no class '\(own.name.shown)'"
                    + (Spelling.suggestion(for: own.name, among: names).nonEmpty
                        ?? "; there are "
                        + names.prefix(12).map(\.shown).joined(separator: ", ")
                        + (names.count > 12 ? ", …" : "")),
                at: classWeightPositions[own.name] ?? Position(line: 1, column: 1))
        }
    }
}
