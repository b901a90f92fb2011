import Coordination
import Search
import StudyModel

/// A coordinator that follows the commands of a readable scenario, and says what it does.
///
/// A scenario is a text. Lines with `> ` are commands; the lines below a command are what it leads
/// to. Playing the commands again must give the same text. Workers are named by a letter or a word,
/// attempts by trial and number: `0#1`.
package struct Scenario {
    private var world: ScenarioWorld
    private var loop: CoordinatorLoop<CheckedCoordinator>?
    private var now = Instant.zero
    private var settings = CoordinatorMachine.Settings(leaseSeconds: 10)
    private var job = Schedule.job(study: "s", seed: 5, trials: 1)

    /// Any digest.
    private static let digest = String(repeating: "5", count: 64)

    private init() { world = ScenarioWorld(jobs: [job]) }

    /// The scenario's text with the outcomes of its commands.
    ///
    /// - Throws: `SimulationFailure` at a broken invariant or an unknown command.
    package static func play(_ text: String) throws -> String {
        var scenario = Scenario()
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("> ") {
                lines.append(String(line))
                scenario.world.lines = []
                let words = line.dropFirst(2).split(separator: " ").map(String.init)
                try scenario.obey(words)
                lines += scenario.world.lines.map { "  " + $0 }
            } else if !line.hasPrefix("  ") {
                lines.append(String(line))
            }
        }
        return lines.joined(separator: "\n")
    }

    // MARK: Commands

    private mutating func obey(_ words: [String]) throws {
        let options = Self.options(words)
        switch words.first {
        case "study":
            job = Schedule.job(study: "s", seed: 5, trials: options["trials"] ?? 1)
            settings = .init(leaseSeconds: Double(options["lease"] ?? 10))
            world = ScenarioWorld(jobs: [job])
            try start()
        case "restart": try start()
        case "wait":
            let end = now + Double(options["seconds"] ?? 0)
            while now + 0.5 < end {
                now = now + 0.5
                try round(.tick)
            }
            now = end
            try round(.tick)
        case "stop":
            // The process is stopped: time passes without any round.
            now = now + Double(options["seconds"] ?? 0)
            try round(.tick)
        case "cut": world.cut.insert(words[1])
        case "mend": world.cut.remove(words[1])
        case "crash":
            guard let point = ScenarioWorld.Crash(rawValue: words[1]) else { throw unknown(words) }
            world.crash = point
        case "show": show()
        case let name?:
            guard words.count > 1 else { throw unknown(words) }
            try round(.received(try message(name, words, options), from: Peer(Array(name.utf8))))
        case nil: throw unknown(words)
        }
    }

    private func unknown(_ words: [String]) -> SimulationFailure {
        SimulationFailure("no scenario has the command '\(words.joined(separator: " "))'")
    }

    /// `slots=2` as a number by its name.
    private static func options(_ words: [String]) -> [String: Int] {
        let pairs = words.compactMap { word -> (String, Int)? in
            let parts = word.split(separator: "=")
            guard parts.count == 2, let number = Int(parts[1]) else { return nil }
            return (String(parts[0]), number)
        }
        return Dictionary(pairs) { $1 }
    }

    private func message(
        _ name: String, _ words: [String], _ options: [String: Int]
    ) throws -> WorkerMessage {
        let attempts = try words.filter { $0.contains("#") }.map(attempt)
        switch words[1] {
        case "hello":
            let slots = options["slots"] ?? 1
            return .hello(
                Hello(
                    identity: WorkerIdentity(name: name, host: "host"),
                    bootNonce: UInt64(options["process"] ?? 1), slots: slots,
                    credit: options["credit"] ?? slots, held: attempts))
        case "ready": return .ready(credit: options["credit"] ?? 1)
        case "ping":
            return .ping(sequence: 0, held: attempts.map { AttemptProgress(attempt: $0) })
        case "goodbye": return .goodbye
        default: break
        }
        let trials = world.store.committed[job.study]!.trials
        guard let attempt = attempts.first, trials.indices.contains(attempt.trial) else {
            throw unknown(words)
        }
        let configuration = trials[attempt.trial].trial.configuration
        switch words[1] {
        case "epoch":
            return .intermediateResult(
                attempt,
                SimulatedObjective.report(epoch: options["number"] ?? 1, of: configuration))
        case "result":
            return .results([
                AttemptResult(
                    attempt: attempt, outcome: SimulatedObjective.outcome(of: configuration),
                    intermediateResults: SimulatedObjective.reports(of: configuration))
            ])
        case "checkpoint": return .checkpoint(attempt, digest: Self.digest)
        case "hand-back":
            let checkpoint = words.contains("checkpoint") ? Self.digest : nil
            return .handBack(attempt, reason: "the worker is stopped", checkpoint: checkpoint)
        case "error": return .attemptFailed(attempt, reason: "its disk is full")
        default: throw unknown(words)
        }
    }

    /// An attempt by its trial and number; one that was never issued has the last incarnation.
    private func attempt(_ text: String) throws -> AttemptID {
        let parts = text.split(separator: "#").compactMap { Int($0) }
        guard parts.count == 2 else {
            throw SimulationFailure("'\(text)' is no attempt; expected one such as 0#1")
        }
        let record = world.store.committed[job.study]!
        let known =
            record.trials.indices.contains(parts[0])
            ? record.trials[parts[0]].attempts.first { $0.number == parts[1] } : nil
        return AttemptID(
            study: job.study, trial: parts[0], number: parts[1],
            incarnation: known?.incarnation ?? record.incarnation, jobFingerprint: job.fingerprint)
    }

    // MARK: The coordinator

    private mutating func start() throws {
        world.store.open()
        world.cut = []
        let progress = try StudyProgress(
            record: world.store.committed[job.study]!, sampler: StudySampler(job: job),
            scheduler: StudyScheduler(job: job))
        let machine = CoordinatorMachine(studies: [progress], settings: settings, at: now)
        loop = CoordinatorLoop(CheckedCoordinator(machine, mutation: nil, keepsHistory: false))
        try round(.tick)
    }

    private mutating func round(_ event: CoordinatorEvent) throws {
        guard var loop else {
            throw SimulationFailure("the coordinator was killed; expected > restart")
        }
        loop.handle(event, at: now)
        if event != .tick { loop.handle(.tick, at: now) }
        do {
            _ = try loop.endRound(in: &world, at: now)
            self.loop = loop
        } catch is ScenarioWorld.Killed {
            world.store.rollBack()
            world.lines.append("the coordinator is killed")
            self.loop = nil
        }
        if let failure = loop.machine.failure { throw failure }
    }

    private mutating func show() {
        for record in world.store.committed[job.study]!.trials {
            world.lines.append(record.story)
        }
    }
}

