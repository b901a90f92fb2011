import StudyModel
import UserPrograms
import Yams

/// What a trial takes of its worker, as in `resources: { gpus: 0.5, cpus: 4, memory: 8GB }`.
extension JobReader {
    mutating func resources(_ node: Node, path: String) -> ResourceNeed? {
        let before = mistakes.count
        var need = ResourceNeed()
        for entry in entries(node, path: path) ?? [] {
            let name = "\(path).\(entry.key.shown)"
            switch entry.key {
            case "cpus":
                need.cpus = int(entry.value, path: name, in: ResourceNeed.cpuRange) ?? 1
            case "gpus": need.gpus = gpus(entry.value, path: name) ?? 0
            case "memory":
                need.memory = byteCount(
                    entry.value, path: name, atMost: ResourceNeed.memoryRange.upperBound)
            default:
                guard isKind(entry, path: path),
                    let amount = int(entry.value, path: name, in: ResourceAmount.range)
                else { continue }
                need.others.append(ResourceAmount(entry.key, amount))
            }
        }
        if need.others.count > ResourceNeed.mostKinds {
            note(
                "\(path) has \(need.others.count) kinds of its own; expected at most "
                    + "\(ResourceNeed.mostKinds)", at: node.position)
        }
        guard mistakes.count == before else { return nil }
        return ResourceNeed(
            cpus: need.cpus, gpus: need.gpus, memory: need.memory, others: need.others)
    }

    /// Whether a key can name a kind of the user's own, and is no misspelling of Podium's.
    private mutating func isKind(_ entry: JobFields.Entry, path: String) -> Bool {
        let known = ResourceAmount.knownKinds
        let other = ["gpu": "gpus", "cpu": "cpus", "cores": "cpus", "ram": "memory"]
        if let meant = other[entry.key.lowercased()]
            ?? Spelling.nearest(to: entry.key, among: known)
        {
            note(
                "unknown key '\(entry.key.shown)' in \(path); did you mean '\(meant)'?",
                at: entry.position)
            return false
        }
        guard !ResourceAmount.isName(entry.key) else { return true }
        note(
            "'\(entry.key.shown)' can't name a resource; expected \(Spelling.list(known)), or a "
                + "name of letters, digits, '_' and '-'", at: entry.position)
        return false
    }

    /// A whole number of devices, or a share of one.
    private mutating func gpus(_ node: Node, path: String) -> Double? {
        let expected =
            "a share of a device from \(ResourceNeed.smallestShare) to 1, or a whole number of "
            + "devices up to \(ResourceNeed.mostDevices)"
        let value: Double? =
            switch scalar(node, path: path) {
            case .int(let number)?: Double(number)
            case .float(let number)?: number
            default: nil
            }
        guard let value else {
            refuse(node, path: path, expected: expected)
            return nil
        }
        guard ResourceNeed(gpus: value).complaint == nil else {
            note("\(path) is \(Self.shown(value)); expected \(expected)", at: node.position)
            return nil
        }
        return value
    }

    /// Checks a job's resources against its objective, its threads and its program.
    mutating func checkResources(_ job: Job, _ fields: JobFields) {
        guard let need = job.resources, let place = fields.values["resources"]?.position else {
            return
        }
        guard job.objective.runsPrograms else {
            let foreign = (need.gpus > 0 ? ["gpus"] : []) + need.others.map(\.name)
            if !foreign.isEmpty {
                note(
                    "resources has \(Spelling.joined(foreign)), and the \(job.objective.kind) "
                        + "objective is trained on cores; expected cpus and memory, or the "
                        + "objective command", at: place)
            } else if job.threads > need.cpus {
                warn(
                    "threads is \(job.threads), and resources reserves \(need.cpus) cpus per "
                        + "trial; the threads then share cores with other trials",
                    at: .file(file, place))
            }
            return
        }
        guard let settings = try? ProgramSettings(job.objective) else { return }
        if let limit = settings.memoryLimit, let memory = need.memory, limit > memory {
            note(
                "memory allows a program \(limit) bytes, and resources.memory reserves \(memory); "
                    + "expected a limit that is not larger, or only resources.memory, which is a "
                    + "limit too", at: place)
        }
        let devices = ["CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES"]
        for name in devices where need.gpus > 0 && settings.environment[name] != nil {
            note(
                "environment sets \(name), which the worker sets for resources.gpus; leave one "
                    + "of them out", at: place)
        }
    }
}
