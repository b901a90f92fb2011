import ArgumentParser
import JobFiles
import Models
import Reporting
import Search
import StudyModel
import UserErrors

struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show a job's model, layer by layer, and how it is trained; run nothing.",
        discussion: """
            Shapes, parameters and multiply-adds are those of one configuration: trial 0's, unless \
            --trial or --set say otherwise.
            """)

    @Argument(help: ArgumentHelp("The job file.", valueName: "job"))
    var job: String

    @Option(help: ArgumentHelp("The trial whose configuration is shown.", valueName: "n"))
    var trial = 0

    @Option(
        help: ArgumentHelp(
            "A parameter's value in place of the trial's; can be given again.",
            valueName: "name=value"))
    var set: [String] = []

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: JobOptions

    func validate() throws {
        guard trial >= 0 else {
            throw ValidationError("--trial is \(trial); expected a number from 0 on")
        }
    }

    func run() throws {
        let loaded = try options.load(job)
        guard trial < loaded.job.trials else {
            throw InputError(
                "--trial \(trial): \(loaded.file) asks for \(loaded.job.trials) trials, "
                    + "numbered from 0")
        }
        var sampler = try StudySampler(job: loaded.job)
        var configuration = sampler.suggest(trial: 0)
        // The sampler draws configurations in the order of trials.
        for number in stride(from: 1, through: trial, by: 1) {
            guard sampler.isReady else {
                throw InputError(
                    "--trial \(trial): the \(loaded.job.sampler.type) sampler draws trials "
                        + "from \(number) on from the outcomes of earlier ones, so they aren't "
                        + "known before the search; describe an earlier one, or give values "
                        + "with --set")
            }
            configuration = sampler.suggest(trial: number)
        }
        for assignment in set { try assign(assignment, in: &configuration) }
        guard let job = try? NetworkJob(loaded.job) else {
            throw InputError(
                "\(loaded.file): the \(loaded.job.objective.kind) objective has no model to "
                    + "describe")
        }
        let summary: ModelSummary
        do {
            summary = try ModelSummary(
                job: job, configuration: configuration, space: sampler.space)
        } catch {
            throw InputError("with \(configuration): \(error)")
        }
        if json {
            try StandardOutput.write(
                json: DescribedModel(summary: summary, trial: trial, configuration: configuration))
        } else {
            let changed = set.isEmpty ? "" : ", with --set"
            let width = configuration.entries.map(\.name.count).max() ?? 0
            let values = configuration.entries.map { entry in
                let space = String(repeating: " ", count: width - entry.name.count)
                return "  \(entry.name)\(space)  \(entry.value)\n"
            }
            try StandardOutput.write(
                "\(summary.study), trial \(trial)\(changed)\n\(values.joined())\n\(summary.text)")
        }
    }

    /// Replaces a configuration's value by that of `name=value`, parsed as the old value's type.
    private func assign(_ assignment: String, in configuration: inout Configuration) throws {
        let names = configuration.entries.map(\.name)
        guard let equals = assignment.firstIndex(of: "=") else {
            throw InputError("--set \(assignment): expected name=value, such as \(names[0])=…")
        }
        let name = String(assignment[..<equals])
        let text = String(assignment[assignment.index(after: equals)...])
        guard let index = names.firstIndex(of: name) else {
            throw InputError(
                "--set \(assignment): the space has no parameter '\(name)'; it has "
                    + names.joined(separator: ", "))
        }
        let old = configuration.entries[index].value
        let value: ParameterValue? =
            switch old {
            case .int: Int(text).map { .int($0) }
            case .float: Double(text).flatMap { $0.isFinite ? .float($0) : nil }
            case .bool: Bool(text).map { .bool($0) }
            case .text: .text(text)
            }
        guard let value else {
            throw InputError("--set \(assignment): expected \(old.kind), such as \(old)")
        }
        configuration.entries[index].value = value
    }
}

/// Output of `podium describe --json`.
private struct DescribedModel: Encodable {
    var summary: ModelSummary
    var trial: Int
    var configuration: Configuration

    private enum CodingKeys: String, CodingKey {
        case study, objective, trial, configuration, parts, training, parameters
        case multiplyAdds = "multiply_adds"
        case smallest = "parameters_smallest"
        case largest = "parameters_largest"
        case memory = "memory_bytes"
        case largestMemory = "memory_bytes_largest"
    }

    func encode(to encoder: any Encoder) throws {
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
