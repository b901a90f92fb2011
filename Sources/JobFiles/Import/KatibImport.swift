import Foundation
import Yams

/// Reads a Katib experiment.
///
/// Its format: https://www.kubeflow.org/docs/components/katib/reference/
enum KatibImport {
    private static let usualTrials = 30
    /// Katib's samplers, by the one of Podium that is nearest.
    private static let samplers = [
        "random": "random", "grid": "grid", "tpe": "tpe", "multivariate-tpe": "tpe",
        "bayesianoptimization": "gp", "cmaes": "cma-es", "sobol": "qmc", "hyperband": "random",
        "pbt": "random",
    ]

    static func convert(
        _ root: Node, _ reader: inout ForeignFile
    ) throws(JobFileError) -> ImportedJob {
        let spec = reader.value(root, "spec")
        let name = reader.text(reader.value(reader.value(root, "metadata"), "name")) ?? "experiment"
        var draft = JobDraft(study: JobDraft.name(name))
        readObjective(reader.value(spec, "objective"), &draft, &reader)
        readAlgorithm(reader.value(spec, "algorithm"), &draft, &reader)
        for parameter in reader.list(reader.value(spec, "parameters")) {
            readParameter(parameter, &draft, &reader)
        }
        readTemplate(reader.value(spec, "trialTemplate"), &draft, &reader)
        readPatterns(reader.value(spec, "metricsCollectorSpec"), &draft, &reader)
        if let stopping = reader.value(spec, "earlyStopping") {
            reader.remark(
                "earlyStopping is not converted: `scheduler: median` needs `epochs` and a program "
                    + "that reports them (docs/schedulers.md)", at: stopping)
        }
        draft.readTrials(reader.value(spec, "maxTrialCount"), usual: usualTrials, &reader)
        if let failures = reader.value(spec, "maxFailedTrialCount") {
            draft.maxFailures = reader.number(failures).map { max(1, Int($0)) }
            reader.remark(
                "maxFailedTrialCount becomes `max_failures`, which counts failures in a row",
                at: failures)
        }
        if let parallel = reader.value(spec, "parallelTrialCount") {
            reader.remark(
                "parallelTrialCount is the number of slots: `podium run --slots` or `podium submit "
                    + "--slots`", at: parallel)
        }
        return ImportedJob(
            text: draft.text(source: "Katib experiment"), remarks: reader.remarks,
            source: "Katib experiment")
    }

    private static func readObjective(
        _ node: Node?, _ draft: inout JobDraft, _ reader: inout ForeignFile
    ) {
        let main = reader.text(reader.value(node, "objectiveMetricName"))
        if main == nil {
            reader.remark("no objectiveMetricName: the job ranks by 'loss'", at: node)
        }
        let others = reader.list(reader.value(node, "additionalMetricNames"))
            .compactMap { reader.text($0) }
        let names = [main ?? "loss"] + others.filter { $0 != main }
        draft.metrics = names.map { ($0, pattern(of: $0)) }
        draft.direction =
            reader.text(reader.value(node, "type")) == "maximize" ? "maximize" : "minimize"
        draft.target = reader.text(reader.value(node, "goal"))
    }

    /// What Katib's collector finds in the output unless a filter is given: `name=value`.
    private static func pattern(of name: String) -> String {
        // Of `val_loss=0.1`, `loss` is not the name.
        "(?:^|[^\\w|-])" + NSRegularExpression.escapedPattern(for: name)
            + "\\s*=\\s*([-+0-9.eE]+)"
    }

    private static func readAlgorithm(
        _ node: Node?, _ draft: inout JobDraft, _ reader: inout ForeignFile
    ) {
        let name = reader.text(reader.value(node, "algorithmName"))
        guard let name, let sampler = samplers[name] else {
            return reader.remark(
                "the algorithm \(name ?? "is not named, and") has no counterpart; "
                    + "the job uses random",
                at: node)
        }
        draft.sampler = sampler
        switch name {
        case "hyperband", "pbt":
            reader.remark(
                "\(name) is `scheduler: \(name)` with `epochs`; the program must report its epochs "
                    + "(docs/schedulers.md)", at: node)
        case "bayesianoptimization":
            reader.remark("bayesianoptimization becomes the sampler gp", at: node)
        default: break
        }
        if let settings = reader.value(node, "algorithmSettings") {
            reader.remark("the algorithm's settings are left out (docs/search.md)", at: settings)
        }
    }

    private static func readParameter(
        _ node: Node, _ draft: inout JobDraft, _ reader: inout ForeignFile
    ) {
        guard let name = reader.text(reader.value(node, "name")) else {
            return reader.remark("a parameter without a name is left out", at: node)
        }
        let space = reader.value(node, "feasibleSpace")
        guard let domain = domain(name, node, space, &reader) else {
            return reader.remark(
                "\(name) lacks a feasibleSpace that fits its type; it is left out", at: node)
        }
        let own = draft.add(name, domain, at: node)
        if own != name { reader.remark("'\(name)' is named \(own) in the job", at: node) }
    }

