import Coordination
import Foundation
import Runtime
import Studies
import Synchronization

/// Records when trials finish, and the longest time in which none does.
///
/// `@unchecked Sendable`: only the coordinator's thread accesses the worker; a mutex protects the
/// rest.
final class SilenceObserver: CoordinatorObserver, @unchecked Sendable {
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
