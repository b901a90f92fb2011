import Analysis
import Datasets
import Foundation
import JobFiles
import Models
import Stages
import StudyModel

/// The paths of the pretrained weights of a report's jobs, made by earlier studies of the same run.
///
/// A job file names the weights of another study as `../results/STUDY/…`. These are shipped with
/// the program. A run with another results directory, or on a small budget, makes its own weights
/// there. Its later studies start from them.
struct OwnWeights: Sendable {
    /// The directory of the run's studies.
    let results: String
    /// The run's studies, in order.
    let studies: [String]

    /// The run's file that replaces a file named by a job; nil for all other files.
    func path(for file: String) -> String? {
        guard let (study, rest) = place(of: file) else { return nil }
        return "\(results)/\(study)/\(rest)"
    }

    /// The run's study that owns a file, and the file's path below the study's directory.
    private func place(of file: String) -> (study: String, rest: String)? {
        let parts = file.split(separator: "/")
        guard let index = parts.lastIndex(of: "results"), index + 2 < parts.count,
            studies.contains(String(parts[index + 1]))
        else { return nil }
        return (String(parts[index + 1]), parts[(index + 2)...].joined(separator: "/"))
    }

    /// Reads a study's files.
    ///
    /// - Parameter study: weights made by studies before it may be missing; if nil, all weights
    ///   must exist.
    func environment(before study: String?) -> JobEnvironment {
        var environment = JobEnvironment.withStages(results: nil)
        environment.file = { [self] named in
            guard let own = path(for: named) else { return try InputFile(reading: named) }
            if isAwaited(named, at: own, before: study) {
                return InputFile(path: own, sha256: String(repeating: "0", count: 64), byteCount: 0)
            }
            return try InputFile(reading: own)
        }
        let (tensors, features) = (environment.tensors, environment.features)
        // The model is adapted to the run's own weights, so their shapes are not checked.
        environment.tensors = { [self] named in
            path(for: named) == nil ? try tensors(named) : nil
        }
        environment.features = { [self] named, shape in
            guard let own = path(for: named) else { return features(named, shape) }
            return isAwaited(named, at: own, before: study) ? nil : features(own, shape)
        }
        return environment
    }

    /// Whether a file does not exist yet, and an earlier study makes it.
    ///
    /// - Parameter study: nil asks for all files, so none is awaited.
    private func isAwaited(_ file: String, at path: String, before study: String?) -> Bool {
        guard let study, let maker = place(of: file)?.study,
            let first = studies.firstIndex(of: maker), let second = studies.firstIndex(of: study)
        else { return false }
        return first < second && !FileManager.default.fileExists(atPath: path)
    }

    /// Adapts a job's stage files to the run, and its model to the sizes of the pretrained weights.
    ///
    /// A search on a small budget may have another winner with other layer sizes.
    func adapt(_ job: Job) throws -> Job {
        var job = job
        job.stages = job.stages.map { step in
            step.options.filter { StudyStage.fileOptions.contains($0.name) }
                .reduce(step) { step, option in
                    step.setting(option.name, option.values.map(besides))
                }
        }
        guard var network = try? NetworkJob(job), let pretrained = network.pretrained,
            pretrained.file.byteCount > 0,
            studies.contains(where: { pretrained.file.path.hasPrefix("\(results)/\($0)/") })
        else { return job }
        var model = network.modelInUse
        let source = try TrainedModel(path: pretrained.file.path)
        for name in pretrained.parts {
            guard let part = source.job.modelInUse[name],
                let index = model.parts.firstIndex(where: { $0.name == name })
            else { continue }
            model.parts[index] = part.bound(to: source.document.configuration)
        }
        if model != network.modelInUse { network.model = model }
        return network.job
    }

    /// The path of another study's file, relative to the directory of any of the run's studies.
    private func besides(_ file: String) -> String {
        place(of: file).map { "../\($0.study)/\($0.rest)" } ?? file
    }
}

extension ModelDescription.Part {
    /// The same layers, with parameters replaced by a configuration's values.
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
