package import StudyModel

/// A connected worker.
package struct Session: Sendable, Hashable {
    package var identity: WorkerIdentity
    var bootNonce: UInt64
    package var slots: Int
    package var credit: Int
    /// Whether it runs the programs of jobs.
    package var allowsCommands = false
    /// The attempts it holds, as far as the coordinator knows.
    package var outstanding: Set<AttemptID> = []
    package var lastHeard: Instant
    /// The fingerprints of the jobs already sent to it.
    var jobs: Set<UInt64> = []
    package var progress: [AttemptID: AttemptProgress] = [:]
    /// Whether it has sent a valid result.
    var hasResults = false
    /// Whether it holds a trial that must run alone.
    var runsAlone = false
    /// The serial number of the session in this coordinator.
    fileprivate(set) var serial = 0
}

extension Session {
    /// Whether it may get trials of a job.
    func mayRun(_ job: Job) -> Bool {
        !job.objective.isExternal && (allowsCommands || !job.objective.runsPrograms)
    }
}

/// The connected workers, indexed by connection and by name.
package struct SessionTable: Sendable, Hashable {
    private var sessions: [Peer: Session] = [:]
    private var peers: [String: Set<Peer>] = [:]
    private var nextSerial = 0

    package var count: Int { sessions.count }
    package var isEmpty: Bool { sessions.isEmpty }
    /// Unordered.
    package var values: some Collection<Session> { sessions.values }

    /// All connections, oldest first.
    package var inOrder: [Peer] { ordered(sessions.keys) }

    package subscript(peer: Peer) -> Session? { sessions[peer] }

    /// The connections of the workers with this name, oldest first.
    func named(_ name: String) -> [Peer] { ordered(peers[name] ?? []) }

    /// The connections without a message since `instant`, oldest first.
    func silent(since instant: Instant) -> [Peer] {
        ordered(sessions.lazy.filter { $0.value.lastHeard <= instant }.map(\.key))
    }

    mutating func insert(_ session: Session, at peer: Peer) {
        remove(peer)
        var session = session
        session.serial = nextSerial
        nextSerial += 1
        sessions[peer] = session
        peers[session.identity.name, default: []].insert(peer)
    }

    /// Changes an existing session; its worker stays the same.
    mutating func update(_ peer: Peer, _ change: (inout Session) -> Void) {
        guard let place = sessions.index(forKey: peer) else { return }
        change(&sessions.values[place])
    }

    @discardableResult
    mutating func remove(_ peer: Peer) -> Session? {
        guard let session = sessions.removeValue(forKey: peer) else { return nil }
        let name = session.identity.name
        peers[name]?.remove(peer)
        if peers[name]?.isEmpty == true { peers[name] = nil }
        return session
    }

    private func ordered(_ peers: some Sequence<Peer>) -> [Peer] {
        peers.sorted { sessions[$0]!.serial < sessions[$1]!.serial }
    }
}
