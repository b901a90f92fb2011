import Portable
package import StudyModel

/// The JSON of a study in `podium status --json`.
///
/// It is a format for other programs and stays stable when the internal types change.
package struct StudyDocument: Sendable, Hashable, Codable {
    package var study: String
    package var purpose: String
    package var objective: String
    package var dataset: String?
    package var sampler: String
    package var metric: String
    package var direction: String
    /// All objectives; missing if there is one.
    package var objectives: [Metric.Objective]?
    package var seed: UInt64
    package var epochs: Int
    /// The planned number of trials; nil if only the budget limits it.
    package var total: Int?
    /// Why the search ended because its budget is used up; nil if it did not.
    package var end: String?
    /// How the stages stand that are not done; missing if there are none.
    package var stages: StageStanding?
    /// The number of trials in each state.
    package var counts: [String: Int]
    /// The number of the best trial so far.
    package var best: Int?
    /// The number of trials on the first Pareto front; missing with one objective.
    package var front: Int?
    /// The number of trials with a second, different result, which must not happen.
    package var conflicts: Int
    /// The number of times that a coordinator was started on the study.
    package var starts: Int
    /// The activity of the study.
    package var activity: StudyActivity
    /// Whether a coordinator runs the study now.
    package var isLive: Bool
    package var workers = 0
    package var slots = 0
    /// Seconds since the coordinator started.
    package var elapsedSeconds: Double?
    /// Why a paused coordinator can't store anything.
    package var problem: String?
    /// The trials at the scheduler's stops; missing without a scheduler.
    package var rungs: [Rung]?
    /// The epochs of all ended segments, and those that full training of the trials begun so far
    /// takes; missing without a scheduler.
    package var epochsTrained: Int?
    package var epochsOfFullTraining: Int?
    package var connected: [WorkerStatus] = []
    package var running: [Running] = []
    package var trials: [TrialDocument] = []

    /// A stop of the scheduler, or the last epoch.
    package struct Rung: Sendable, Hashable, Codable {
        package var epoch: Int
        package var reached: Int
        package var kept: Int
        package var pruned: Int
        package var paused: Int
        package var running: Int

        init(_ rung: RungCounts.Rung) {
            epoch = rung.epoch
            reached = rung.reached
            kept = rung.kept
            pruned = rung.pruned
            paused = rung.paused
            running = rung.running
        }
    }

    /// An attempt that is running now.
    package struct Running: Sendable, Hashable, Codable {
        package var trial: Int
        package var worker: String
        package var fraction: Double
        package var samplesPerSecond: Double

        package init(trial: Int, worker: String, fraction: Double, samplesPerSecond: Double) {
            self.trial = trial
            self.worker = worker
            self.fraction = fraction
            self.samplesPerSecond = samplesPerSecond
        }
    }

    /// A study without its trials.
    package init(
        job: Job, counts: [Trial.State: Int], best: Int?, conflicts: Int, starts: Int,
        activity: StudyActivity
    ) {
        study = job.study
        purpose = job.purpose
        objective = job.objective.kind
        dataset = job.objective.dataset?.description
        sampler = job.sampler.type
        metric = job.metric.name
        direction = job.metric.direction.rawValue
        objectives = job.metric.hasSeveralObjectives ? job.metric.objectives : nil
        seed = job.seed
        epochs = job.epochs
        total = job.hasTrialLimit ? job.trials : nil
        self.activity = activity
        isLive = activity.isLive
        let live = isLive
        self.counts = Dictionary(
            uniqueKeysWithValues: counts.map { (Self.word($0.key, isLive: live), $0.value) })
        self.best = best
        self.conflicts = conflicts
        self.starts = starts
    }

    /// Adds the numbers of a study with a scheduler.
    package mutating func add(_ counts: RungCounts) {
        rungs = counts.rungs.map(Rung.init)
        epochsTrained = counts.epochsTrained
        epochsOfFullTraining = counts.epochsOfFullTraining
    }

    /// The state as shown: a running trial is `interrupted` if no coordinator runs the study.
    package static func word(_ state: Trial.State, isLive: Bool) -> String {
        state == .running && !isLive ? StudyActivity.interrupted.rawValue : state.rawValue
    }

    /// The JSON text before and after the trials, which are written one at a time.
    package func frame() throws -> (head: String, tail: String) {
        var document = self
        document.trials = []
        let text = String(
            decoding: try PortableJSON.encode(document, pretty: true), as: UTF8.self)
        let opening = "\"trials\" : ["
        // A quotation mark within a text is escaped, so no text contains this sequence.
        guard let start = text.firstRange(of: opening),
            let end = text[start.upperBound...].firstIndex(of: "]")
        else { preconditionFailure("a document without a list of trials: \(text)") }
        return (String(text[..<start.upperBound]) + "\n", "  " + String(text[end...]))
    }
}

