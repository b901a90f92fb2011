package import Coordination
import Datasets
import Foundation
package import Reporting
import StudyModel

/// What the coordinator answers when it is asked.
extension CoordinatorShell {
    func piece(_ request: DataRequest) -> Result<[UInt8], Refusal> {
        do {
            let count = min(request.count, Wire.dataChunk)
            switch request.source {
            case .dataset(let name, let file):
                return .success(
                    try options.datasets.read(
                        file: file, of: name, offset: request.offset, count: count))
            case .input(let sha256):
                return .success(
                    try inputs.read(sha256: sha256, offset: request.offset, count: count))
            }
        } catch {
            return .failure(Refusal("\(error)"))
        }
    }

    func answer(_ study: String) -> Result<[UInt8], Refusal> {
        guard let index = studies.firstIndex(where: { $0.record.job.study == study }) else {
            return .failure(Refusal("no study \(study) is open here"))
        }
        do {
            let status = StudyStatus(
                record: try studies[index].store.load(), isLive: true,
                running: running(in: study), workers: machine.sessions.count,
                slots: machine.sessions.values.reduce(0) { $0 + $1.slots })
            return .success(Array(try PortableJSON.encode(status)))
        } catch {
            return .failure(Refusal("\(error)"))
        }
    }

    /// Looks at a study where it is: a copy of one costs more than most that is done with it.
    @discardableResult
    package func withStudy<Value>(
        named name: String, _ body: (StudyProgress) -> Value
    ) -> Value? {
        for index in machine.studies.indices where machine.studies[index].job.study == name {
            return body(machine.studies[index])
        }
        return nil
    }

    /// Training samples a second over all running attempts, as the workers last said.
    package var samplesPerSecond: Double {
        machine.sessions.values.reduce(0) { sum, session in
            sum + session.progress.values.reduce(0) { $0 + $1.samplesPerSecond }
        }
    }

    /// What runs now, by trial.
    package func running(in study: String) -> [StudyStatus.Running] {
        machine.sessions.values.flatMap { session in
            session.progress.values
                .filter { $0.attempt.study == study && $0.fraction < 1 }
                .map {
                    StudyStatus.Running(
                        trial: $0.attempt.trial, worker: session.identity.name,
                        fraction: $0.fraction, samplesPerSecond: $0.samplesPerSecond)
                }
        }.sorted { $0.trial < $1.trial }
    }

    /// What runs now, as the live view shows it.
    package func runningTrials(of study: StudyProgress) -> [RunningTrial] {
        running(in: study.job.study).map { entry in
            RunningTrial(
                number: entry.trial, configuration: study.trials[entry.trial].configuration,
                worker: WorkerIdentity(name: entry.worker, host: ""), fraction: entry.fraction,
                samplesPerSecond: entry.samplesPerSecond,
                latest: latestReports[study.job.study]?[entry.trial])
        }
    }

    /// A checkpoint that can't be read is as good as none: the trial starts anew, with the same
    /// result.
    func loadCheckpoint(of attempt: AttemptID) -> [UInt8]? {
        guard let study = studies.first(where: { $0.record.job.study == attempt.study }),
            let data = FileManager.default.contents(
                atPath: study.directory.checkpoint(of: attempt.trial))
        else { return nil }
        return Array(data)
    }
}
