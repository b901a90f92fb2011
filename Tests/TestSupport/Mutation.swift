import Coordination
import StudyModel

/// A planted bug: a simulation with one must fail, or its checks check nothing.
package enum Mutation: String, CaseIterable, Sendable {
    // Of the coordinator's loop. A start that keeps the incarnation of the last one is not among
    // them: as attempts are recorded before they are sent, their numbers alone tell them apart.
    case sendsBeforeCommit
    // Of what the coordinator records.
    case recordsNoResult
    case recordsNoStart
    case recordsNoEnd
    case recordsResultTwice
    case recordsNoIntermediateResults
    case recordsAnotherMetric
    case recordsNoPause
    case recordsNoDecision
    case recordsNoEndOfSearch
    // Of what the coordinator sends.
    case sendsNoWelcome
    case acknowledgesNothing
    case acknowledgesWhatIsHeld
    case assignsToAnotherWorker
    case assignsAnotherConfiguration
    case assignsTwice
    case assignsBeyondTheStop
    case finishesTooEarly
    // Of what the coordinator knows when it starts and how it decides.
    case restartForgetsRunningAttempts
    case restartReadsOtherOutcomes
    case endsLeasesTooEarly
    case endsNoLeases
    case drawsLots
    case readsMoreResources
    // Of workers.
    case workerSendsNoResult
    case workerChangesResult
    case workerAnswersForAnotherAttempt

    /// In how many schedules, from seed 0 on, the bug must show.
    package static let schedules: UInt64 = 25
}

extension CheckedCoordinator {
    /// What the coordinator's machine wants done, as a coordinator with the bug does it.
    func mutated(
        _ effects: CoordinatorEffects, after event: CoordinatorEvent
    ) -> CoordinatorEffects {
        var effects = effects
        switch mutation {
        case .recordsNoResult: effects.changes.removeAll { $0.change.isResult }
        case .recordsNoStart:
            effects.changes.removeAll {
                if case .attemptStarted = $0.change { true } else { false }
            }
        case .recordsNoEnd:
            effects.changes.removeAll { if case .attemptEnded = $0.change { true } else { false } }
        case .recordsNoPause:
            effects.changes.removeAll {
                if case .segmentReached = $0.change { true } else { false }
            }
        case .recordsNoDecision:
            effects.changes.removeAll {
                switch $0.change {
                case .trialResumed, .trialPruned: true
                default: false
                }
            }
        case .recordsNoEndOfSearch:
            effects.changes.removeAll {
                if case .searchEnded = $0.change { true } else { false }
            }
        case .recordsResultTwice:
            effects.changes += effects.changes.filter { $0.change.isResult }
        case .recordsNoIntermediateResults:
            changeResults(in: &effects) { outcome, _ in (outcome, []) }
        case .recordsAnotherMetric:
            changeResults(in: &effects) { outcome, intermediateResults in
                guard case .complete(let metrics) = outcome else {
                    return (outcome, intermediateResults)
                }
                return (.complete(metrics: metrics.mapValues { $0 + 1e-9 }), intermediateResults)
            }
        default: mutateMessages(of: &effects, after: event)
        }
        return effects
    }

    private func mutateMessages(
        of effects: inout CoordinatorEffects, after event: CoordinatorEvent
    ) {
        switch mutation {
        case .sendsNoWelcome:
            effects.messages.removeAll { if case .welcome = $0.message { true } else { false } }
        case .acknowledgesNothing:
            effects.messages.removeAll { if case .acknowledge = $0.message { true } else { false } }
        case .acknowledgesWhatIsHeld:
            guard case .received(.ping(_, let held), let peer) = event else { return }
            effects.messages.append(
                .init(peer: peer, message: .acknowledge(held.map(\.attempt))))
        case .finishesTooEarly:
            guard case .received(.results, let peer) = event else { return }
            effects.messages.append(.init(peer: peer, message: .finished))
        case .assignsToAnotherWorker, .assignsAnotherConfiguration, .assignsTwice,
            .assignsBeyondTheStop:
            for item in effects.messages {
                guard case .assign(let assignments, let jobs) = item.message else {
                    continue
                }
                mutate(assignments, jobs, to: item.peer, in: &effects)
            }
        default: break
        }
    }

    private func mutate(
        _ assignments: [Assignment], _ jobs: [Job], to peer: Peer,
        in effects: inout CoordinatorEffects
    ) {
        let place = effects.messages.firstIndex {
            if case .assign(assignments, _) = $0.message { $0.peer == peer } else { false }
        }
        guard let place else { return }
        switch mutation {
        case .assignsToAnotherWorker:
            let others = machine.sessions.inOrder
            guard let other = others.first(where: { $0 != peer && !SimulatedCluster.isHostile($0) })
            else {
                return
            }
            effects.messages.append(.init(peer: other, message: effects.messages[place].message))
        case .assignsBeyondTheStop:
            let longer = assignments.map { assignment in
                var longer = assignment
                longer.until = assignment.until.map { $0 + 1 }
                return longer
            }
            effects.messages[place].message = .assign(longer, jobs: jobs)
        case .assignsAnotherConfiguration:
            let changed = assignments.map {
                Assignment(attempt: $0.attempt, configuration: Configuration([]))
            }
            effects.messages[place].message = .assign(changed, jobs: jobs)
        default:
            // Another attempt at a trial that already runs.
            let doubled = assignments.map { assignment in
                var again = assignment
                again.attempt.number += 1
                return again
            }
            effects.messages.append(
                .init(peer: peer, message: .assign(doubled, jobs: jobs)))
        }
    }

    private func changeResults(
        in effects: inout CoordinatorEffects,
        _ change: (TrialOutcome, [IntermediateResult]) -> (TrialOutcome, [IntermediateResult])
    ) {
        for (place, item) in effects.changes.enumerated() {
            guard
                case .trialFinished(let attempt, let outcome, let intermediateResults) = item.change
            else {
                continue
            }
            let (other, others) = change(outcome, intermediateResults)
            effects.changes[place].change =
                .trialFinished(attempt, other, intermediateResults: others)
        }
    }

}

extension SimulatedCluster {
    /// The record that a coordinator with the bug starts from.
    func mutated(_ record: StudyRecord) -> StudyRecord {
        var record = record
        for number in record.trials.indices {
            switch mutation {
            case .restartForgetsRunningAttempts:
                record.trials[number].attempts.removeAll { $0.outcome == .running }
            case .restartReadsOtherOutcomes:
                record.trials[number].trial.metrics =
                    record.trials[number].trial.metrics.mapValues { $0 + 1 }
            default: break
            }
        }
        return record
    }

    /// A worker's message as a worker with the bug sends it; nil for none.
    mutating func mutated(_ message: WorkerMessage) -> WorkerMessage? {
        guard case .results(var results) = message else { return message }
        switch mutation {
        case .workerSendsNoResult: return nil
        case .workerChangesResult:
            // Sent a second time, a result is another one.
            mutatedResults += 1
            for place in results.indices {
                guard case .outcome(.complete(let metrics)) = results[place].ending else {
                    continue
                }
                let shift = Double(mutatedResults) * 1e-6
                results[place].ending =
                    .outcome(.complete(metrics: metrics.mapValues { $0 + shift }))
            }
        case .workerAnswersForAnotherAttempt:
            for place in results.indices { results[place].attempt.number += 1 }
        default: break
        }
        return .results(results)
    }
}

extension StudyChange {
    fileprivate var isResult: Bool {
        if case .trialFinished = self { true } else { false }
    }
}
