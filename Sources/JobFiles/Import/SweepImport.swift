import Foundation
import Yams

/// Reads a W&B sweep.
///
/// Its format: https://docs.wandb.ai/guides/sweeps/sweep-config-keys
enum SweepImport {
    private static let usualTrials = 100
    private static let knownKeys = [
        "program", "method", "metric", "parameters", "early_terminate", "command", "run_cap",
        "name",
        "description", "project", "entity",
    ]

    static func convert(
        _ root: Node, _ reader: inout ForeignFile
    ) throws(JobFileError) -> ImportedJob {
        let name =
            reader.text(reader.value(root, "name")) ?? (reader.file as NSString)
            .lastPathComponent.split(separator: ".").first.map(String.init) ?? "sweep"
        var draft = JobDraft(study: JobDraft.name(name))
        for entry in reader.entries(root) where !knownKeys.contains(entry.key) {
            reader.remark("'\(entry.key)' has no counterpart and is left out", at: entry.keyNode)
        }
        readMetric(root, &draft, &reader)
        readMethod(root, &draft, &reader)
        for entry in reader.entries(reader.value(root, "parameters")) {
            readParameter(entry.key, entry.value, at: entry.keyNode, &draft, &reader)
        }
        readCommand(root, &draft, &reader)
        noteRenamed(root, draft, &reader)
        readTermination(root, &draft, &reader)
        draft.readTrials(reader.value(root, "run_cap"), usual: usualTrials, &reader)
        reader.remark(
            "the program reports to W&B; let it print lines such as podium: "
                + "{\"\(draft.metrics.first?.name ?? "loss")\": 0.1}, too (docs/programs.md)",
            at: reader.value(root, "program"))
        return ImportedJob(
            text: draft.text(source: "W&B sweep"), remarks: reader.remarks, source: "W&B sweep")
    }

    private static func readMetric(
        _ root: Node, _ draft: inout JobDraft, _ reader: inout ForeignFile
    ) {
        let metric = reader.value(root, "metric")
        let name = reader.text(reader.value(metric, "name"))
        if name == nil {
            reader.remark("no metric: the job ranks by 'loss'; put the right name", at: metric)
        }
        let own = String(
            (name ?? "loss").map { JobReader.isInMetricNames($0) ? $0 : "_" }.prefix(64))
        if let name, own != name {
            reader.remark("the metric '\(name)' is named \(own) in the job", at: metric)
        }
        draft.metrics = [(own, nil)]
        draft.direction =
            reader.text(reader.value(metric, "goal")) == "maximize" ? "maximize" : "minimize"
        draft.target = reader.text(reader.value(metric, "target"))
    }

    private static func readMethod(
        _ root: Node, _ draft: inout JobDraft, _ reader: inout ForeignFile
    ) {
        let method = reader.value(root, "method")
        switch reader.text(method) {
        case "bayes": draft.sampler = "gp"
        case "grid": draft.sampler = "grid"
        case "random": draft.sampler = "random"
        default:
            reader.remark("method is not bayes, grid or random; the job uses random", at: method)
        }
    }

    // MARK: Parameters

    private static func readParameter(
        _ name: String, _ node: Node, at key: Node, _ draft: inout JobDraft,
        _ reader: inout ForeignFile
    ) {
        if let nested = reader.value(node, "parameters") {
            for entry in reader.entries(nested) {
                readParameter(
                    "\(name).\(entry.key)", entry.value, at: entry.keyNode, &draft, &reader)
            }
            return
        }
        guard let domain = domain(name, node, at: key, &reader) else { return }
        _ = draft.add(name, domain, at: key)
    }

