package import Coordination

/// A coordinator's machine with the simulation's checks and planted bugs around it.
package struct CheckedCoordinator: CoordinatorHandling {
    private(set) var machine: CoordinatorMachine
    /// The machine as it started.
    let first: CoordinatorMachine
    let mutation: Mutation?
    /// Everything the machine was told, to tell it again; empty if that is not checked.
    private(set) var history: [(event: CoordinatorEvent, at: Instant, effects: CoordinatorEffects)]
    private let keepsHistory: Bool
    /// The first broken invariant.
    private(set) var failure: SimulationFailure?

    init(_ machine: CoordinatorMachine, mutation: Mutation?, keepsHistory: Bool) {
        self.machine = machine
        first = machine
        self.mutation = mutation
        self.keepsHistory = keepsHistory
        history = []
        failure = machine.brokenInvariant.map { SimulationFailure($0) }
    }

    /// Puts a study that was opened again in the place of the one that was withdrawn.
    mutating func replace(with study: StudyProgress, at now: Instant) {
        machine.remove(study: study.job.study)
        machine.admit(study, at: now)
        failure = failure ?? machine.brokenInvariant.map { SimulationFailure($0) }
    }

    package mutating func handle(_ event: CoordinatorEvent, at now: Instant) -> CoordinatorEffects {
        let event = mutated(event)
        var effects = machine.handle(event, at: now)
        if mutation == .drawsLots { effects.messages.reverse() }
        if keepsHistory { history.append((event, now, effects)) }
        if failure == nil, let broken = machine.brokenInvariant {
            failure = SimulationFailure(broken)
        }
        return mutated(effects, after: event)
    }
}
