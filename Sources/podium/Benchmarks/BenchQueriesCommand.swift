import ArgumentParser
import Coordination
import Files
import Foundation
import JobFiles
import ProcessControl
import Runtime
import Storage
import Studies
import StudyModel
import Synchronization
import ZeroMQ

struct BenchQueriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queries",
        abstract: "What status, table and trial of a large study cost, live and offline.",
        discussion: """
            Makes the record of a study with many finished trials, and asks about it: first \
            without a coordinator, then while one runs it. Measures how long each answer takes, \
            and how long no trial is finished meanwhile.
            """)

    @Option(help: "Trials that are done.")
    var trials = 200_000

    @Option(
        help: ArgumentHelp(
            "Where to put the study (default: a temporary directory).", valueName: "dir"))
    var directory: String?

    @Flag(help: "Print JSON.")
    var json = false

    struct Outcome: Codable {
        struct Query: Codable {
            var command: String
            var isLive: Bool
            var seconds: Double
            /// The longest time without a finished trial during the query; nil offline.
            var silenceSeconds: Double?
        }

        var trials: Int
        var queries: [Query] = []
        /// The longest time without a finished trial while no query runs.
        var idleSilenceSeconds = 0.0
        var trialsPerSecond = 0.0
        /// The peak of the commands that print a bounded part of the study.
        var commandPeakMegabytes = 0.0
        var coordinatorMegabytesBefore = 0.0
        var coordinatorMegabytesAfter = 0.0
    }

    func validate() throws {
        guard !(1...10_000_000).contains(trials) else { return }
        throw ValidationError("--trials is \(trials); expected a number from 1 to 10000000")
    }

    func run() throws {
        let base = directory ?? (NSTemporaryDirectory() + "/podium-bench-\(getpid())")
        defer { if directory == nil { try? FileManager.default.removeItem(atPath: base) } }
        // More trials than can finish during the benchmark.
        let loaded = try JobFile.parse(
            text: BenchDispatchCommand.job("bench-queries", trials: trials + 5_000_000),
            file: "bench")
        try Self.makeRecord(loaded, trials: trials, results: base)
        var outcome = Outcome(trials: trials)
        let questions = QuestionList(results: base, trials: trials)
        for words in questions.bounded + questions.whole {
            outcome.queries.append(try questions.ask(words, isLive: false))
            if words == questions.bounded.last {
                outcome.commandPeakMegabytes = Self.commandPeakMegabytes
            }
        }
        try askLive(loaded, questions, base, &outcome)
        guard !json else { return try StandardOutput.write(json: outcome) }
        try StandardOutput.write(outcome.text)
    }

    /// Resumes the study, and runs queries from another thread.
    private func askLive(
        _ loaded: LoadedJob, _ questions: QuestionList, _ base: String, _ outcome: inout Outcome
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
                datasets: StandardData.cache),
            context: try Context(), observer: observer)
        observer.startWorker = { [commands = shell.commands] endpoint in
            LocalWorker(
                name: "bench",
                arguments: ["--connect", endpoint, "--key", keys.workerPath, "--slots", "2"],
                log: study.directory.workerLog, commands: { commands.post($0) })
        }
        let asked = Mutex(Result<Outcome, any Error>.success(outcome))
        let thread = Thread { [commands = shell.commands, start = outcome] in
            let result = Result { try Self.ask(questions, observer, start) }
            asked.withLock { $0 = result }
            commands.post(.stop(awaitsWorkers: false))
        }
        thread.start()
        _ = try shell.run()
        observer.worker?.end(withinSeconds: 1)
        outcome = try asked.withLock { try $0.get() }
    }

    private static func ask(
        _ questions: QuestionList, _ observer: SilenceObserver, _ start: Outcome
    ) throws -> Outcome {
        var outcome = start
        try observer.awaitTrials()
        outcome.coordinatorMegabytesBefore = residentMegabytes
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
        outcome.coordinatorMegabytesAfter = residentMegabytes
        return outcome
    }

    // MARK: The study

    /// Writes the same record as a coordinator.
    private static func makeRecord(_ loaded: LoadedJob, trials: Int, results: String) throws {
        let study = try StudyOpening.open(loaded, results: results)
        defer { study.store.close() }
        var sampler = study.sampler
        let worker = WorkerIdentity(name: "bench", host: StudyLock.hostName)
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

    // MARK: Memory

    /// The largest peak resident size of the child processes so far.
    private static var commandPeakMegabytes: Double {
        var usage = rusage()
        #if os(Linux)
            getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
            return Double(usage.ru_maxrss) / 1024
        #else
            getrusage(RUSAGE_CHILDREN, &usage)
            return Double(usage.ru_maxrss) / (1 << 20)
        #endif
    }

    /// The current resident size of this process; 0 if the system does not report it.
    private static var residentMegabytes: Double {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }
}

