import Coordination
import StudyModel

/// What the simulation itself knows of leases, beside the machine.
extension SimulatedCluster {
    /// A message that reached the coordinator renews leases from then on.
    mutating func noteRenewals(by message: WorkerMessage, over peer: Peer) {
        guard let session = coordinator?.machine.sessions[peer] else { return }
        switch message {
        case .ping(_, let held):
            for item in held where session.outstanding.contains(item.attempt) {
                renewals[item.attempt] = now
            }
        case .intermediateResult(let attempt, _) where session.outstanding.contains(attempt):
            renewals[attempt] = now
        default: break
        }
    }

    /// A lease begins when its attempt is assigned.
    mutating func noteRenewals(by messages: [CoordinatorEffects.Message]) {
        for item in messages {
            guard case .assign(let assignments, _) = item.message else { continue }
            for assignment in assignments { renewals[assignment.attempt] = now }
        }
    }

    /// A lease ends after a whole lease of silence in which the coordinator ran: neither its own
    /// stalls nor messages that it has not read count against a worker.
    func checkSilence(of attempt: AttemptID) throws {
        let since = renewals[attempt] ?? coordinatorStartedAt
        let stalled = stalls.reduce(0.0) { sum, stall in
            // A second of each may count: that long a step of a coordinator that runs can take.
            let seconds = min(stall.until, now).seconds(since: max(stall.from, since))
            return sum + max(0, seconds)
        }
        let silence = now.seconds(since: since) - stalled
        let allowance = Double(stalls.count { $0.until > since }) + 1e-6
        guard silence >= schedule.leaseSeconds - allowance else {
            throw SimulationFailure(
                "\(attempt) lost its lease of \(schedule.leaseSeconds) s after \(silence) s of "
                    + "silence in which the coordinator ran")
        }
    }
}
