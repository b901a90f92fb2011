import Portable
import Search
import StudyModel
import Yams

/// The studies whose trials a sampler learns from before its own.
extension JobReader {
    /// A study, or a list of them; nil if there are mistakes.
    ///
    /// What is wrong with the other studies is collected in `unread`: it matters only until this
    /// study has started, because its record then has a copy of the trials.
    ///
    /// - Parameters:
    ///   - name: the name of the job's own study.
    ///   - space: the job's, with its pools drawn.
    mutating func warmStart(
        _ fields: JobFields, of name: String?, _ metric: Metric?, _ space: SearchSpace?,
        _ sampler: SamplerSpec?
    ) -> [EarlierStudy]? {
        guard let entry = fields.values["warm_start"] else { return [] }
        var nodes = [entry.value]
        if case .sequence = entry.value {
            guard let list = elements(entry.value, path: "warm_start", of: "studies") else {
                return nil
            }
            nodes = list
        }
        guard let sampler else { return nil }
        let learning = SamplerKind.all.filter(\.learnsFromOthers).map(\.name)
        guard learning.contains(sampler.type) else {
            note(
                "the \(sampler.type) sampler learns nothing from earlier trials; leave warm_start "
                    + "out, or use the \(Spelling.list(learning)) sampler", at: entry.position)
            return nil
        }
        let before = mistakes.count
        var studies: [EarlierStudy] = []
        for node in nodes {
            guard let path = text(node, path: "warm_start", expected: "a study's directory") else {
                continue
            }
            let study = earlierStudy(path, at: node.position, of: name, metric, space)
            if studies.contains(where: { $0.study == study.study }) {
                note(
                    "warm_start has two studies that are named \(study.study.shown)",
                    at: node.position)
            }
            studies.append(study)
        }
        return mistakes.count == before ? studies : nil
    }

    /// The directory of the job file, if it can be that of the job's study.
    private func ownDirectory(of name: String?) -> String? {
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        guard let name, parts.count > 1, parts[parts.count - 2] == name else { return nil }
        return parts.dropLast().joined(separator: "/")
    }

    private mutating func earlierStudy(
        _ path: String, at position: Position, of name: String?, _ metric: Metric?,
        _ space: SearchSpace?
    ) -> EarlierStudy {
        var study = EarlierStudy(path: path, digest: "", trials: [], found: 0)
        guard let metric, let space else { return study }
        func refuse(_ message: String) {
            unread.append(JobMistake(place: .file(file, position), message: message))
        }
        let found: FoundStudy
        do {
            let read = try environment.study(
                [
                    JobEnvironment.resolve(path, besides: file), path,
                    "\(environment.results)/\(path)",
                ],
                ownDirectory(of: name))
            guard let read else {
                notes.append("warm start: the record has the trials of \(path)")
                return study
            }
            found = read
        } catch {
            refuse("\(error)")
            return study
        }
        guard found.metric.name == metric.name, found.metric.direction == metric.direction else {
            refuse(
                "\(path.shown) ranks by \(found.metric.name) (\(found.metric.direction.rawValue)), "
                    + "and this job by \(metric.name) (\(metric.direction.rawValue)); expected a "
                    + "study with the same metric")
            return study
        }
        for own in metric.others {
            let other = found.metric.objectives.first { $0.name == own.name }
            guard let other, other.direction != own.direction else { continue }
            refuse(
                "\(path.shown) has the objective \(own.name) (\(other.direction.rawValue)), and "
                    + "this job has it with the direction \(own.direction.rawValue); expected a "
                    + "study with the same direction")
            return study
        }
        let match = EarlierMatch(found.trials, names: found.names, in: space, metric: metric)
        let remarks = match.remarks.isEmpty ? "" : ": " + match.remarks.joined(separator: "; ")
        study.found = found.trials.count
        guard match.isUsable, !match.trials.isEmpty else {
            let trials =
                found.trials.count == 1
                ? "the one complete trial of \(path.shown) can't be used"
                : "none of the \(found.trials.count) complete trials of \(path.shown) can be used"
            refuse(
                match.isUsable
                    ? trials + remarks
                    : "\(path.shown) has no parameter that varies here; it has "
                        + found.names.joined(separator: ", "))
            return study
        }
        study.digest = found.digest
        study.trials = match.trials
        let verb = study.trials.count == 1 ? "is" : "are"
        notes.append("warm start: \(study.text) \(verb) used\(remarks)")
        return study
    }
}
