import Datasets
import Models
import StudyModel
import Testing

@testable import Objectives

@Suite("A training whose parameters change")
struct ReplayTests {
    /// A training in stretches, each of which continues from the checkpoint of the one before.
    private func train(
        _ job: NetworkJob, _ stretches: [(trial: Int, changes: [String: ParameterValue?])]
    ) throws -> [IntermediateResult] {
        let objective = NetworkObjective(dataset: Fixtures.dataset)
        var checkpoint: [UInt8]?
        for (index, stretch) in stretches.enumerated() {
            let isLast = index == stretches.count - 1
            let request = TrialRequest(
                job: job.job, trial: stretch.trial,
                configuration: Fixtures.configuration(stretch.changes), checkpoint: checkpoint,
                until: isLast ? nil : 2 * (index + 1), isBranch: index > 0)
            switch try objective.run(request, observer: RecordingObserver()) {
            case .finished(_, let results): return results
            case .reached(_, let reached, _): checkpoint = reached
            case .stopped: Issue.record("nobody stops it")
            }
        }
        return []
    }

    @Test(
        "is repeated by other trials with the random numbers of the first ones, bit for bit",
        arguments: [NetworkKind.autoencoder, .denoisingAutoencoder])
    func replay(kind: NetworkKind) throws {
        let job = Fixtures.job(objective: kind, epochs: 6)
        let rates: [ParameterValue] = [.float(2e-3), .float(5e-4), .float(4e-3)]
        let population = try train(
            job, zip([3, 11, 14], rates).map { ($0, ["learning_rate": $1]) })
        #expect(population.map(\.epoch) == Array(1...6))
        let replay = try train(
            job,
            zip([3, 11, 14], rates).enumerated().map { number, source in
                (number, ["learning_rate": source.1, "random_trial": .int(source.0)])
            })
        #expect(replay == population)
        let others = try train(
            job, rates.enumerated().map { ($0.offset, ["learning_rate": $0.element]) })
        #expect(others != population, "random numbers matter")
    }
}
