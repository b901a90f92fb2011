package import StudyModel
import TrainingEngine

/// What a training keeps from epoch to epoch, without its numbers: the tensors of the networks and
/// of their optimizers.
///
/// A training can continue another one only if both have the same.
package struct TrainingState: Sendable, Hashable {
    /// What a parameter decides, in words for messages.
    package enum Decision: String, Sendable, Hashable {
        case shape = "the model's shape"
        case optimizer = "what the optimizer keeps"
    }

    private var tensors: [String: [Int]] = [:]
    private var optimizers: [[String]] = []

    /// - Throws: `ModelMismatch` if the configuration has no training.
    package init(of job: NetworkJob, in configuration: Configuration) throws(ModelMismatch) {
        for own in try JobNetwork.networks(of: job, in: configuration) {
            for view in own.network.parameters + own.network.buffers {
                tensors[view.name] = view.shape
            }
            let plan = try TrainingPlan(
                job: job, part: own.ganPart, configuration: configuration)
            optimizers.append([plan.optimizer.kind.rawValue] + plan.optimizer.stateNames)
        }
    }

    /// What differs between two trainings; nil if one can continue the other.
    fileprivate func difference(from other: TrainingState) -> Decision? {
        if tensors != other.tensors { return .shape }
        return optimizers == other.optimizers ? nil : .optimizer
    }
}

extension NetworkJob {
    /// What a parameter decides that can't change in the middle of a training; nil if its values
    /// can change.
    ///
    /// - Parameters:
    ///   - values: more values that the parameter can have than those of its domain.
    ///   - space: the job's space, with its pools drawn.
    package func fixedBy(
        _ parameter: String, values: [ParameterValue] = [], in space: SearchSpace
    ) -> TrainingState.Decision? {
        let names = modelParameters.union(trainingParameters)
        for group in space.variations(of: parameter, others: names, more: values) {
            let states = group.compactMap { try? TrainingState(of: self, in: $0) }
            guard let first = states.first else { continue }
            for state in states {
                if let decision = state.difference(from: first) { return decision }
            }
        }
        return nil
    }

    /// The parameters from which optimizers have their kind and their momentum.
    private var trainingParameters: Set<String> {
        let settings = network.training.settings.compactMap(\.value.parameterName)
        return Set(settings + TrainingDescription.optimizerRules.flatMap(\.parameterNames))
    }
}
