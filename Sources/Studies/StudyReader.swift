import Coordination
import Foundation
package import Reporting
import Storage
package import StudyModel
import Wire

/// Reads a study, whether a coordinator runs it at the moment or not.
///
/// A live coordinator is asked, page by page; else the store is read, which is open while a page is
/// read and no longer, so that a reader who takes his time keeps no coordinator out. A coordinator
/// that starts or ends between two pages changes nothing: trials keep their numbers, and outcomes
/// never change.
package final class StudyReader {
    /// How long a coordinator that is starting may take to say where it answers.
    private static let startSeconds = 10.0
    private static let pauseMicroseconds: UInt32 = 50_000
    /// How many trials a page of the store has.
    private static let trialsPerPage = 8192

    package let directory: StudyDirectory
    private var link: LiveLink?
    /// A store that keeps nobody out, because it is a copy.
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

    /// Whether a coordinator gave the last answer.
    package var isLive: Bool { link != nil }

    package func standing() throws -> StudyStanding {
        try read(.standing) { bytes in
            try PortableJSON.decode(StudyStanding.self, from: bytes)
        } recorded: { store in
            let head = try store.head()
            var counts: [Trial.State: Int] = [:]
            var best = BestTrials(metric: head.job.metric, limit: 1)
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
                if let value = outcome.value { best.add(value, trial: outcome.number) }
            }
            return StudyStanding(
                job: head.job, starts: head.epoch, counts: counts,
                best: try best.best.flatMap { try store.trialRecord($0)?.trial },
                conflicts: head.conflicts, failures: failures.most, halt: run.halt)
        }
    }

    /// The best trials, best first; nil for all that are ranked.
    package func best(_ count: Int?) throws -> [Trial] {
        guard let count, count <= BestTrials.largest else {
            let standing = try standing()
            var trials: [Trial] = []
            try forEachTrial(below: standing.trials) { trials.append($0) }
            return Ranking(metric: standing.job.metric, trials: trials).top(count)
        }
        return try read(.best(count: count)) { bytes in
            try Self.decode(bytes) { (reader: inout WireReader) throws(WireError) in
                try reader.trials()
            }
        } recorded: { store in
            let metric = try store.head().job.metric
            var best = BestTrials(metric: metric, limit: count)
            try store.outcomes(of: metric.name) { outcome in
                if let value = outcome.value { best.add(value, trial: outcome.number) }
            }
            return try best.top(count).compactMap {
                try store.trials(from: $0, count: 1).first
            }
        }
    }

    /// A trial with its story, or nil if there is none of this number.
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
    /// A study that runs has more of them all the time; who wants all there are asks how many first
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

    /// The trials below a number with their stories, in the order of their numbers.
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

    /// The trials that run now, a page of them or all; none where no coordinator runs the study.
    package func running(all: Bool) throws -> [RunningTrial] {
        try pages(all: all) { .running(from: $0) }
    }

    /// The connected workers, a page of them or all.
    package func workers(all: Bool) throws -> [WorkerStatus] {
        try pages(all: all) { .workers(from: $0) }
    }

    /// The whole record, for those who need all of it.
    package static func status(of directory: StudyDirectory) throws -> StudyStatus {
        let reader = StudyReader(directory)
        defer { reader.close() }
        let standing = try reader.standing()
        var record = StudyRecord(
            job: standing.job, epoch: standing.starts, conflicts: standing.conflicts)
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

    private func read<Value>(
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

    /// Opens the store, or connects to the coordinator that has it open; nil is the latter.
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
                guard case .inUse(_, let process, let host) = error else { throw error }
                holder = (process, host)
            }
            if try connect(holder.process, holder.host) { return nil }
            guard SystemTime.now < deadline else { throw unanswered(holder.process) }
            usleep(Self.pauseMicroseconds)
        }
    }

    /// Connects to a coordinator, if it has said where it answers.
    private func connect(_ process: Int?, _ host: String?) throws -> Bool {
        if let host, host != StudyLock.hostName {
            throw StudyError.noAnswer(
                study: directory.name, reason: "it runs on \(host); ask there")
        }
        if LiveAnnouncement.isHidden(directory) {
            throw StudyError.noAnswer(
                study: directory.name,
                reason: "only the user who started it may ask (\(directory.live) is readable by "
                    + "its owner alone); the ranked table is in \(directory.tableCSV)")
        }
        // What a killed coordinator left names a process that doesn't hold the lock.
        guard let live = LiveAnnouncement.read(directory),
            process == nil || process == Int(live.process), live.isCurrent(in: directory)
        else { return false }
        link = try LiveLink(directory, live)
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