    /// Notes parameters with another name in the job, and how the program gets them.
    private static func noteRenamed(
        _ root: Node, _ draft: JobDraft, _ reader: inout ForeignFile
    ) {
        let words = reader.list(reader.value(root, "command")).compactMap { reader.text($0) }
        let macros = words.isEmpty ? ["${args}"] : words
        for parameter in draft.space where parameter.name != parameter.original {
            let original = parameter.original
            var uses: [String] = []
            if macros.contains(where: { ["${args}", "${args_no_boolean_flags}"].contains($0) }) {
                uses.append("the command still gives --\(original)=…")
            }
            if macros.contains("${args_no_hyphens}") {
                uses.append("the command still gives \(original)=…")
            }
            if macros.contains(where: { $0.hasPrefix("${args_json") }) {
                uses.append("the file {json} has this name too: change the program")
            }
            reader.remark(
                (["'\(original)' is named \(parameter.name) in the job"] + uses)
                    .joined(separator: "; "), at: parameter.place)
        }
    }

    private static func domain(
        _ name: String, _ node: Node, at key: Node, _ reader: inout ForeignFile
    ) -> String? {
        if let value = reader.value(node, "value") {
            guard let literal = reader.literal(value) else {
                reader.remark("\(name) has a value that is no scalar; it is left out", at: value)
                return nil
            }
            return literal == "null" ? "{ type: categorical, choices: [null] }" : literal
        }
        if let values = reader.value(node, "values") {
            return choices(name, values, node, &reader)
        }
        guard let distribution = distribution(node, reader) else {
            reader.remark(
                "\(name) has neither value, values, nor min and max; it is left out", at: key)
            return nil
        }
        guard let domain = range(distribution, node, reader) else {
            reader.remark(
                "\(name): the distribution '\(distribution)' has no counterpart, or lacks its "
                    + "limits; the parameter is left out: add it to `space`", at: key)
            return nil
        }
        return domain
    }

    private static func choices(
        _ name: String, _ values: Node, _ node: Node, _ reader: inout ForeignFile
    ) -> String? {
        let nodes = reader.list(values)
        guard !nodes.isEmpty else {
            reader.remark("\(name) has no values; it is left out", at: values)
            return nil
        }
        let literals = nodes.compactMap { reader.literal($0) }
        if literals.count < nodes.count {
            let unfit = nodes.first { reader.literal($0) == nil }
            reader.remark(
                "\(name): a value is a list, a mapping or no finite number; the parameter is left "
                    + "out: give each choice a name", at: unfit ?? values)
            return nil
        }
        if let weights = reader.value(node, "probabilities") {
            reader.remark("\(name): all choices are equally likely in Podium", at: weights)
        }
        return "{ type: categorical, choices: [\(literals.joined(separator: ", "))] }"
    }

    /// The distribution that is stated, or that W&B takes for `min` and `max`.
    private static func distribution(_ node: Node, _ reader: ForeignFile) -> String? {
        if let stated = reader.text(reader.value(node, "distribution")) { return stated }
        guard let low = reader.value(node, "min"), let high = reader.value(node, "max") else {
            return nil
        }
        return reader.isWhole(low) && reader.isWhole(high) ? "int_uniform" : "uniform"
    }

