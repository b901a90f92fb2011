import Coordination
import Foundation
import Portable
import ProcessControl
package import Reporting
import Search
import Storage
package import StudyModel
import Wire

/// Reads a study, whether or not a coordinator runs it at the moment.
///
/// A live coordinator is asked page by page. Without one, the store is read, and it is open only
/// while a page is read, so that a slow reader does not block a coordinator. A coordinator may
/// start or end between two pages: trials keep their numbers, and outcomes never change.
package final class StudyReader {
    /// How long a starting coordinator may take to publish its endpoint.
    private static let startSeconds = 10.0
    private static let pauseMicroseconds: UInt32 = 50_000
    /// The number of trials per page of the store.
    private static let trialsPerPage = 8192

    package let directory: StudyDirectory
    private var link: LiveLink?
    /// A store that locks out no coordinator, because it is a copy.
    private var copy: SQLiteStudyStore?
    private var isChecked = false

    package init(_ directory: StudyDirectory) { self.directory = directory }

    deinit { close() }

    package func close() {
        link?.close()
        link = nil
        copy?.close()
        copy = nil
    }

    // MARK: What can be asked

    package func job() throws -> Job {
        try read(.standing) { bytes in
            try PortableJSON.decode(StudyStanding.self, from: bytes).job
        } recorded: { store in
            try store.head().job
        }
    }

    /// Whether a live coordinator gave the last answer.
    package var isLive: Bool { link != nil }

    package func standing() throws -> StudyStanding {
        var standing = try readStanding()
        standing.stages = directory.stages
        standing.misplaced = directory.misplaced(from: standing.job.study)
        return standing
    }

    private func readStanding() throws -> StudyStanding {
        try read(.standing) { bytes in
            try PortableJSON.decode(StudyStanding.self, from: bytes)
        } recorded: { store in
            let head = try store.head()
            var counts: [Trial.State: Int] = [:]
            var best = BestTrials(metric: head.job.metric, limit: 1)
            let isRankedByValue = Self.isRankedByValue(head.job)
            var failures = FailureTally()
            var run = FailureRun(of: head.job)
            try store.outcomes(of: head.job.metric.name) { outcome in
                if outcome.state == .failed {
                    failures.add(outcome.failure, trial: outcome.number)
                }
                run.add(
                    trial: outcome.number, isFailed: outcome.state == .failed,
                    failure: outcome.failure)
                counts[outcome.state, default: 0] += 1
                if let value = outcome.value, isRankedByValue {
                    best.add(Score(value), trial: outcome.number)
                }
            }
            if !isRankedByValue { try Self.rank(store, of: head.job, in: &best) }
            let queued = directory.queued(atStart: head.incarnation)
            return StudyStanding(
                job: head.job, starts: head.incarnation, counts: counts,
                best: try best.best.flatMap { try Self.trial($0, of: head.job, in: store) },
                front: best.frontSize,
                conflicts: head.conflicts, failures: failures.most,
                halt: head.end == nil ? run.halt : nil,
                end: head.end, isCancelled: queued?.state == .cancelled,
                givenUp: queued?.givenUp(
                    finished: counts.reduce(0) { $0 + ($1.key.isTerminal ? $1.value : 0) }),
                rungs: try Self.rungs(of: head.job, in: store))
        }
    }

    /// The trials at the stops of a job's scheduler; nil without a scheduler.
    private static func rungs(of job: Job, in store: SQLiteStudyStore) throws -> RungCounts? {
        let scheduler = try StudyScheduler(job: job)
        guard scheduler.isActive else { return nil }
        var counts = RungCounts(stops: scheduler.stops, epochs: job.epochs)
        try store.count(in: &counts)
        return counts.used
    }

    /// Ranks a store's trials by all their metrics, which several objectives, conditions on metrics
    /// and several runs need.
    private static func rank(
        _ store: SQLiteStudyStore, of job: Job, in best: inout BestTrials
    ) throws {
        // All runs of a configuration are in one page.
        let page = max(1_000 / job.runs, 1) * job.runs
        var next = 0
        while case let trials = try store.trials(from: next, count: page), !trials.isEmpty {
            best.add(trials, of: job)
            next += trials.count
        }
    }

    /// Whether one value per trial ranks them.
    private static func isRankedByValue(_ job: Job) -> Bool {
        job.metric.isSingleValue && job.runs == 1
    }

    /// A trial; of a configuration with several runs, their means.
    private static func trial(
        _ number: Int, of job: Job, in store: SQLiteStudyStore
    ) throws -> Trial? {
        let first = job.runs(with: number).lowerBound
        return job.averaged(try store.trials(from: first, count: job.runs)).first
    }

    /// The trials that a table of the best ones is made of, best first; nil for all ranked trials.
    ///
    /// Pruned and paused trials come after the complete ones.
    ///
    /// With several objectives these are all ranked trials, because the order of a Pareto front
    /// depends on all its trials.
    package func best(_ count: Int?) throws -> [Trial] {
        let job = try job()
        let hasSeveral = job.metric.hasSeveralObjectives
        // The spread of runs is not sent.
        guard let count, count <= BestTrials.largest, job.runs == 1, !hasSeveral else {
            return try ranked(hasSeveral ? nil : count, of: job)
        }
        let complete = try complete(count, of: job)
        let counts = try standing().counts
        guard complete.count < count, counts[.pruned, default: 0] + counts[.paused, default: 0] > 0
        else { return complete }
        return try ranked(count, of: job)
    }

    /// The first of all ranked trials.
    private func ranked(_ count: Int?, of job: Job) throws -> [Trial] {
        var trials: [Trial] = []
        try forEachTrial(below: try standing().trials) { trials.append($0) }
        return Ranking(of: job, runs: trials).top(count)
    }

    /// The best complete trials, without reading all trials.
    private func complete(_ count: Int, of job: Job) throws -> [Trial] {
        try read(.best(count: count)) { bytes in
            try Self.decode(bytes) { (reader: inout WireReader) throws(WireError) in
                try reader.trials()
            }
        } recorded: { store in
            var best = BestTrials(metric: job.metric, limit: count)
            if Self.isRankedByValue(job) {
                try store.outcomes(of: job.metric.name) { outcome in
                    if let value = outcome.value { best.add(Score(value), trial: outcome.number) }
                }
            } else {
                try Self.rank(store, of: job, in: &best)
            }
            return try best.top(count).compactMap {
                try store.trials(from: $0, count: 1).first
            }
        }
    }

    /// A trial with its reports and attempts, or nil if no trial has this number.
    package func trial(_ number: Int) throws -> TrialRecord? {
        try read(.trial(number)) { bytes in
            try Self.decode(bytes) { (reader: inout WireReader) throws(WireError) in
                try reader.trialRecords()
            }.first
        } recorded: { store in
            try store.trialRecord(number)
        }
    }

    /// The trials below a number, in the order of their numbers.
    ///
    /// A running study keeps adding trials: for all of them, first ask for their number
    /// (`standing`).
    package func forEachTrial(below limit: Int, _ body: (Trial) throws -> Void) throws {
        var next = 0
        while next < limit {
            let page = try read(.trials(from: next)) { bytes in
                try Self.decode(bytes) { (reader: inout WireReader) throws(WireError) in
                    try reader.trials()
                }
            } recorded: { store in
                try store.trials(from: next, count: Self.trialsPerPage)
            }
            guard let last = page.last else { return }
            for trial in page where trial.number < limit { try body(trial) }
            next = last.number + 1
        }
    }

    /// The trials below a number with their reports and attempts, in the order of their numbers.
    package func forEachRecord(below limit: Int, _ body: (TrialRecord) throws -> Void) throws {
        var next = 0
        while next < limit {
            let page = try read(.records(from: next)) { bytes in
                try Self.decode(bytes) { (reader: inout WireReader) throws(WireError) in
                    try reader.trialRecords()
                }
            } recorded: { store in
                try store.records(from: next, rows: Self.trialsPerPage)
            }
            guard let last = page.last else { return }
            for record in page where record.trial.number < limit { try body(record) }
            next = last.trial.number + 1
        }
    }

    /// The running trials, one page or all; empty if no coordinator runs the study.
    package func running(all: Bool) throws -> [RunningTrial] {
        try pages(all: all) { .running(from: $0) }
    }

    /// The connected workers, one page or all.
    package func workers(all: Bool) throws -> [WorkerStatus] {
        try pages(all: all) { .workers(from: $0) }
    }

    /// The complete record of a study.
    package static func status(of directory: StudyDirectory) throws -> StudyStatus {
        let reader = StudyReader(directory)
        defer { reader.close() }
        let standing = try reader.standing()
        var record = StudyRecord(
            job: standing.job, incarnation: standing.starts, conflicts: standing.conflicts,
            end: standing.end)
        try reader.forEachRecord(below: standing.trials) { record.trials.append($0) }
        return StudyStatus(record: record, isLive: reader.link != nil)
    }

    // MARK: Ways to ask

    private func pages<Item: Sendable & Codable>(
        all: Bool, _ question: (Int) -> StudyQuestion
    ) throws -> [Item] {
        var items: [Item] = []
        var next: Int? = 0
        while let from = next {
            let page = try read(question(from)) { bytes in
                try PortableJSON.decode(AnswerPage<Item>.self, from: bytes)
            } recorded: { _ in
                AnswerPage(items: [], next: nil)
            }
            items += page.items
            next = all ? page.next : nil
        }
        return items
    }

    func read<Value>(
        _ question: StudyQuestion, live: ([UInt8]) throws -> Value,
        recorded: (SQLiteStudyStore) throws -> Value
    ) throws -> Value {
        while true {
            if let link {
                if let bytes = try link.ask(question) { return try live(bytes) }
                link.close()
                self.link = nil
            }
            guard let store = try openStore() else { continue }
            defer { if store.holdsLock { store.close() } else { copy = store } }
            return try recorded(store)
        }
    }

    private static func decode<Value>(
        _ bytes: [UInt8], _ body: (inout WireReader) throws(WireError) -> Value
    ) throws(WireError) -> Value {
        var reader = WireReader(bytes[...])
        let value = try body(&reader)
        try reader.finish()
        return value
    }

    /// Opens the store; if a coordinator has it open, connects to that one and returns nil.
    private func openStore() throws -> SQLiteStudyStore? {
        if let copy { return copy }
        let deadline = SystemTime.now + Self.startSeconds
        while true {
            let holder: (process: Int?, host: String?)
            do {
                let store = try SQLiteStudyStore.openForReading(
                    directory: directory.path, isChecked: !isChecked)
                isChecked = true
                return store
            } catch {
                guard case .inUse(_, let process, let host, _) = error else { throw error }
                holder = (process, host)
            }
            if try connect(holder.process, holder.host) { return nil }
            guard SystemTime.now < deadline else { throw unanswered(holder.process) }
            usleep(Self.pauseMicroseconds)
        }
    }

    /// Connects to a coordinator, if it has published its endpoint.
    private func connect(_ process: Int?, _ host: String?) throws -> Bool {
        if let host, host != HostName.current {
            throw StudyError.noAnswer(
                study: directory.name, reason: "it runs on \(host); ask there")
        }
        if LiveAnnouncement.isHidden(directory) {
            throw StudyError.noAnswer(
                study: directory.name,
                reason: "only the user who started it may ask (\(directory.live) is readable by "
                    + "its owner alone); the ranked table is in \(directory.tableCSV)")
        }
        // The file of a killed coordinator names a process that doesn't hold the lock.
        guard let live = LiveAnnouncement.read(directory),
            process == nil || process == Int(live.process), live.isCurrent(in: directory)
        else { return false }
        link = try LiveLink(LiveLink.Target(directory, live))
        return true
    }

    private func unanswered(_ process: Int?) -> StudyError {
        let holder = process.map { "process \($0)" } ?? "another process"
        return .noAnswer(
            study: directory.name,
            reason: "\(holder) has the study open and has not said within "
                + "\(Int(Self.startSeconds)) s where it answers (\(directory.live))")
    }
}