    private static func domain(
        _ name: String, _ node: Node, _ space: Node?, _ reader: inout ForeignFile
    ) -> String? {
        let low = reader.text(reader.value(space, "min"))
        let high = reader.text(reader.value(space, "max"))
        let step = reader.text(reader.value(space, "step")).flatMap { $0.isEmpty ? nil : $0 }
        let items = reader.list(reader.value(space, "list")).compactMap { reader.text($0) }
        let type = reader.text(reader.value(node, "parameterType"))
        switch type {
        case "double", "int":
            guard let low, let high else { return nil }
            // Katib writes numbers as texts.
            let steps = step.map { ", step: \($0)" } ?? ""
            let distribution = distribution(name, space, &reader)
            return "{ type: \(type == "int" ? "int" : "float"), low: \(low), high: \(high)"
                + "\(distribution)\(steps) }"
        case "discrete":
            guard !items.isEmpty, items.allSatisfy({ Double($0) != nil }) else { return nil }
            return "{ type: categorical, choices: [\(items.joined(separator: ", "))] }"
        case "categorical":
            guard !items.isEmpty else { return nil }
            let texts = items.map(JobDraft.quoted).joined(separator: ", ")
            return "{ type: categorical, choices: [\(texts)] }"
        default: return nil
        }
    }

    /// The distribution of a number as a setting of its domain; empty if it is uniform.
    private static func distribution(
        _ name: String, _ space: Node?, _ reader: inout ForeignFile
    ) -> String {
        let node = reader.value(space, "distribution")
        switch reader.text(node) {
        case nil, "uniform": return ""
        case "logUniform": return ", distribution: log"
        case "normal":
            guard let low = reader.number(reader.value(space, "min")),
                let high = reader.number(reader.value(space, "max"))
            else { return "" }
            // Katib's own choice of the two.
            return ", distribution: normal, mean: \((low + high) / 2), "
                + "deviation: \((high - low) / 6)"
        case let other?:
            reader.remark(
                "\(name): the distribution \(other) has no counterpart between limits; the job "
                    + "uses \(other == "logNormal" ? "log" : "uniform")", at: node)
            return other == "logNormal" ? ", distribution: log" : ""
        }
    }

    // MARK: The program

    private static func readTemplate(
        _ node: Node?, _ draft: inout JobDraft, _ reader: inout ForeignFile
    ) {
        var names: [String: String] = [:]
        for parameter in reader.list(reader.value(node, "trialParameters")) {
            if let name = reader.text(reader.value(parameter, "name")),
                let reference = reader.text(reader.value(parameter, "reference"))
            {
                names[name] =
                    draft.space.first { $0.original == reference }?.name ?? reference
            }
        }
        let containers = containers(in: reader.value(node, "trialSpec"), reader)
        let primary = reader.text(reader.value(node, "primaryContainerName"))
        let place =
            containers.firstIndex { reader.text(reader.value($0, "name")) == primary }
            ?? containers.indices.first
        let container = place.map { containers[$0] }
        let words =
            reader.list(reader.value(container, "command"))
            + reader.list(reader.value(container, "args"))
        draft.command = words.compactMap { node in
            reader.text(node).map { converted($0, names, at: node, &reader) }
        }
        for other in containers.indices where other != place {
            reader.remark(
                "this container is left out: a trial is one program on one worker",
                at: containers[other])
        }
        if draft.command.isEmpty {
            reader.remark("no command was found in trialSpec: put your own", at: node)
            draft.command = ["./program", "{args}"]
        }
        if let image = reader.value(container, "image") {
            reader.remark(
                "the image is not used: what it contains must be installed on each worker, and "
                    + "the program's files go into `files`", at: image)
        }
        if let variables = reader.value(container, "env") {
            reader.remark(
                "env is not converted: write the variables under `environment`", at: variables)
        }
        if let resources = reader.value(container, "resources") {
            reader.remark("resources are not converted (docs/programs.md)", at: resources)
        }
    }

    /// All containers, wherever the kind of the trial's job has them.
    private static func containers(in node: Node?, _ reader: ForeignFile) -> [Node] {
        reader.entries(node).flatMap { entry in
            entry.key == "containers"
                ? reader.list(entry.value) : containers(in: entry.value, reader)
        }
    }

    private static func converted(
        _ word: String, _ names: [String: String], at node: Node, _ reader: inout ForeignFile
    ) -> String {
        var text = word.replacing("{", with: "{{").replacing("}", with: "}}")
        for (name, reference) in names.sorted(by: { $0.key < $1.key }) {
            text = text.replacing("${{trialParameters.\(name)}}", with: "{\(reference)}")
        }
        if text.contains("${{") {
            reader.remark("'\(word)' has a parameter that is not declared", at: node)
        }
        return text
    }

    private static func readPatterns(
        _ node: Node?, _ draft: inout JobDraft, _ reader: inout ForeignFile
    ) {
        guard let node else { return }
        let source = reader.value(node, "source")
        let format = reader.value(reader.value(source, "filter"), "metricsFormat")
        let kind = reader.text(reader.value(reader.value(node, "collector"), "kind")) ?? "StdOut"
        guard kind != "StdOut" || format != nil else { return }
        reader.remark(
            "the collector '\(kind)' is not converted: the job looks for NAME=VALUE in the output; "
                + "change the patterns of `metrics` as you need", at: node)
    }
}
