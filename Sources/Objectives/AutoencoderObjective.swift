package import Datasets
import Models
import StudyModel
import TrainingEngine

/// Trains the reports' autoencoder and reports its training and validation loss after each epoch.
package struct AutoencoderObjective: Objective {
    private let dataset: ImageDataset

    package init(dataset: ImageDataset) { self.dataset = dataset }

    package func run(
        _ request: TrialRequest, observer: any TrialObserver
    ) throws -> ExecutionEnd {
        func failed(_ reason: String) -> ExecutionEnd {
            .finished(.failed(reason: reason), reports: [])
        }
        for requirement in ObjectiveRequirements(request.job).parameters ?? [] {
            if let complaint = requirement.complaint(about: request.configuration) {
                return failed(complaint)
            }
        }
        let settings: AutoencoderSettings
        do { settings = try AutoencoderSettings(request) } catch { return failed("\(error)") }
        let session: AutoencoderSession
        do {
            session = try AutoencoderSession(settings: settings, dataset: dataset)
        } catch let error {
            // A processor that lacks the instructions may sit in this machine alone.
            if case .unsupportedProcessor = error { throw error }
            return failed("\(error)")
        }
        if let checkpoint = request.checkpoint {
            // Training from the beginning gives the same numbers: a damaged checkpoint costs time,
            // no more, and the session is untouched where it is refused.
            try? session.resume(from: checkpoint)
        }
        return session.run(observer: observer)
    }
}

/// The settings of one trial, read from a configuration that meets the requirements.
struct AutoencoderSettings: Sendable {
    var encodingDimension: Int
    var hiddenUnits: Int
    var optimizer: OptimizerSettings
    var batchSize: Int
    var epochs: Int
    var split: Split
    var seed: UInt64
    var trial: Int

    init(_ request: TrialRequest) throws(ModelMismatch) {
        let values = request.configuration
        func whole(_ name: String) -> Int? { values[name]?.number.map { Int($0) } }
        encodingDimension = whole("encoding_dimension")!
        hiddenUnits = whole("hidden_units")!
        let plan = try TrainingPlan(job: request.job, configuration: values)
        optimizer = plan.optimizer
        batchSize = plan.batchSize
        epochs = request.job.epochs
        split = request.job.split
        seed = request.job.seed
        trial = request.trial
    }
}
