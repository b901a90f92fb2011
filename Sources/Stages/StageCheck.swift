import Figures
import Foundation
import JobFiles
import Models
import Portable
import Studies
import StudyModel

/// Finds what can't succeed in the stages of a job, before its search starts.
struct StageCheck {
    typealias Complaint = JobEnvironment.StageComplaint

    private let job: Job
    /// Where the stages' files are; nil if they are on another machine.
    private let files: StageFiles?
    /// What is known of the job's samples.
    private let samples: KnownSamples
    /// The models that the stages train, by their places.
    private var trained: [String: StageModel] = [:]
    /// Places of models that a stage can't train, about which the stage itself has a complaint.
    private var failed: Set<String> = []
    private var places: TrainedPlaces
    /// The files that earlier stages write, as later ones name them.
    private var written: Set<String> = []
    private var outputs: StageOutputs

    init(_ job: Job, files: StageFiles?, samples: KnownSamples) {
        self.job = job
        self.files = files
        self.samples = samples
        outputs = StageOutputs(study: files?.directory ?? "")
        places = TrainedPlaces(directory: files?.directory ?? "")
    }

    /// The complaints about stages, at most one for each.
    static func complaints(
        about stages: [JobStage], of job: Job, files: StageFiles?,
        samples: KnownSamples = KnownSamples()
    ) -> [Complaint] {
        var check = StageCheck(job, files: files, samples: samples)
        return stages.enumerated().compactMap { index, stage in
            check.obstacle(in: stage).map { Complaint(stage: index, text: $0) }
        }
    }

    private mutating func obstacle(in stage: JobStage) -> String? {
        switch stage {
        case .train(let train): return obstacle(in: train)
        case .report(let report):
            guard files != nil else { return nil }
            return report.gnuplot.flatMap {
                Gnuplot.complaint(about: $0, option: "--gnuplot")
            } ?? report.output.flatMap { outputs.complaint(aboutFile: $0, option: "--output") }
        case .export(let export, let file):
            written.formUnion(export.format.paths(for: file).map(PlainPath.text))
            guard ExportStage.dataset(of: job) != nil else {
                return "the job has a data set of its own, which is in files already; expected the "
                    + "data set \(DatasetName.mnist.rawValue)"
            }
            return files.flatMap {
                outputs.complaint(aboutFile: $0.directory + "/" + file, option: "--file")
            }
        case .model(let stage, let name, let results):
            return obstacle(in: stage, model: name, results: results)
        }
    }

    private mutating func obstacle(in train: TrainStage) -> String? {
        places.add(train)
        let place = places.path(of: train.directory)
        do {
            trained[place] = StageModel(
                toTrain: try train.finalJob(job), keepsSnapshots: train.snapshots > 0,
                samples: samples)
            failed.remove(place)
        } catch {
            failed.insert(place)
            return error.text
        }
        let ownPlace = files == nil ? nil : place
        return train.obstacle(inTrialsOf: job)
            ?? ownPlace.flatMap { outputs.complaint(aboutDirectory: $0, option: "--output") }
    }

    private mutating func obstacle(
        in stage: any ModelStage, model name: String?, results: String?
    ) -> String? {
        let place = places.path(of: name)
        guard !failed.contains(place) else { return nil }
        let model: StageModel
        if let made = trained[place] {
            model = made
        } else {
            guard let files else { return nil }
            do {
                let named = ModelPlace(place, results: results ?? files.results)
                guard let found = try named.existing() else {
                    return "there is no model \(place), and no stage before this one trains it; "
                        + "expected a stage train before it, or `model` with a model's directory"
                }
                model = StageModel(found.document)
            } catch {
                return "\(error)"
            }
        }
        return stage.obstacle(in: model) ?? fileObstacle(in: stage, model, results)
            ?? outputObstacle(of: stage)
    }

    private mutating func outputObstacle(of stage: any ModelStage) -> String? {
        // Others are below the model's directory, which has been written before.
        guard files != nil, let output = stage.settings.outputPath else { return nil }
        return outputs.complaint(aboutDirectory: output, option: "--output")
    }

    private func fileObstacle(
        in stage: any ModelStage, _ model: StageModel, _ results: String?
    ) -> String? {
        guard let files else { return nil }
        // What an earlier stage writes can't be read yet.
        let named = stage.namedFiles
        let isAwaited = named.contains { !written.isDisjoint(with: $0.places.map(PlainPath.text)) }
        guard !isAwaited else { return nil }
        for name in named where !name.places.contains(where: files.exists) {
            return "\(name.option) \(name.text): there is no such file in \(files.directory), nor "
                + "beside \(files.jobFile)"
        }
        var located = stage
        located.locateFiles(files)
        return located.fileObstacle(for: model, results: results ?? files.results)
    }
}

extension TrainStage {
    /// Why a job's study can't have the trial to train, or nil.
    fileprivate func obstacle(inTrialsOf job: Job) -> String? {
        guard let most = job.mostTrials else { return nil }
        if let trial, trial >= most {
            return "--trial is \(trial), and the study has \(most, "trial"); expected a number "
                + "from 0 to \(most - 1)"
        }
        let ranks = most / job.runs
        guard trial == nil, rank > ranks else { return nil }
        return "--rank is \(rank), and the study ranks \(ranks, "configuration") at most; expected "
            + "a number from 1 to \(ranks)"
    }
}
