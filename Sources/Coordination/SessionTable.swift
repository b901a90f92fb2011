package import StudyModel

/// A connected worker.
package struct Session: Sendable, Hashable {
    package var identity: WorkerIdentity
    var bootNonce: UInt64
    package var slots: Int
    package var credit: Int
    /// What it holds, as far as the coordinator knows.
    package var outstanding: Set<AttemptID> = []
    package var lastHeard: Instant
    /// The fingerprints of the jobs it has been sent.
    var jobs: Set<UInt64> = []
    package var progress: [AttemptID: AttemptProgress] = [:]
    /// Whether it has executed an attempt to its end.
    var hasResults = false
    /// Whether it holds a trial that is to run alone.
    var runsAlone = false
    /// Counts the sessions of this coordinator.
    fileprivate(set) var serial = 0
}

/// The workers that are connected, by connection and by name.
package struct SessionTable: Sendable, Hashable {
    private var sessions: [Peer: Session] = [:]
    private var peers: [String: Set<Peer>] = [:]
    private var nextSerial = 0

    package var count: Int { sessions.count }
    package var isEmpty: Bool { sessions.isEmpty }
    /// In no order.
    package var values: some Collection<Session> { sessions.values }

    /// Connections, oldest first.
    package var inOrder: [Peer] { ordered(sessions.keys) }

    package subscript(peer: Peer) -> Session? { sessions[peer] }

    /// Connections of workers of a name, oldest first.
    func named(_ name: String) -> [Peer] { ordered(peers[name] ?? []) }

    /// Connections that have been silent since an instant or longer, oldest first.
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

    /// Changes a session that exists; its worker stays the same.
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
