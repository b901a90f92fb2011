package import Models
import Reporting
package import StudyModel

/// Output of `podium describe --json`.
package struct DescribedModel: Encodable {
    private let summary: ModelSummary
    private let trial: Int
    private let configuration: Configuration

    package init(summary: ModelSummary, trial: Int, configuration: Configuration) {
        self.summary = summary
        self.trial = trial
        self.configuration = configuration
    }

    private enum CodingKeys: String, CodingKey {
        case study, objective, trial, configuration, parts, training, parameters
        case multiplyAdds = "multiply_adds"
        case smallest = "parameters_smallest"
        case largest = "parameters_largest"
        case memory = "memory_bytes"
        case largestMemory = "memory_bytes_largest"
    }

    package func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(summary.study, forKey: .study)
        try keys.encode(summary.objective, forKey: .objective)
        try keys.encode(trial, forKey: .trial)
        let values = configuration.entries.map { ($0.name, DocumentValue(value: $0.value)) }
        try keys.encode(
            Dictionary(values) { first, _ in first }, forKey: .configuration)
        try keys.encode(summary.parts, forKey: .parts)
        try keys.encode(summary.training, forKey: .training)
        try keys.encode(summary.parameters, forKey: .parameters)
        try keys.encode(summary.multiplyAdds, forKey: .multiplyAdds)
        try keys.encode(summary.smallest, forKey: .smallest)
        try keys.encode(summary.largest, forKey: .largest)
        try keys.encode(summary.memory.total, forKey: .memory)
        try keys.encodeIfPresent(summary.largestTrial?.memory.total, forKey: .largestMemory)
    }
}