/// The JSON of a trial in `podium trial --json`.
package struct TrialDocument: Sendable, Hashable, Codable {
    package struct Attempt: Sendable, Hashable, Codable {
        package var number: Int
        package var worker: String
        package var host: String
        package var outcome: String
        package var note: String
        /// Seconds since 1970.
        package var startedAt: Double
        package var endedAt: Double?
    }

    package var number: Int
    package var state: String
    package var configuration: [String: DocumentValue]
    package var metrics: [String: Double]
    package var failure: String?
    /// Whether a complete trial meets the job's `feasible` conditions; nil if there are none.
    package var feasible: Bool?
    /// Why a pruned trial was stopped.
    package var pruning: String?
    /// The trial that this one branched off, and at which epoch.
    package var parent: Int?
    package var parentEpoch: Int?
    package var intermediateResults: [IntermediateResult]
    package var attempts: [Attempt]

    /// - Parameters:
    ///   - metric: the job's.
    ///   - isLive: whether a coordinator runs the study.
    package init(_ record: TrialRecord, metric: Metric, isLive: Bool) {
        number = record.trial.number
        state = StudyDocument.word(record.trial.state, isLive: isLive)
        configuration = Dictionary(
            uniqueKeysWithValues: record.trial.configuration.entries.map {
                ($0.name, DocumentValue(value: $0.value))
            })
        metrics = record.trial.metrics
        failure = record.trial.failure
        feasible = Self.isFeasible(record.trial, metric)
        pruning = record.trial.pruning
        parent = record.trial.origin?.parent
        parentEpoch = record.trial.origin?.epoch
        intermediateResults = record.intermediateResults
        attempts = record.attempts.map {
            Attempt(
                number: $0.number, worker: $0.worker.name, host: $0.worker.host,
                outcome: Self.word($0.outcome, isLive: isLive), note: $0.note,
                startedAt: $0.startedAt, endedAt: $0.endedAt)
        }
    }

    static func isFeasible(_ trial: Trial, _ metric: Metric) -> Bool? {
        guard !metric.feasible.isEmpty, trial.state == .complete else { return nil }
        return metric.violation(by: trial.metrics) == 0
    }

    static func word(_ outcome: AttemptOutcome, isLive: Bool) -> String {
        outcome == .running && !isLive ? StudyActivity.interrupted.rawValue : outcome.rawValue
    }
}

/// A parameter's value as plain JSON: a number, a text, a Boolean or null.
package struct DocumentValue: Sendable, Hashable, Codable {
    package var value: ParameterValue

    package init(value: ParameterValue) { self.value = value }

    /// Decodes a value; an integer becomes an int, whatever its domain was.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = .null
        } else if let flag = try? container.decode(Bool.self) {
            value = .bool(flag)
        } else if let number = try? container.decode(Int.self) {
            value = .int(number)
        } else if let number = try? container.decode(Double.self) {
            value = .float(number)
        } else {
            value = .text(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .float(let number): try container.encode(number)
        case .int(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .bool(let flag): try container.encode(flag)
        case .null: try container.encodeNil()
        }
    }
}
