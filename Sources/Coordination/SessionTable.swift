package import StudyModel

/// A connected worker.
package struct Session: Sendable, Hashable {
    package var identity: WorkerIdentity
    var bootNonce: UInt64
    package var slots: Int
    package var credit: Int
    /// Whether it runs the programs of jobs.
    package var allowsCommands = false
    /// Whether it leaves once every study is finished.
    var leavesWhenFinished = false
    /// The attempts it holds, as far as the coordinator knows.
    package private(set) var outstanding: Set<AttemptID> = []
    /// What these take of it.
    package private(set) var ledger: ResourceLedger
    /// The dispatch classes whose trials it can run.
    var classes: [Int] = []
    /// When it said hello.
    let joined: Instant
    package var lastHeard: Instant
    /// The fingerprints of the jobs already sent to it.
    var jobs: Set<UInt64> = []
    package var progress: [AttemptID: AttemptProgress] = [:]
    /// The studies of which it has sent a valid result.
    var executed: Set<String> = []
    /// Whether it holds a trial that must run alone.
    var runsAlone = false
    /// The serial number of the session in this coordinator.
    fileprivate(set) var serial = 0

    init(_ hello: Hello, at now: Instant) {
        identity = hello.identity
        bootNonce = hello.bootNonce
        slots = hello.slots
        credit = WorkerLimits.credit(hello.credit, slots: hello.slots)
        allowsCommands = hello.allowsCommands
        leavesWhenFinished = hello.leavesWhenFinished
        ledger = ResourceLedger(slots: hello.slots, offer: hello.resources)
        joined = now
        lastHeard = now
    }

    /// Notes an attempt that it holds, with what the attempt takes.
    mutating func hold(_ attempt: AttemptID, _ need: ResourceNeed?) {
        guard outstanding.insert(attempt).inserted, let need else { return }
        ledger.take(need, for: attempt)
    }

    /// Notes that it does not hold an attempt any more.
    mutating func drop(_ attempt: AttemptID) {
        guard outstanding.remove(attempt) != nil else { return }
        ledger.release(attempt)
    }
}

extension Session {
    /// The number of attempts that take a slot and nothing else.
    package var plainCount: Int { outstanding.count - ledger.grants.count }

    /// The slots that its attempts take, those in its queue included.
    package var usedSlots: Int { plainCount + ledger.usedCPUs }

    /// Whether it can run trials of these needs, however busy it is.
    func canRun(_ runsPrograms: Bool, _ need: ResourceNeed?) -> Bool {
        (allowsCommands || !runsPrograms) && need.map { ledger.lacks(of: $0).isEmpty } != false
    }

    /// Why it can't run the trials of a job, as text for a user; nil if it can.
    func refusal(of job: Job) -> String? {
        guard allowsCommands || !job.objective.runsPrograms else {
            return "was started without --allow-commands"
        }
        let lacks = job.resources.map(ledger.lacks) ?? []
        return lacks.isEmpty ? nil : lacks.joined(separator: ", ")
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

    /// Whether several connections have workers with this name.
    func isShared(_ name: String) -> Bool { (peers[name]?.count ?? 0) > 1 }

    /// The live workers with the name of a worker, in the order in which they joined; empty if
    /// there is only one.
    ///
    /// One that was heard before the last of them joined may have ended: it is no live one.
    func namesakes(_ name: String) -> [WorkerIdentity] {
        guard let peers = peers[name], peers.count > 1 else { return [] }
        let all = ordered(peers).compactMap { sessions[$0] }
        let latest = all.map(\.joined).max()!
        let live = all.filter { $0.lastHeard > latest }
        return live.count > 1 ? live.map(\.identity) : []
    }

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
