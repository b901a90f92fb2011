package import Coordination
import Datasets
import Foundation
import Portable
package import Reporting
import Storage
import Studies
import StudyModel
import Wire

/// The coordinator's answers to questions and data requests.
extension CoordinatorShell {
    /// The number of store rows per answer.
    private static let rowsPerAnswer = 1024
    private static let trialsPerAnswer = 2048
    private static let itemsPerAnswer = 256

    func piece(_ request: DataRequest) -> Result<[UInt8], Refusal> {
        do {
            let count = min(request.count, WireLimits.dataChunk)
            switch request.source {
            case .dataset(let name, let file):
                return .success(
                    try options.datasets.read(
                        file: file, of: name, offset: request.offset, count: count))
            case .input(let sha256):
                return .success(
                    try inputs.read(sha256: sha256, offset: request.offset, count: count))
            case .checkpoint(let study, let digest):
                guard let files = served(study)?.checkpoints else {
                    return .failure(Refusal("no study \(study) is open here"))
                }
                return .success(
                    try files.read(digest, offset: request.offset, count: count))
            }
        } catch let refusal as Refusal {
            return .failure(refusal)
        } catch {
            return .failure(Refusal("\(error)"))
        }
    }

    /// Takes a piece of a checkpoint; the offset of the next one.
    func take(_ piece: CheckpointPiece) -> Result<Int, Refusal> {
        guard let files = served(piece.study)?.checkpoints else {
            return .failure(Refusal("no study \(piece.study) is open here"))
        }
        do { return .success(try files.take(piece)) } catch let refusal as Refusal {
            return .failure(refusal)
        } catch {
            return .failure(Refusal("\(error)"))
        }
    }

    /// Answers a question about a study; takes a few milliseconds, however large the study is.
    func answer(_ study: String, _ question: StudyQuestion) -> Result<[UInt8], Refusal> {
        guard let index = machine.index(ofStudy: study) else {
            return .failure(Refusal("no study \(study) is open here"))
        }
        do {
            return .success(try answer(question, about: index))
        } catch {
            return .failure(Refusal("\(error)"))
        }
    }

    private func answer(_ question: StudyQuestion, about index: Int) throws -> [UInt8] {
        let study = machine.studies[index]
        let (best, store) = (served[index].best, served[index].open.store)
        switch question {
        case .standing:
            return try PortableJSON.encode(standing(of: index))
        case .running(let from):
            return try PortableJSON.encode(try runningPage(from: from, of: index))
        case .workers(let from):
            return try PortableJSON.encode(workerPage(from: from))
        case .best(let count):
            return WireWriter.bytes { writer in
                writer.write(best.top(count).compactMap(study.averaged)) { $0.write($1) }
            }
        case .trial(let number):
            let record = try store.trialRecord(number)
            return WireWriter.bytes { writer in
                writer.write(record.map { [$0] } ?? []) { $0.write($1) }
            }
        case .trials(let from):
            let page = study.trials.dropFirst(max(0, from)).prefix(Self.trialsPerAnswer)
            return WireWriter.bytes { writer in writer.write(Array(page)) { $0.write($1) } }
        case .records(let from):
            let page = try store.records(from: from, rows: Self.rowsPerAnswer)
            return WireWriter.bytes { writer in writer.write(page) { $0.write($1) } }
        case .why(let trial):
            return try PortableJSON.encode(explanation(of: index, trial: trial))
        }
    }

    private func explanation(of index: Int, trial: Int?) -> StudyExplanation {
        let study = machine.studies[index]
        let workers = machine.workerReasons(
            ofStudy: index, trial: trial, limit: Self.itemsPerAnswer)
        let storage = storageProblem.map { [StudyReason(.storage, "paused: \($0)")] } ?? []
        return StudyExplanation(
            job: study.job, activity: standing(of: index).activity,
            reasons: storage + machine.reasons(ofStudy: index),
            workers: workers.workers.map { .init($0.identity, $0.reasons) },
            moreWorkers: workers.more,
            trial: trial.map { number in
                let state = study.trials.indices.contains(number) ? study.trials[number].state : nil
                return StudyExplanation.Trial(
                    number: number,
                    state: state.map { StudyDocument.word($0, isLive: true) } ?? "not begun",
                    reasons: machine.reasons(ofTrial: number, in: index))
            })
    }

