import Coordination
import Foundation
import Reporting
import Storage
import StudyModel

/// Stores what a step of the coordinator's machine wants stored, or holds all of it back until it
/// can be.
///
/// When the disk is full nothing is lost and nothing is said: the effects wait here, the
/// coordinator takes in no more, and the commit is tried again until there is room.
final class Committer {
    enum Outcome {
        /// Everything up to here is stored: the messages may go out.
        case committed(CoordinatorEffects, hasRecovered: Bool)
        case stalled(reason: String, isNew: Bool)
    }

    private static let retrySeconds = 0.5
    private static let reassureSeconds = 2.0

    private let studies: [OpenStudy]
    private var pending = CoordinatorEffects()
    /// What of `pending.changes` is committed already, by study.
    private var committedStudies: Set<String> = []
    private var stallReason: String?
    private var nextReassurance = Instant.zero
    private(set) var retryAt: Instant?

    var isStalled: Bool { stallReason != nil }

    init(studies: [OpenStudy]) { self.studies = studies }

    /// Commits the effects' changes, after those that wait already.
    func commit(_ effects: CoordinatorEffects, at now: Instant) throws -> Outcome {
        pending.append(effects)
        if let stallReason, let retryAt, now < retryAt {
            return .stalled(reason: stallReason, isNew: false)
        }
        do {
            try writeCheckpoints()
            try writeChanges()
        } catch let error as StoreError {
            guard case .full = error else { throw error }
            return stall("\(error)", at: now)
        } catch let error as ReportingError {
            return stall("\(error)", at: now)
        }
        defer {
            pending = CoordinatorEffects()
            committedStudies = []
            stallReason = nil
            retryAt = nil
        }
        return .committed(pending, hasRecovered: isStalled)
    }

    func shouldReassure(at now: Instant) -> Bool {
        guard now >= nextReassurance else { return false }
        nextReassurance = now + Self.reassureSeconds
        return true
    }

    private func stall(_ reason: String, at now: Instant) -> Outcome {
        let isNew = stallReason == nil
        stallReason = reason
        retryAt = now + Self.retrySeconds
        return .stalled(reason: reason, isNew: isNew)
    }

    private func writeCheckpoints() throws {
        while let checkpoint = pending.checkpoints.first {
            if let study = studies.first(where: { $0.record.job.study == checkpoint.study }) {
                try? FileManager.default.createDirectory(
                    atPath: study.directory.checkpoints, withIntermediateDirectories: true)
                try AtomicFile.write(
                    checkpoint.bytes, to: study.directory.checkpoint(of: checkpoint.trial))
            }
            pending.checkpoints.removeFirst()
        }
    }

    /// One transaction a study; a study's changes that are committed are not committed again.
    private func writeChanges() throws {
        for study in studies {
            let name = study.record.job.study
            let changes = pending.changes.filter { $0.study == name }.map(\.change)
            guard !changes.isEmpty, !committedStudies.contains(name) else { continue }
            try study.store.commit(changes)
            committedStudies.insert(name)
            removeCheckpoints(ofFinishedIn: changes, study.directory)
        }
    }

    /// A finished trial needs its checkpoint no more.
    private func removeCheckpoints(
        ofFinishedIn changes: [StudyChange], _ directory: StudyDirectory
    ) {
        for case .trialFinished(let attempt, _, _) in changes where attempt.number > 1 {
            unlink(directory.checkpoint(of: attempt.trial))
        }
    }
}
