import Coordination
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

    /// In the order in which they are written.
    private var studies: [ServedStudy] = []
    private var pending = CoordinatorEffects()
    /// Stored changes of a step whose other changes still wait; they are not stored again.
    private var stored: [CoordinatorEffects.Change] = []
    /// Why nothing can be stored at the moment, or nil.
    private(set) var stallReason: String?
    private var nextReassurance = Instant.zero
    private(set) var retryAt: Instant?

    var isStalled: Bool { stallReason != nil }

    func add(_ study: ServedStudy) { studies.append(study) }

    /// Removes a study.
    ///
    /// - Precondition: nothing waits to be stored.
    func remove(_ study: ServedStudy) {
        precondition(!isStalled)
        studies.removeAll { $0 === study }
    }

    /// Commits the effects' changes, after those that already wait.
    func commit(_ effects: CoordinatorEffects, at now: Instant) throws -> JournalOutcome {
        pending.append(effects)
        if let stallReason, let retryAt, now < retryAt {
            return .stalled(reason: stallReason, isNew: false)
        }
        do {
            try writeChanges()
        } catch let error as StoreError {
            guard case .full = error else { throw error }
            return stall("\(error)", at: now)
        }
        var committed = pending
        committed.changes = stored
        for item in pending.unreferenced {
            studies.first { $0.name == item.study }?.checkpoints.remove(item.digest)
        }
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

    /// Commits one transaction per study.
    private func writeChanges() throws {
        for study in studies where !pending.changes.isEmpty {
            let name = study.name
            // Changes that all belong to one study, as most do, are not copied.
            let isWhole = pending.changes.allSatisfy { $0.study == name }
            let own = isWhole ? pending.changes : pending.changes.filter { $0.study == name }
            guard !own.isEmpty else { continue }
            let changes = own.map(\.change)
            try study.open.store.commit(changes)
            stored = stored.isEmpty ? own : stored + own
            pending.changes = isWhole ? [] : pending.changes.filter { $0.study != name }
        }
        precondition(pending.changes.isEmpty, "changes of a study whose record is closed")
    }
}
