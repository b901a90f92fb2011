import Datasets
import Files
import Foundation
import Portable
import Search
package import StudyModel

extension CurveTable {
    /// The table of a study whose trials were trained to their last epoch.
    ///
    /// Trials without an outcome are left out. A failed trial counts as diverged after its last
    /// recorded epoch. The table has the median time per epoch of all trials, since single times
    /// depend on what else the machines did.
    ///
    /// - Parameter records: the trials in the order of their numbers.
    /// - Throws: `SimulationError` if a trial was stopped early or has no value after some epoch,
    ///   or if a parameter has a domain that a table can't describe.
    package init(recordOf job: Job, _ records: [TrialRecord]) throws {
        let parameters = try Self.parameters(of: job)
        let usable = records.filter { $0.trial.state.isTerminal }
        let curves = try usable.map { try Self.curve(of: $0, job) }
        let summary = Self.summary(
            finals: curves.map { $0[job.epochs - 1] }, metric: job.metric)
        guard let summary, job.metric.ranks(summary.optimum, before: summary.median) else {
            throw SimulationError.unusable(
                place: "study \(job.study)", found: "\(usable.count, "trial") with an outcome",
                expected: "trials with different final values of \(job.metric.name)")
        }
        let seconds = usable.compactMap { Self.secondsPerEpoch(of: $0) }.sorted()
        self.init(
            name: job.study, metric: job.metric, epochs: job.epochs, parameters: parameters,
            configurations: try usable.map {
                try Self.numbers(of: $0.trial.configuration, parameters, job)
            }, curves: curves,
            secondsPerEpoch: Array(
                repeating: seconds.isEmpty
                    ? Self.standardSecondsPerEpoch : seconds[seconds.count / 2],
                count: usable.count),
            optimum: summary.optimum, median: summary.median,
            source: "recorded by Podium: study \(job.study), seed \(job.seed)")
    }

    /// The parameters with all pools drawn.
    private static func parameters(of job: Job) throws -> [Parameter] {
        let parameters = try StudySampler(job: job).space.parameters
        for parameter in parameters {
            guard parameter.condition == nil else {
                throw SimulationError.unusable(
                    place: "study \(job.study), parameter \(parameter.name)",
                    found: "a condition (`when`)",
                    expected: "parameters that are always active, which a table can describe")
            }
            let distribution: Distribution =
                switch parameter.domain {
                case .float(let domain): domain.distribution
                case .int(let domain): domain.distribution
                case .categorical, .pool: .uniform
                }
            if case .int(let domain) = parameter.domain,
                max(domain.low.magnitude, domain.high.magnitude)
                    > CurveTableEntry.largestWhole.magnitude
            {
                throw SimulationError.unusable(
                    place: "study \(job.study), parameter \(parameter.name)",
                    found: "\(domain.low) to \(domain.high)",
                    expected: "whole numbers of at most \(CurveTableEntry.largestWhole) in "
                        + "magnitude, which a table can describe")
            }
            guard distribution == .uniform || distribution == .logUniform else {
                throw SimulationError.unusable(
                    place: "study \(job.study), parameter \(parameter.name)",
                    found: "a normal or log-normal distribution",
                    expected: "uniform, log, choices or a pool, which a table can describe")
            }
        }
        return parameters
    }

    private static func curve(of record: TrialRecord, _ job: Job) throws -> [Double] {
        let trial = record.trial
        func problem(_ found: String, _ expected: String) -> SimulationError {
            .unusable(
                place: "study \(job.study), trial \(trial.number)", found: found,
                expected: expected)
        }
        guard trial.state != .pruned, trial.origin == nil else {
            throw problem(
                "a trial that a scheduler stopped or started",
                "a study without a scheduler, whose trials are trained to their last epoch")
        }
        var values: [Int: Double] = [:]
        for result in record.intermediateResults {
            values[result.epoch] = result.metrics[job.metric.name]
        }
        let isFailed = trial.state == .failed
        let last = isFailed ? values.keys.max() ?? 0 : job.epochs
        return try (1...job.epochs).map { epoch in
            if let value = values[epoch] { return value }
            guard epoch > last else {
                throw problem(
                    "no \(job.metric.name) after epoch \(epoch)",
                    "a value after each of the \(job.epochs, "epoch"), "
                        + "without early stopping and with a quality of every epoch")
            }
            return .nan
        }
    }

    /// Seconds per epoch of the attempt that completed a trial; nil if it is not known.
    private static func secondsPerEpoch(of record: TrialRecord) -> Double? {
        guard record.attempts.count == 1, let attempt = record.attempts.last,
            attempt.outcome == .complete, let end = attempt.endedAt, end > attempt.startedAt
        else { return nil }
        return (end - attempt.startedAt) / Double(max(1, record.intermediateResults.count))
    }

    /// A configuration as a table's row.
    private static func numbers(
        of configuration: Configuration, _ parameters: [Parameter], _ job: Job
    ) throws -> [Double] {
        try parameters.map { parameter in
            let value = configuration[parameter.name]
            if case .categorical(let choices) = parameter.domain,
                !choices.allSatisfy({ $0.number != nil })
            {
                if let index = choices.firstIndex(where: { $0 == value }) { return Double(index) }
            } else if let number = value?.number {
                return number
            }
            throw SimulationError.unusable(
                place: "study \(job.study), parameter \(parameter.name)",
                found: value.map { "\($0)" } ?? "no value", expected: "a value of its domain")
        }
    }

    // MARK: Files

    /// Writes the table's file into a directory of tables, and adds it to the list there.
    ///
    /// An earlier table of this name is replaced; other entries stay as they are.
    ///
    /// - Returns: the paths of the written files.
    /// - Throws: `SimulationError` if the list can't be read, `DatasetError` or `FileFailure` if a
    ///   file can't be written.
    @discardableResult
    package func write(to directory: String) throws -> [String] {
        let list = directory + "/" + Self.listName
        let isNew = !FileManager.default.fileExists(atPath: list)
        var entries = isNew ? [] : try Self.list(list)
        try Directory.make(directory)
        let file = name + ".npz"
        try NumPyArchive.write(
            [
                .init(
                    ArrayName.configurations, dimensions: [rows, parameters.count],
                    values: configurations.flatMap { $0 }, isSingle: false),
                .init(
                    ArrayName.curves, dimensions: [rows, epochs], values: curves.flatMap { $0 },
                    isSingle: false),
            ], to: directory + "/" + file)
        var entry = CurveTableEntry(
            file: file, metric: metric, epochs: epochs, rows: rows, parameters: parameters,
            optimum: optimum, median: median, source: source)
        entry.secondsPerEpoch = secondsPerEpoch.first
        entries.removeAll { $0["file"]?.text == file }
        entries.append(entry.json)
        let text = try PortableJSON.encode(JSONValue.list(entries), isRecord: true)
        try AtomicFile.write(text + [UInt8(ascii: "\n")], to: list)
        return [directory + "/" + file, list]
    }
}
