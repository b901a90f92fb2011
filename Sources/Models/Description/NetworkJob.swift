import Portable
package import StudyModel
package import UserErrors

/// A job whose objective function trains a network, with the network's settings decoded.
///
/// Its properties are those of the job and those of the settings.
@dynamicMemberLookup
package struct NetworkJob: Sendable, Hashable {
    /// The job, whose objective has these settings.
    package private(set) var job: Job
    package var objective: NetworkKind {
        didSet { job.objective = network.spec(of: objective) }
    }
    package private(set) var network: NetworkSettings

    /// - Throws: `NetworkJobError` if the objective trains no network, or if its settings can't be
    ///   decoded.
    package init(_ job: Job) throws(NetworkJobError) {
        guard let kind = NetworkKind(rawValue: job.objective.kind) else {
            throw .noNetwork(study: job.study, objective: job.objective.kind)
        }
        self.job = job
        objective = kind
        do {
            network = try job.objective.settings.decode(NetworkSettings.self)
        } catch {
            throw .damaged(study: job.study, reason: PortableJSON.reason(error))
        }
    }

    /// A job with another objective: a network's.
    package init(_ job: Job, training kind: NetworkKind, _ network: NetworkSettings) {
        self.job = job
        self.job.objective = network.spec(of: kind)
        objective = kind
        self.network = network
    }

    package subscript<Value>(dynamicMember path: WritableKeyPath<Job, Value>) -> Value {
        get { job[keyPath: path] }
        set { job[keyPath: path] = newValue }
    }

    package subscript<Value>(dynamicMember path: KeyPath<Job, Value>) -> Value {
        job[keyPath: path]
    }

    package subscript<Value>(dynamicMember path: WritableKeyPath<NetworkSettings, Value>) -> Value {
        get { network[keyPath: path] }
        set {
            network[keyPath: path] = newValue
            job.objective = network.spec(of: objective)
        }
    }
}

extension NetworkJob {
    /// The model that trials train: the job's own, or the kind's standard model.
    package var modelInUse: ModelDescription {
        network.model ?? StandardModel.description(of: objective, table: network.dataset.table)
    }

    /// The names of the model's parts, in the order in which data pass through them.
    package var partsInUse: [String] {
        let model = modelInUse
        return objective.parts.map(\.name).filter { model[$0] != nil }
    }

    /// What the objective requires of the job.
    package var requirements: ObjectiveRequirements {
        ObjectiveRequirements(
            objective, model: network.model, training: network.training,
            corruption: network.corruption, hasQuality: network.quality != nil,
            table: network.dataset.table)
    }

    /// Whether trials of the other job have the same numbers, however it is written.
    package func trainsAs(_ other: NetworkJob) -> Bool {
        canonical.job.fingerprint == other.canonical.job.fingerprint
    }

    private var canonical: NetworkJob {
        NetworkJob(job, training: objective, network.canonical(objective, in: job.space))
    }
}

/// Recorded as the job.
extension NetworkJob: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(Job(from: decoder))
    }

    package func encode(to encoder: any Encoder) throws {
        try job.encode(to: encoder)
    }
}

/// Why a job trains no network.
package enum NetworkJobError: Error, Sendable, Hashable {
    case noNetwork(study: String, objective: String)
    case damaged(study: String, reason: String)
}

extension NetworkJobError: UserError {
    package var description: String {
        switch self {
        case .noNetwork(let study, let objective):
            "the objective \(objective) of \(study) trains no network; expected one of "
                + NetworkKind.allCases.map(\.rawValue).joined(separator: ", ")
        case .damaged(let study, let reason):
            "the objective's settings of \(study) can't be read: \(reason)"
        }
    }

    package var exitStatus: ExitStatus { .badInput }
}
