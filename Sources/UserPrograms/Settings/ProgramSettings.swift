package import StudyModel

/// The settings of the objective function `command`: a program of the user's.
package struct ProgramSettings: Sendable, Hashable, Codable {
    /// What is run, before its macros are replaced.
    package enum Command: Sendable, Hashable, Codable {
        /// A program and its arguments.
        case words([String])
        /// A line for `/bin/sh -c`.
        case shell(String)
    }

    /// A metric, and how it is found if the program doesn't report it itself.
    package struct Metric: Sendable, Hashable, Codable {
        package var name: String
        /// A regular expression with one group; nil if the program reports the metric.
        package var pattern: String?

        package init(_ name: String, pattern: String? = nil) {
            self.name = name
            self.pattern = pattern
        }
    }

    package var command: Command
    package var files: [ProgramFile]
    package var environment: [String: String]
    /// With `ProgramSettings.epochName` among the names if a pattern finds the epoch.
    package var metrics: [Metric]
    /// The file with the results, relative to the run directory; nil for lines.
    package var results: String?
    /// Whether the program resumes from its checkpoint directory.
    package var resumes: Bool
    /// Bytes of a checkpoint's files.
    package var checkpointLimit: Int
    /// Bytes of memory of all processes; nil for no limit.
    package var memoryLimit: Int?
    /// How often a failed run is repeated.
    package var retries: Int
    /// Texts in the output that mean a failure that a repetition would not mend.
    package var failOn: [String]
    /// Texts in the output that mean that this worker can't run the program.
    package var rejectOn: [String]

    /// 1 GiB, as much as a coordinator keeps of one checkpoint.
    package static let largestCheckpoint = 1 << 30
    /// The name of the pattern that finds the epoch.
    package static let epochName = "epoch"

    package init(
        command: Command, files: [ProgramFile] = [], environment: [String: String] = [:],
        metrics: [Metric], results: String? = nil, resumes: Bool = true,
        checkpointLimit: Int = largestCheckpoint, memoryLimit: Int? = nil, retries: Int = 0,
        failOn: [String] = [], rejectOn: [String] = []
    ) {
        self.command = command
        self.files = files
        self.environment = environment
        self.metrics = metrics
        self.results = results
        self.resumes = resumes
        self.checkpointLimit = checkpointLimit
        self.memoryLimit = memoryLimit
        self.retries = retries
        self.failOn = failOn
        self.rejectOn = rejectOn
    }

    /// The names of the metrics, without the epoch.
    package var metricNames: [String] {
        metrics.map(\.name).filter { $0 != Self.epochName || !usesPatterns }
    }

    /// Whether the metrics are found in the output by regular expressions.
    package var usesPatterns: Bool { metrics.contains { $0.pattern != nil } }
}

extension ProgramSettings {
    /// The settings of a job's objective.
    ///
    /// - Throws: `DecodingError` if they are not those of a program.
    package init(_ objective: ObjectiveSpec) throws {
        self = try objective.settings.decode(ProgramSettings.self)
    }

    /// The objective of a job.
    package var spec: ObjectiveSpec {
        guard let settings = try? JSONValue(encoding: self) else {
            preconditionFailure("settings of a program can always be encoded: \(self)")
        }
        return ObjectiveSpec(
            kind: ObjectiveSpec.commandKind,
            metrics: metricNames.map { ObjectiveSpec.DeclaredMetric($0) }, settings: settings)
    }
}
