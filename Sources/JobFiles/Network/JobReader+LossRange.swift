import Models
import StudyModel

extension JobReader {
    /// The losses that compare values from 0 to 1.
    private static let lossesOfShares = ["bce", "bce_with_logits"]
    /// What rounding may add to values from 0 to 1.
    private static let slack = 1e-6

    /// Notes binary cross entropy of values that are not from 0 to 1: it has no minimum there, so
    /// that the worst outputs would be ranked first.
    mutating func checkLossRange(_ job: NetworkJob) {
        guard job.objective.reconstructsSamples || job.objective.predictsNumbers,
            let value = job.training["loss.kind"]
        else { return }
        let losses = (words(of: value, job.space.parameters) ?? [])
            .filter(Self.lossesOfShares.contains)
        guard let loss = losses.first, let found = valuesBeyondShares(job.dataset) else { return }
        note(
            "the loss \(loss) compares values from 0 to 1, and \(found); expected mse, l1 or huber",
            at: settingPositions["training.loss.kind"] ?? Position(line: 1, column: 1))
    }

    /// What says that values are not from 0 to 1; nil if they are, or if it is not known.
    private func valuesBeyondShares(_ dataset: DatasetReference) -> String? {
        if dataset.table != nil { return "the columns of a table are standardised" }
        let facts = sampleFacts.first {
            $0.facts.mappedLowest < -Self.slack || $0.facts.mappedHighest > 1 + Self.slack
        }
        return facts.map {
            "\($0.name) go from \(Self.shown($0.facts.mappedLowest)) to "
                + Self.shown($0.facts.mappedHighest)
        }
    }
}