    private func standing(of index: Int) -> StudyStanding {
        let study = machine.studies[index]
        let running = machine.runningCount(of: study.job.study)
        let best = served[index].best
        let now = SystemTime.now
        let elapsed = now.seconds(since: served[index].startedAt)
        return StudyStanding(
            job: study.job, starts: study.incarnation, counts: study.counts(running: running),
            best: best.best.flatMap(study.averaged), front: best.frontSize,
            conflicts: study.conflictCount, failures: best.failures.most, halt: study.stopReason,
            end: study.end,
            live: StudyStanding.Live(
                elapsedSeconds: elapsed,
                secondsLeft: study.secondsLeft(
                    since: served[index].start, elapsed: elapsed, at: now),
                samplesPerSecond: samplesPerSecond, running: running,
                workers: machine.sessions.count, slots: machine.slotCount,
                problem: storageProblem
                    ?? (study.share.isPaused
                        ? "by an operator; `podium resume \(study.job.study)` continues it" : nil),
                // Executors outside run its trials now.
                notice: study.job.objective.isExternal && study.runningCount > 0
                    ? nil : machine.refusal(ofStudy: index)),
            rungs: study.rungs?.used)
    }

    private func runningPage(
        from number: Int, of index: Int
    ) throws -> AnswerPage<RunningTrial> {
        let study = machine.studies[index]
        let all = machine.executions(of: study.job.study).filter { $0.attempt.trial >= number }
        let page = all.prefix(Self.itemsPerAnswer)
        let now = SystemTime.wallClock
        let items = try page.map { execution in
            let trial = execution.attempt.trial
            let latest = try served[index].open.store.latest(of: trial)
            let intermediate = latest.intermediate
            return RunningTrial(
                number: trial, configuration: study.trials[trial].configuration,
                worker: latest.attempt?.worker ?? WorkerIdentity(name: "", host: ""),
                fraction: execution.progress?.fraction
                    ?? Double(intermediate?.epoch ?? 0) / Double(max(1, study.job.epochs)),
                samplesPerSecond: execution.progress?.samplesPerSecond,
                elapsedSeconds: latest.attempt.map { max(0, now - $0.startedAt) },
                latest: intermediate)
        }
        let next = all.count > page.count ? page.last.map { $0.attempt.trial + 1 } : nil
        return AnswerPage(items: items, next: next)
    }

    func workerPage(from place: Int) -> AnswerPage<WorkerStatus> {
        let all = machine.connectedWorkers
        let start = min(max(0, place), all.count)
        let items = all[start...].prefix(Self.itemsPerAnswer).map {
            WorkerStatus(
                name: $0.identity.name, host: $0.identity.host, slots: $0.slots, held: $0.held,
                samplesPerSecond: $0.samplesPerSecond, secondsSinceHeard: $0.secondsSinceHeard,
                problem: $0.problem)
        }
        let end = start + items.count
        return AnswerPage(items: items, next: end < all.count ? end : nil)
    }

    /// Accesses a study in place, because copying one usually costs more than `body` itself.
    @discardableResult
    package func withStudy<Value>(
        named name: String, _ body: (StudyProgress) -> Value
    ) -> Value? {
        machine.index(ofStudy: name).map { body(machine.studies[$0]) }
    }

    /// Training samples per second over all running attempts, as last reported by the workers.
    package var samplesPerSecond: Double {
        machine.sessions.values.reduce(0) { sum, session in
            sum + session.progress.values.reduce(0) { $0 + $1.samplesPerSecond }
        }
    }

    /// The running trials, for the live view.
    package func runningTrials(of study: StudyProgress) -> [RunningTrial] {
        let name = study.job.study
        return machine.sessions.values.flatMap { session in
            session.progress.values
                .filter { $0.attempt.study == name && $0.fraction < 1 }
                .map {
                    RunningTrial(
                        number: $0.attempt.trial,
                        configuration: study.trials[$0.attempt.trial].configuration,
                        worker: session.identity, fraction: $0.fraction,
                        samplesPerSecond: $0.samplesPerSecond,
                        latest: served(name)?.latestResults[$0.attempt.trial])
                }
        }.sorted { $0.number < $1.number }
    }
}

extension WireWriter {
    /// The bytes that a closure writes.
    fileprivate static func bytes(_ body: (inout WireWriter) -> Void) -> [UInt8] {
        var writer = WireWriter()
        body(&writer)
        return writer.bytes
    }
}

extension StudyProgress {
    /// A trial, or the configuration of which it is a run, if all its runs have ended.
    fileprivate func averaged(_ number: Int) -> Trial? {
        job.averaged(endedBy: number, of: trials)
    }
}
