import Coordination
import Files
import Foundation
import Reporting
import Storage
import Studies
import StudyModel

/// Stores the changes of the coordinator's machine, or holds back all effects until it can.
///
/// When the disk is full, nothing is lost and no message is sent: the effects wait here, the
/// coordinator handles no more messages, and the commit is retried until there is room.
final class Committer {
    private static let retrySeconds = 0.5
    private static let reassureSeconds = 2.0
    private static let warningSeconds = 30.0

    private let studies: [OpenStudy]
    private var pending = CoordinatorEffects()
    /// Stored changes of a step whose other changes still wait; they are not stored again.
    private var stored: [CoordinatorEffects.Change] = []
    /// Why nothing can be stored at the moment, or nil.
    private(set) var stallReason: String?
    private var nextReassurance = Instant.zero
    private(set) var retryAt: Instant?
    private var warnings: [String] = []
    private var nextWarning = Instant.zero

    var isStalled: Bool { stallReason != nil }

    init(studies: [OpenStudy]) { self.studies = studies }

    /// Commits the effects' changes, after those that already wait.
    func commit(_ effects: CoordinatorEffects, at now: Instant) throws -> JournalOutcome {
        pending.append(effects)
        if let stallReason, let retryAt, now < retryAt {
            return .stalled(reason: stallReason, isNew: false)
        }
        writeCheckpoints(at: now)
        do {
            try writeChanges()
        } catch let error as StoreError {
            guard case .full = error else { throw error }
            return stall("\(error)", at: now)
        }
        var committed = pending
        committed.changes = stored
        defer {
            pending = CoordinatorEffects()
            stored = []
            stallReason = nil
            retryAt = nil
        }
        return .committed(committed, hasRecovered: isStalled)
    }

    func shouldReassure(at now: Instant) -> Bool {
        guard now >= nextReassurance else { return false }
        nextReassurance = now + Self.reassureSeconds
        return true
    }

    private func stall(_ reason: String, at now: Instant) -> JournalOutcome {
        let isNew = stallReason == nil
        stallReason = reason
        retryAt = now + Self.retrySeconds
        return .stalled(reason: reason, isNew: isNew)
    }

    /// Writes checkpoints before the changes that may refer to them.
    ///
    /// A checkpoint only saves time: if one can't be written, it is dropped and its trial starts
    /// from the beginning. So no error here stalls the study.
    private func writeCheckpoints(at now: Instant) {
        for checkpoint in pending.checkpoints {
            guard let study = studies.first(where: { $0.record.job.study == checkpoint.study })
            else { continue }
            do {
                try? FileManager.default.createDirectory(
                    atPath: study.directory.checkpoints, withIntermediateDirectories: true)
                try AtomicFile.write(
                    checkpoint.bytes, to: study.directory.checkpoint(of: checkpoint.trial))
            } catch {
                warn("a checkpoint could not be kept, so its trial may start again: \(error)", now)
            }
        }
        pending.checkpoints = []
    }

    /// Keeps a warning, unless there was one in the last `warningSeconds`.
    private func warn(_ warning: String, _ now: Instant) {
        guard now >= nextWarning else { return }
        nextWarning = now + Self.warningSeconds
        warnings.append(warning)
    }

    /// The warnings since the last call.
    func takeWarnings() -> [String] {
        defer { warnings = [] }
        return warnings
    }

    /// Commits one transaction per study.
    private func writeChanges() throws {
        for study in studies where !pending.changes.isEmpty {
            let name = study.record.job.study
            // With a single study, all changes belong to it and are not copied.
            let isOnly = studies.count == 1
            let own = isOnly ? pending.changes : pending.changes.filter { $0.study == name }
            guard !own.isEmpty else { continue }
            let changes = own.map(\.change)
            try study.store.commit(changes)
            stored = stored.isEmpty ? own : stored + own
            pending.changes = isOnly ? [] : pending.changes.filter { $0.study != name }
            removeCheckpoints(ofFinishedIn: changes, study.directory)
        }
    }

    /// Removes the checkpoints of finished trials.
    private func removeCheckpoints(
        ofFinishedIn changes: [StudyChange], _ directory: StudyDirectory
    ) {
        for case .trialFinished(let attempt, _, _) in changes where attempt.number > 1 {
            unlink(directory.checkpoint(of: attempt.trial))
        }
    }
}
