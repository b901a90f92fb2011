import Models
import StudyModel

/// The part of a job file that describes the training of a network.
struct NetworkSection: ObjectiveSection {
    static let kinds = NetworkKind.allCases.map(\.rawValue)
    static let keys = [
        "dataset", "model", "training", "class_weights", "pretrained", "corruption", "quality",
        "split", "batch_size",
    ]

    let requirements: ObjectiveRequirements
    let refersToParameters: Bool
    private let kind: NetworkKind?
    private let settings: NetworkSettings?

    var spec: ObjectiveSpec? {
        guard let kind else { return nil }
        return settings?.spec(of: kind)
    }

    /// - Parameter kind: a name that is no network's leaves the kind unknown; the mistakes that
    ///   don't depend on it are still noted.
    init(kind name: String, _ fields: JobFields, _ reader: inout JobReader) {
        let kind = NetworkKind(rawValue: name)
        let dataset = reader.dataset(fields, kind)
        reader.checkKind(dataset, fields, kind)
        let before = reader.mistakes.count
        let model = reader.model(fields, kind)
        let training = reader.training(fields, kind)
        let corruption = reader.corruption(fields, kind)
        let hasQuality = kind?.isAdversarial == true && fields["quality"] != nil
        var requirements = kind.map {
            ObjectiveRequirements(
                $0, model: model ?? nil, training: training ?? TrainingDescription(),
                corruption: corruption ?? [], hasQuality: hasQuality, table: dataset?.table)
        }
        // The parameters in use are known only if model and training have no mistakes.
        if reader.mistakes.count != before { requirements?.parameters = nil }
        self.kind = kind
        self.requirements =
            requirements
            ?? ObjectiveRequirements(parameters: nil, metrics: [], hasEpochs: true)
        refersToParameters = fields["model"] != nil

        let pretrained = reader.pretrained(fields, kind)
        let classWeights = reader.classWeights(fields, kind)
        let quality = reader.quality(fields, kind, dataset)
        let split = reader.optional(fields, "split", default: Split()) { $0.split($1, path: $2) }
        let batchSize = reader.optional(fields, "batch_size", default: 256) {
            $0.int($1, path: $2, in: 1...60_000)
        }
        if let dataset, let model, let training, let corruption, let pretrained, let quality,
            let classWeights, let split, let batchSize
        {
            settings = NetworkSettings(
                dataset: dataset, model: model, training: training, pretrained: pretrained,
                quality: quality, corruption: corruption, split: split, batchSize: batchSize,
                classWeights: classWeights)
        } else {
            settings = nil
        }
    }

    func check(_ job: Job, _ fields: JobFields, space: SearchSpace, _ reader: inout JobReader) {
        guard let kind, let settings else { return }
        let job = NetworkJob(job, training: kind, settings)
        reader.checkSamples(fields, job)
        reader.checkSettings(job)
        reader.checkLossRange(job)
        reader.warnAboutBatchSize(fields, job)
        reader.warnAboutLearningRates(job)
        reader.checkPretrained(fields, job)
        reader.checkStopping(job)
        reader.checkCost(fields, job)
        reader.checkClassWeights(job)
        if reader.mistakes.isEmpty { reader.checkDistances(fields, job) }
        if reader.mistakes.isEmpty { reader.checkShapes(fields, job, space) }
        if reader.mistakes.isEmpty { reader.checkFixed(fields, job, space) }
    }
}

extension JobReader {
    /// Warns of a batch size that a parameter replaces.
    mutating func warnAboutBatchSize(_ fields: JobFields, _ job: NetworkJob) {
        guard let entry = fields.values["batch_size"], job.space["batch_size"] != nil else {
            return
        }
        warn(
            "the space has a batch_size, which comes before this one",
            at: .file(file, entry.position))
    }
}
