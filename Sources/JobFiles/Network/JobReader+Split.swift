import Models
import StudyModel
import Yams

/// How training samples are split.
extension JobReader {
    mutating func split(_ node: Node, path: String) -> Split? {
        guard let fields = fields(node, path: path, known: JobKeys.split) else { return nil }
        let validation: Split.Validation? = optional(fields, "validation", default: .holdOut) {
            $0.word($1, path: $2)
        }
        let seed = optional(fields, "seed", default: 0) { $0.seedValue($1, path: $2) }
        let fraction = optional(fields, "validation_fraction", default: Split().validationFraction)
        {
            reader, node, path in
            guard let value = reader.float(node, path: path) else { return nil as Double? }
            if (0.001...0.999).contains(value) { return value }
            reader.note(
                "\(path) is \(Self.shown(value)); "
                    + "expected a share of the training samples, 0.001 to 0.999",
                at: node.position)
            return nil
        }
        if validation == .testSet, let entry = fields.values["validation_fraction"] {
            note(
                "split.validation_fraction has no meaning with 'validation: test-set', which holds "
                    + "nothing out; leave one of them out", at: entry.position)
            return nil
        }
        guard let validation, let seed, let fraction else { return nil }
        return Split(validationFraction: fraction, seed: seed, validation: validation)
    }
}