extension BenchQueriesCommand.Outcome {
    fileprivate var text: String {
        var lines = [
            "\(trials) trials done; "
                + String(
                    format: "%.0f trials/s, silent for %.0f ms at most while nothing is asked",
                    trialsPerSecond, idleSilenceSeconds * 1000)
        ]
        for query in queries {
            let silence = query.silenceSeconds.map {
                String(format: ", silent for %.0f ms at most", $0 * 1000)
            }
            lines.append(
                "\(query.isLive ? "live   " : "offline")  "
                    + String(format: "%6.2f s  ", query.seconds) + query.command + (silence ?? ""))
        }
        lines.append(
            String(
                format: "memory: commands %.0f MB at most, coordinator %.0f MB before and %.0f MB "
                    + "after",
                commandPeakMegabytes, coordinatorMegabytesBefore, coordinatorMegabytesAfter))
        return lines.joined(separator: "\n")
    }
}

/// The measured commands.
private struct QuestionList: Sendable {
    private let results: String
    /// Commands with output of bounded size.
    let bounded: [[String]]
    /// Commands that print the whole study.
    let whole: [[String]]

    init(results: String, trials: Int) {
        self.results = results
        let study = "bench-queries"
        bounded = [
            ["status", study], ["table", study, "--top", "10"], ["trial", study, "\(trials / 2)"],
        ]
        whole = [["table", study, "--format", "csv"], ["status", study, "--json"]]
    }

    func ask(_ words: [String], isLive: Bool) throws -> BenchQueriesCommand.Outcome.Query {
        let start = SystemTime.now
        try end(try begin(words), words)
        return .init(
            command: words.joined(separator: " "), isLive: isLive,
            seconds: SystemTime.now.seconds(since: start))
    }

    /// Runs all bounded commands at the same time.
    func askTogether() throws -> BenchQueriesCommand.Outcome.Query {
        let start = SystemTime.now
        let programs = try bounded.map { (try begin($0), $0) }
        for (program, words) in programs { try end(program, words) }
        return .init(
            command: "status, table and trial at a time", isLive: true,
            seconds: SystemTime.now.seconds(since: start))
    }

    private func begin(_ words: [String]) throws -> RunningProgram {
        var launch = ProgramLaunch(
            [try LocalWorker.executable()] + words + ["--results", results])
        launch.output = .null
        return try launch.start()
    }

    private func end(_ program: RunningProgram, _ words: [String]) throws {
        let status = program.wait().status
        guard status == 0 else {
            throw FileFailure(
                path: "podium " + words.joined(separator: " "), action: "finish",
                reason: "it ended with \(status)")
        }
    }
}

/// Records when trials finish, and the longest time in which none does.
///
/// `@unchecked Sendable`: only the coordinator's thread accesses the worker; a mutex protects the
/// rest.
private final class SilenceObserver: CoordinatorObserver, @unchecked Sendable {
    private struct State {
        var finished = 0
        var last = Instant.zero
        var longest = 0.0

        mutating func look(at now: Instant) {
            longest = max(longest, now.seconds(since: last))
        }
    }

    var startWorker: ((String) -> LocalWorker)?
    private(set) var worker: LocalWorker?
    private let state = Mutex(State())

    var finished: Int { state.withLock { $0.finished } }

    /// Waits until more than 1000 trials have finished.
    func awaitTrials() throws {
        for _ in 0..<6000 {
            if finished > 1000 { return }
            usleep(10_000)
        }
        throw StudyError.noAnswer(study: "bench-queries", reason: "no trial was done in a minute")
    }

    /// Restarts the measurement.
    func begin() {
        state.withLock {
            $0.last = SystemTime.now
            $0.longest = 0
        }
    }

    var longestSilence: Double {
        state.withLock {
            $0.look(at: SystemTime.now)
            return $0.longest
        }
    }

    func listening(at endpoint: String) {
        worker = startWorker?(endpoint)
        try? worker?.start()
    }

    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell) {
        guard case .trialFinished = notice else { return }
        state.withLock {
            $0.finished += 1
            let now = SystemTime.now
            $0.look(at: now)
            $0.last = now
        }
    }

    func awaitingWorkers() {}
    func storageChanged(problem: String?) {}
    func warned(_ warning: String) {}
    func ignored(_ reason: String) {}
    func refresh(_ coordinator: CoordinatorShell) {}
}
