import Coordination

/// A TCP connection.
///
/// Its two ends may notice at different times that it broke.
struct Connection {
    var process: WorkerProcess
    var coordinatorIncarnation: Int
    var isOpenAtWorker = true
    var isOpenAtCoordinator = true
    /// When the last message in each direction arrives: later ones arrive after it.
    var lastUp: Instant
    var lastDown: Instant
}

extension SimulatedCluster {
    /// Routing ids as libzmq makes them: a zero and a number.
    static func peer(_ connection: Int) -> Peer {
        Peer([0, 0, 0, UInt8(connection >> 8 & 255), UInt8(connection & 255)])
    }

    static func connection(_ peer: Peer) -> Int {
        Int(peer.routingID[3]) << 8 | Int(peer.routingID[4])
    }

    /// The transport tries to connect, again and again until it can.
    mutating func connect(_ worker: Int, generation: Int) {
        guard workers[worker].generation == generation, workers[worker].connection == nil else {
            return
        }
        let isCut = max(workers[worker].upCutUntil, workers[worker].downCutUntil) > now
        guard coordinator != nil, !isCut else {
            return after(
                random.uniform(0.1...1),
                .connect(workers[worker].process(worker), generation: generation))
        }
        let arrival = now + random.uniform(0.0005...0.01)
        connections.append(
            Connection(
                process: workers[worker].process(worker),
                coordinatorIncarnation: coordinatorIncarnation, lastUp: arrival, lastDown: arrival))
        workers[worker].connection = connections.count - 1
        log("\(workers[worker].name) is connected as \(connections.count - 1)")
        let waiting = workers[worker].unsent
        workers[worker].unsent = []
        for message in waiting { send(message, from: worker) }
    }

    mutating func send(_ message: WorkerMessage, from worker: Int) {
        guard let connection = workers[worker].connection else {
            if schedule.queuesWhileConnecting {
                workers[worker].unsent.append(message)
            } else {
                log("\(workers[worker].name) has no connection for \(Transcript.text(message))")
            }
            return
        }
        log("\(workers[worker].name) says over \(connection): \(Transcript.text(message))")
        // The process may end before its last words have left it.
        if message == .goodbye, !isHealed, random.chance(0.3) { return }
        for (arrival, isLast) in arrivals(
            connections[connection].lastUp, workers[worker].upCutUntil)
        {
            at(arrival, .toCoordinator(connection, message))
            if isLast { connections[connection].lastUp = arrival }
        }
    }

    /// Whether the connection took the message; it may be lost all the same.
    mutating func send(
        _ message: CoordinatorMessage, over connection: Int
    ) -> Bool {
        guard connections[connection].isOpenAtCoordinator,
            connections[connection].coordinatorIncarnation == coordinatorIncarnation
        else { return false }
        log("coordinator says over \(connection): \(Transcript.text(message))")
        let cut = workers[connections[connection].process.worker].downCutUntil
        for (arrival, isLast) in arrivals(connections[connection].lastDown, cut) {
            at(arrival, .toWorker(connection, message))
            if isLast { connections[connection].lastDown = arrival }
        }
        return true
    }

    /// When a message arrives: once and in order, except over hostile links.
    ///
    /// During a cut it waits.
    private mutating func arrivals(
        _ last: Instant, _ cutUntil: Instant
    ) -> [(at: Instant, movesLast: Bool)] {
        let delay = random.chance(0.05) ? 0.01...0.5 : 0.0001...0.005
        let arrival = max(max(now, cutUntil) + random.uniform(delay), last + 1e-9)
        guard schedule.link == .hostile, !isHealed else { return [(arrival, true)] }
        switch random.int(0...19) {
        case 0: return []
        case 1: return [(arrival, true), (arrival + random.uniform(0...5), false)]
        case 2: return [(arrival + random.uniform(0...1), false)]
        default: return [(arrival, true)]
        }
    }

    mutating func arriveAtCoordinator(_ message: WorkerMessage, over connection: Int) {
        guard connections[connection].isOpenAtCoordinator, coordinator != nil,
            connections[connection].coordinatorIncarnation == coordinatorIncarnation
        else { return }
        coordinator!.inbox.append((message, Self.peer(connection)))
        noteRenewals(by: message, over: Self.peer(connection))
        scheduleTurn(at: now + random.uniform(0...0.002))
    }

    mutating func arriveAtWorker(
        _ message: CoordinatorMessage, over connection: Int
    ) throws {
        let process = connections[connection].process
        guard connections[connection].isOpenAtWorker, isAlive(process),
            workers[process.worker].connection == connection
        else { return }
        if case .acknowledge(let attempts) = message {
            try checkAcknowledged(attempts, by: process.worker)
        }
        log("\(workers[process.worker].name) hears: \(Transcript.text(message))")
        try tell(process.worker, .received(message))
    }

    /// The transport of a worker notices that its connection is gone, and makes another by itself.
    mutating func breakAtWorker(_ connection: Int) {
        connections[connection].isOpenAtWorker = false
        let process = connections[connection].process
        guard isAlive(process), workers[process.worker].connection == connection else { return }
        log("\(workers[process.worker].name) loses connection \(connection)")
        workers[process.worker].connection = nil
        after(
            random.uniform(0.1...0.3),
            .connect(process, generation: workers[process.worker].generation))
    }

    /// The worker's end is closed; the other end hears of it if the link lets it.
    mutating func close(_ connection: Int, isNoticed: Bool) {
        connections[connection].isOpenAtWorker = false
        let cut = workers[connections[connection].process.worker].upCutUntil
        let notice =
            isNoticed
            ? max(connections[connection].lastUp, cut) + random.uniform(0.0001...0.01)
            : now + random.uniform(6...8)
        at(notice, .brokenAtCoordinator(connection))
    }
}
