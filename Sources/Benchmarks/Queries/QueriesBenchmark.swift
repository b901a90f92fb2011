import Coordination
package import Datasets
import Foundation
import JobFiles
import ProcessControl
import Runtime
import Storage
import Studies
import StudyModel
import Synchronization
import ZeroMQ

/// The cost of questions about a large study, live and offline.
package struct QueriesBenchmark {
    /// Trials that are done.
    package var trials: Int
    /// Where to put the study; nil is a temporary directory.
    package var directory: String?
    /// Where the coordinator finds data sets.
    package var cache: DatasetCache

    package init(trials: Int, directory: String?, cache: DatasetCache) {
        self.trials = trials
        self.directory = directory
        self.cache = cache
    }

    /// Makes the study's record, and asks about it without a coordinator and with one.
    package func run() throws -> QueriesOutcome {
        let base = directory ?? (NSTemporaryDirectory() + "/podium-bench-\(getpid())")
        defer { if directory == nil { try? FileManager.default.removeItem(atPath: base) } }
        // More trials than can finish during the benchmark.
        let loaded = try JobFile.parse(
            text: NullStudy.job("bench-queries", trials: trials + 5_000_000),
            file: "bench")
        try Self.makeRecord(loaded, trials: trials, results: base)
        var outcome = QueriesOutcome(trials: trials)
        let questions = QuestionList(results: base, trials: trials)
        for words in questions.bounded + questions.whole {
            outcome.queries.append(try questions.ask(words, isLive: false))
            if words == questions.bounded.last {
                outcome.commandPeakMegabytes = ProcessMemory.largestChildMegabytes
            }
        }
        try askLive(loaded, questions, base, &outcome)
        return outcome
    }

    /// Resumes the study, and runs queries from another thread.
    private func askLive(
        _ loaded: LoadedJob, _ questions: QuestionList, _ base: String,
        _ outcome: inout QueriesOutcome
    ) throws {
        let keys = try TemporaryKeys()
        defer { keys.remove() }
        let study = try StudyOpening.open(loaded, results: base)
        defer { study.store.close() }
        let observer = SilenceObserver()
        let shell = try CoordinatorShell(
            studies: [study],
            options: CoordinatorShell.Options(
                listen: .local, security: .encrypted(keys.coordinator), exitsWhenDone: true,
                datasets: cache),
            context: try Context(), observer: observer)
        observer.startWorker = { [commands = shell.commands] endpoint in
            LocalWorker(
                name: "bench",
                arguments: ["--connect", endpoint, "--key", keys.workerPath, "--slots", "2"],
                log: study.directory.workerLog, commands: { commands.post($0) })
        }
        let asked = Mutex(Result<QueriesOutcome, any Error>.success(outcome))
        SystemThread.start("questions") { [commands = shell.commands, start = outcome] in
            let result = Result { try Self.ask(questions, observer, start) }
            asked.withLock { $0 = result }
            commands.post(.stop(awaitsWorkers: false))
        }
        _ = try shell.run()
        observer.worker?.end(withinSeconds: 1)
        outcome = try asked.withLock { try $0.get() }
    }

    private static func ask(
        _ questions: QuestionList, _ observer: SilenceObserver, _ start: QueriesOutcome
    ) throws -> QueriesOutcome {
        var outcome = start
        try observer.awaitTrials()
        outcome.coordinatorMegabytesBefore = ProcessMemory.residentMegabytes
        let before = observer.finished
        observer.begin()
        usleep(3_000_000)
        outcome.idleSilenceSeconds = observer.longestSilence
        outcome.trialsPerSecond = Double(observer.finished - before) / 3
        for words in questions.bounded + questions.whole {
            observer.begin()
            var query = try questions.ask(words, isLive: true)
            query.silenceSeconds = observer.longestSilence
            outcome.queries.append(query)
        }
        observer.begin()
        var together = try questions.askTogether()
        together.silenceSeconds = observer.longestSilence
        outcome.queries.append(together)
        outcome.coordinatorMegabytesAfter = ProcessMemory.residentMegabytes
        return outcome
    }

    /// Writes the same record as a coordinator.
    private static func makeRecord(_ loaded: LoadedJob, trials: Int, results: String) throws {
        let study = try StudyOpening.open(loaded, results: results)
        defer { study.store.close() }
        var sampler = study.sampler
        let worker = WorkerIdentity(name: "bench", host: HostName.current)
        let batch = 2000
        for start in stride(from: 0, to: trials, by: batch) {
            var changes: [StudyChange] = []
            for number in start..<min(start + batch, trials) {
                let configuration = sampler.suggest(trial: number)
                let attempt = AttemptID(
                    study: loaded.job.study, trial: number, number: 1,
                    incarnation: study.record.incarnation,
                    jobFingerprint: loaded.job.fingerprint)
                let metrics = [loaded.job.metric.name: 1 + (configuration["a"]?.number ?? 0)]
                changes += [
                    .trialAdded(number: number, configuration: configuration),
                    .attemptStarted(attempt, worker: worker),
                    .trialFinished(
                        attempt, .complete(metrics: metrics),
                        intermediateResults: [IntermediateResult(epoch: 1, metrics: metrics)]),
                ]
            }
            try study.store.commit(changes)
        }
    }
}