    private static func range(
        _ distribution: String, _ node: Node, _ reader: ForeignFile
    ) -> String? {
        let low = reader.value(node, "min")
        let high = reader.value(node, "max")
        let mean = reader.text(reader.value(node, "mu")) ?? "0"
        let deviation = reader.text(reader.value(node, "sigma")) ?? "1"
        let step = reader.text(reader.value(node, "q"))
        func limits(_ type: String, _ more: String = "") -> String? {
            guard let low = reader.text(low), let high = reader.text(high) else { return nil }
            return "{ type: \(type), low: \(low), high: \(high)\(more) }"
        }
        let isWholeStep = reader.isWhole(low) && reader.isWhole(reader.value(node, "q"))
        /// W&B rounds what it draws to multiples of the step.
        func multiples(_ more: String = "", isLog: Bool = false) -> String? {
            guard let low = reader.number(low), let high = reader.number(high),
                case let step = step.flatMap(Double.init) ?? 1, step > 0
            else { return nil }
            let first = max((low / step).rounded(), isLog ? 1 : -.infinity) * step
            let last = max((high / step).rounded() * step, first)
            func text(_ value: Double) -> String {
                isWholeStep ? Int(exactly: value).map(String.init) ?? "\(value)" : "\(value)"
            }
            return "{ type: \(isWholeStep ? "int" : "float"), low: \(text(first)), "
                + "high: \(text(last))\(more), step: \(text(step)) }"
        }
        switch distribution {
        case "constant": return nil
        case "uniform": return limits("float")
        case "int_uniform": return limits("int")
        case "q_uniform":
            return multiples()
        case "log_uniform_values": return limits("float", ", distribution: log")
        case "q_log_uniform_values":
            return multiples(", distribution: log", isLog: true)
        case "log_uniform":
            guard let low = reader.number(low), let high = reader.number(high) else { return nil }
            return "{ type: float, low: \(exp(low)), high: \(exp(high)), distribution: log }"
        case "normal":
            return "{ type: float, distribution: normal, mean: \(mean), deviation: \(deviation) }"
        case "log_normal":
            // Both are of the logarithm, there and here.
            return "{ type: float, distribution: log-normal, mean: \(mean), "
                + "deviation: \(deviation) }"
        default: return nil
        }
    }

    // MARK: The program

    private static func readCommand(
        _ root: Node, _ draft: inout JobDraft, _ reader: inout ForeignFile
    ) {
        let program = reader.text(reader.value(root, "program"))
        if let program { draft.files = [program] }
        guard let command = reader.value(root, "command") else {
            guard let program else {
                reader.remark("no program: put your command in `command`", at: nil)
                draft.command = ["./program", "{args}"]
                return
            }
            let isPython = program.hasSuffix(".py")
            draft.command = (isPython ? ["python3", program] : ["./" + program]) + draft.arguments
            return
        }
        for node in reader.list(command) {
            guard let word = reader.text(node) else { continue }
            draft.command += words(word, program, draft, at: node, &reader)
        }
    }

    private static func words(
        _ word: String, _ program: String?, _ draft: JobDraft, at node: Node,
        _ reader: inout ForeignFile
    ) -> [String] {
        switch word {
        case "${env}": return ["/usr/bin/env"]
        case "${interpreter}": return ["python3"]
        case "${program}": return [program ?? "program"]
        case "${args}": return draft.arguments
        case "${args_no_hyphens}": return draft.space.map { "\($0.original)={\($0.name)}" }
        case "${args_no_boolean_flags}":
            reader.remark("booleans are given as --name true or --name false", at: node)
            return draft.arguments
        case "${args_json}", "${args_json_file}":
            reader.remark("{json} is the path of a JSON file with the parameters", at: node)
            return ["{json}"]
        default:
            if word.contains("${") {
                reader.remark("'\(word)' has a macro that is not converted", at: node)
            }
            return [word.replacing("{", with: "{{").replacing("}", with: "}}")]
        }
    }

    private static func readTermination(
        _ root: Node, _ draft: inout JobDraft, _ reader: inout ForeignFile
    ) {
        guard let rule = reader.value(root, "early_terminate") else { return }
        guard reader.text(reader.value(rule, "type")) == "hyperband" else {
            return reader.remark("this rule of early termination has no counterpart", at: rule)
        }
        let reduction = max(2, Int(reader.number(reader.value(rule, "eta")) ?? 3))
        let least = reader.number(reader.value(rule, "min_iter")).map(Int.init)
        let most = reader.number(reader.value(rule, "max_iter")).map(Int.init)
        let epochs = most ?? (least ?? 1) * reduction * reduction * reduction
        let first = max(1, least ?? epochs / (reduction * reduction))
        draft.epochs = epochs
        draft.scheduler = "{ type: asha, min_epochs: \(first), reduction: \(reduction) }"
        reader.remark(
            "early_terminate becomes the asha scheduler with epochs: \(epochs); the program must "
                + "report its epoch and train until PODIUM_UNTIL_EPOCH (docs/programs.md)",
            at: rule)
    }
}
