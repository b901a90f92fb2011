import Analysis
import Figures
import Models
import Portable
import ProcessControl
import Reporting
import Studies
import StudyModel
import Synchronization

extension TrainStage {
    /// Trains, unless the same model is there; an interrupted training continues.
    ///
    /// - Parameters:
    ///   - study: the study's directory or name, or a job file of one configuration.
    ///   - results: the directory of all studies.
    /// - Throws: `TrainingInterrupted` after a signal.
    package func run(study: String, results: String, host: any StageHost) throws {
        let subject = try TrainingSubject.find(
            study, trial: trial, rank: rank, results: results, prepare: host.prepare)
        let job = try finalJob(subject.job)
        let lastEpoch = try lastEpoch(of: subject)
        try host.prepare(job.job)
        let training = FinalTraining(
            directory: directory.contains("/") ? directory : subject.directory + "/" + directory,
            document: ModelDocument(
                podium: host.version, job: job, trial: subject.trial, rank: subject.rank,
                configuration: subject.configuration, keep: keep, lastEpoch: lastEpoch),
            cache: host.cache,
            snapshots: SnapshotEpochs.chosen(
                snapshots, of: min(lastEpoch ?? .max, job.epochs)))
        if !again, let done = training.finished {
            host.remark("\(training.directory) is up to date; --again trains it once more")
            return try TrainingConclusion(done, training.directory).write(to: host)
        }
        // A missing or wrong gnuplot is reported before the training.
        _ = try host.gnuplot(nil)
        host.remark("training trial \(subject.trial): \(subject.configuration)")
        if let lastEpoch {
            host.remark(
                "early_stopping: training ends after epoch \(lastEpoch) of \(job.epochs), the "
                    + "trial's best in the search")
        }
        let stop = StopFlag()
        let end = try Interruption.handled(by: { count in
            if count > 1 { Interruption.end() }
            stop.set()
        }) {
            try training.run(isInterrupted: { stop.isSet }) { intermediate in
                host.remark(intermediate.line(of: training.document))
            }
        }
        switch end {
        case .trained(let document):
            try Interruption.check()
            try TrainingConclusion(document, training.directory).write(to: host)
        case .interrupted(let epochs):
            throw TrainingInterrupted(epochs: epochs, total: training.document.plannedEpochs)
        }
    }
}

/// A signal ended a training; the same command continues it.
package struct TrainingInterrupted: Error, Hashable, CustomStringConvertible {
    package var epochs: Int
    /// The epochs of the whole training.
    package var total: Int

    package var description: String { "interrupted after \(epochs) of \(total, "epoch")" }
}

/// Whether a stop was requested.
private final class StopFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}

extension IntermediateResult {
    fileprivate func line(of document: ModelDocument) -> String {
        let metrics = metrics.sorted { $0.key < $1.key }.map {
            "\(document.name(ofMetric: $0.key)) \(NumberText.rounded($0.value, digits: 4))"
        }
        return "epoch \(epoch)/\(document.plannedEpochs)  " + metrics.joined(separator: "  ")
    }
}
