import StudyModel

/// Carries a coordinator's messages.
package protocol CoordinatorTransport {
    /// Sends a message; returns whether it is on its way.
    mutating func send(_ message: CoordinatorMessage, to peer: Peer) throws -> Bool
}

/// Stores a coordinator's changes.
package protocol CoordinatorJournal {
    /// Stores the changes of some effects, after those that already wait.
    mutating func commit(_ effects: CoordinatorEffects, at now: Instant) throws -> JournalOutcome
}

/// What came of a commit.
package enum JournalOutcome: Sendable {
    /// All effects so far are stored: their messages may be sent.
    case committed(CoordinatorEffects, hasRecovered: Bool)
    /// Nothing can be stored now; the effects wait in the journal.
    case stalled(reason: String, isNew: Bool)
}

/// What surrounds a coordinator's machine: a process with sockets and files, or a simulation.
package protocol CoordinatorWorld: CoordinatorTransport, CoordinatorJournal {
    associatedtype Machine: CoordinatorHandling

    /// Effects were stored; their messages are about to be sent.
    mutating func stored(_ effects: CoordinatorEffects, by machine: Machine) throws
}

/// A coordinator's state machine, or one with checks around it.
package protocol CoordinatorHandling {
    mutating func handle(_ event: CoordinatorEvent, at now: Instant) -> CoordinatorEffects
}

extension CoordinatorMachine: CoordinatorHandling {}

/// A coordinator's loop as a value: it handles the events of a round, commits their changes once,
/// and only then sends their messages.
///
/// Its owner receives the events and decides when a round ends.
package struct CoordinatorLoop<Machine: CoordinatorHandling> {
    package private(set) var machine: Machine
    /// The effects of the round's events so far.
    private var effects = CoordinatorEffects()

    package init(_ machine: Machine) { self.machine = machine }

    /// Changes the machine between two rounds, for example to admit a study.
    package mutating func update(_ change: (inout Machine) -> Void) { change(&machine) }

    /// Handles one event of the round.
    package mutating func handle(_ event: CoordinatorEvent, at now: Instant) {
        effects.append(machine.handle(event, at: now))
    }

    /// Handles an event that changes no study, whose notices are of no use.
    package mutating func handleQuietly(_ event: CoordinatorEvent, at now: Instant) {
        let effects = machine.handle(event, at: now)
        precondition(effects.changes.isEmpty, "changes that nobody stores")
    }

    /// Ends a round: one commit, then the messages.
    ///
    /// Messages that could not be sent are events of a further round, which follows at once.
    package mutating func endRound<World: CoordinatorWorld>(
        in world: inout World, at now: Instant
    ) throws -> JournalOutcome where World.Machine == Machine {
        let own = effects
        effects = CoordinatorEffects()
        let outcome = try world.commit(own, at: now)
        guard case .committed(let committed, _) = outcome else { return outcome }
        try world.stored(committed, by: machine)
        var undelivered = false
        for item in committed.messagesInOrder where try !world.send(item.message, to: item.peer) {
            handle(.undeliverable(item.message, to: item.peer), at: now)
            undelivered = true
        }
        guard undelivered else { return outcome }
        let further = try endRound(in: &world, at: now)
        // A stall that begins in the further round is the news.
        if case .stalled = further { return further }
        return outcome
    }
}

extension CoordinatorEffects {
    /// The messages in the order of sending: acknowledgements first, one message per worker
    /// instead of one per result.
    fileprivate var messagesInOrder: [Message] {
        guard messages.contains(where: \.isAcknowledgement) else { return messages }
        var peers: [Peer] = []
        var acknowledged: [Peer: [AttemptID]] = [:]
        var others: [Message] = []
        for item in messages {
            if case .acknowledge(let attempts) = item.message {
                if acknowledged[item.peer] == nil { peers.append(item.peer) }
                acknowledged[item.peer, default: []] += attempts
            } else {
                others.append(item)
            }
        }
        return peers.map { Message(peer: $0, message: .acknowledge(acknowledged[$0] ?? [])) }
            + others
    }
}

extension CoordinatorEffects.Message {
    fileprivate var isAcknowledgement: Bool {
        if case .acknowledge = message { true } else { false }
    }
}
