import Models
import StudyModel
import Yams

/// How the quality of a GAN's samples is measured.
extension JobReader {
    /// The quality settings: `.some(nil)` if absent or unused by the objective; `nil` if invalid.
    mutating func quality(
        _ fields: JobFields, _ objective: NetworkKind?, _ dataset: DatasetReference?
    ) -> GANQuality?? {
        guard let entry = fields.values["quality"], let objective else {
            return .some(nil)
        }
        guard objective.isAdversarial else {
            note(
                "quality is for the gan; the \(objective.rawValue) has its validation loss",
                at: entry.position)
            return nil
        }
        guard let inner = self.fields(entry.value, path: "quality", known: JobKeys.quality) else {
            return nil
        }
        let expected = "the path of a trained classifier's model.safetensors"
        let features = required(inner, "features", expected: expected) { reader, node, path in
            guard let name = reader.text(node, path: path, expected: expected),
                let found = reader.inputFile(name, path: path, node)
            else { return nil as InputFile? }
            let place = JobEnvironment.resolve(name, besides: reader.file)
            guard let shape = dataset?.sampleShape,
                let complaint = reader.environment.features(place, shape)
            else { return found }
            reader.note("\(path): \(complaint.onOneLine)", at: node.position)
            return nil
        }
        let samples = optional(inner, "samples", default: 10_000) {
            $0.int($1, path: $2, in: 2...1_000_000)
        }
        let every = optional(inner, "every", default: 1) {
            $0.int($1, path: $2, in: 1...1_000_000)
        }
        if dataset?.hasNoTest == true {
            note(
                "quality compares generated samples with the dataset's test samples, which this "
                    + "one hasn't got", at: entry.position)
            return nil
        }
        let test = sampleFacts.first { $0.name == "dataset.test.values" }?.facts.count
        if let test, test < 2 {
            note(
                "quality compares generated samples with the dataset's test samples; it has "
                    + "\(test), expected 2 at least", at: entry.position)
            return nil
        }
        guard let features, let samples, let every else { return nil }
        return .some(GANQuality(features: features, samples: samples, every: every))
    }
}