/// The network and the store of a scenario.
private struct ScenarioWorld: CoordinatorWorld {
    enum Crash: String { case beforeCommit = "before-commit", beforeSending = "before-sending" }

    struct Killed: Error {}

    var store: SimulatedStore
    /// The peers that can't be reached.
    var cut: Set<String> = []
    /// Where the coordinator is killed in the next round.
    var crash: Crash?
    var lines: [String] = []

    init(jobs: [Job]) { store = SimulatedStore(jobs: jobs) }

    mutating func commit(
        _ effects: CoordinatorEffects, at now: Instant
    ) throws -> JournalOutcome {
        if crash == .beforeCommit {
            crash = nil
            throw Killed()
        }
        for item in effects.changes {
            store.stage(item.change, of: item.study)
            lines.append("records " + Transcript.text(item.change))
        }
        try store.commit()
        return .committed(effects, hasRecovered: false)
    }

    mutating func stored(_ effects: CoordinatorEffects, by machine: CheckedCoordinator) throws {
        if crash == .beforeSending {
            crash = nil
            throw Killed()
        }
    }

    mutating func send(_ message: CoordinatorMessage, to peer: Peer) throws -> Bool {
        let name = String(decoding: peer.routingID, as: UTF8.self)
        let isLost = cut.contains(name)
        lines.append("to \(name): \(Transcript.text(message))" + (isLost ? " (unreachable)" : ""))
        return !isLost
    }
}

extension Transcript {
    fileprivate static func text(_ change: StudyChange) -> String {
        func short(_ id: AttemptID) -> String { "\(id.trial)#\(id.number)" }
        switch change {
        case .trialAdded(let number, _, _): return "trial \(number)"
        case .checkpointKept(let id, _): return "a checkpoint of \(short(id))"
        case .segmentReached(let id, let epoch, _, _):
            return "that \(short(id)) reached epoch \(epoch)"
        case .trialResumed(let number, let until):
            return "trial \(number) as resumed until \(until.map { "epoch \($0)" } ?? "its end")"
        case .trialPruned(let number, let reason): return "trial \(number) as pruned: \(reason)"
        case .attemptStarted(let id, let worker):
            return "the start of \(short(id)) at \(worker.name)"
        case .intermediateResult(let trial, let result):
            return "epoch \(result.epoch) of trial \(trial)"
        case .attemptEnded(let id, let outcome, let note):
            return "the end of \(short(id)), \(outcome.rawValue): \(note)"
        case .trialFinished(let id, .complete, _): return "the result of \(short(id))"
        case .trialFinished(let id, .failed(let reason), _):
            return "the failure of \(short(id)): \(reason)"
        case .conflictingResult(let id, _): return "another result of \(short(id))"
        case .trialReopened(let number): return "trial \(number) as reopened"
        case .jobChanged: return "another job"
        case .searchEnded(let reason): return "the end of the search: \(reason)"
        }
    }
}
