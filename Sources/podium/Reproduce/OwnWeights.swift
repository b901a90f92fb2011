import Analysis
import Datasets
import Foundation
import JobFiles
import StudyModel

/// Where the weights are that a report's jobs begin with: those that the same run has made.
///
/// A job file names the weights of another study as `../results/STUDY/…`, which are the ones that
/// came with the program. A run with other results, or on a small budget, makes weights of its own
/// there, and its later studies begin with these.
struct OwnWeights: Sendable {
    /// The directory of the run's studies.
    let results: String
    /// The run's studies, in their order.
    let studies: [String]

    /// The file of the run that stands in for one that a job names; nil for all other files.
    func path(for file: String) -> String? {
        guard let (study, rest) = place(of: file) else { return nil }
        return "\(results)/\(study)/\(rest)"
    }

    /// The study of the run that a file belongs to, and the file's path below it.
    private func place(of file: String) -> (study: String, rest: String)? {
        let parts = file.split(separator: "/")
        guard let index = parts.lastIndex(of: "results"), index + 2 < parts.count,
            studies.contains(String(parts[index + 1]))
        else { return nil }
        return (String(parts[index + 1]), parts[(index + 2)...].joined(separator: "/"))
    }

    /// Reads a study's files.
    ///
    /// - Parameter study: weights that a study before it makes need not be there yet; nil asks for
    ///   all of them.
    func environment(before study: String?) -> JobEnvironment {
        var environment = StandardData.environment
        environment.file = { [self] named in
            guard let own = path(for: named) else { return try InputFile(reading: named) }
            if let study, isMade(named, before: study), !FileManager.default.fileExists(atPath: own)
            {
                return InputFile(path: own, sha256: String(repeating: "0", count: 64), byteCount: 0)
            }
            return try InputFile(reading: own)
        }
        let (tensors, features) = (environment.tensors, environment.features)
        // The model is fitted to the run's own weights, whatever sizes these have.
        environment.tensors = { [self] named in
            path(for: named) == nil ? try tensors(named) : nil
        }
        environment.features = { [self] named, shape in
            guard let own = path(for: named) else { return features(named, shape) }
            let isComing =
                study.map { isMade(named, before: $0) } == true
                && !FileManager.default.fileExists(atPath: own)
            return isComing ? nil : features(own, shape)
        }
        return environment
    }

    /// Whether a study that comes earlier makes a file.
    private func isMade(_ file: String, before study: String) -> Bool {
        guard let maker = place(of: file)?.study, let first = studies.firstIndex(of: maker),
            let second = studies.firstIndex(of: study)
        else { return false }
        return first < second
    }

    /// A job with its stages' files, and with the sizes that the weights it begins with have.
    ///
    /// A search on a small budget may have another winner, whose layers have other sizes.
    func adapt(_ job: Job) throws -> Job {
        var job = job
        job.stages = job.stages.map { step in
            step.options.filter { StudyStage.fileOptions.contains($0.name) }
                .reduce(step) { step, option in
                    step.setting(option.name, option.values.map(besides))
                }
        }
        guard let pretrained = job.pretrained, pretrained.file.byteCount > 0,
            studies.contains(where: { pretrained.file.path.hasPrefix("\(results)/\($0)/") }),
            var model = job.modelInUse
        else { return job }
        let source = try TrainedModel(path: pretrained.file.path)
        for name in pretrained.parts {
            guard let part = source.job.modelInUse?[name],
                let index = model.parts.firstIndex(where: { $0.name == name })
            else { continue }
            model.parts[index] = part.bound(to: source.document.configuration)
        }
        if model != job.modelInUse { job.model = model }
        return job
    }

    /// A file of another of the run's studies, from the directory of any of them.
    private func besides(_ file: String) -> String {
        place(of: file).map { "../\($0.study)/\($0.rest)" } ?? file
    }
}

extension ModelDescription.Part {
    /// The same layers with a configuration's values in place of its parameters.
    fileprivate func bound(to configuration: Configuration) -> ModelDescription.Part {
        ModelDescription.Part(
            name,
            layers.map { layer in
                LayerDescription(
                    layer.kind,
                    layer.settings.map { setting in
                        let value = setting.value.value(in: configuration)
                        return Setting(setting.name, value.map { .literal($0) } ?? setting.value)
                    })
            })
    }
}
