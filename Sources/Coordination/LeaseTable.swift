import StudyModel

/// The holder of an attempt and the deadline.
struct Lease: Sendable, Hashable {
    var worker: String
    /// The connection, after the worker has sent a hello to this coordinator.
    var peer: Peer?
    var deadline: Instant
    /// The serial number of the lease in this coordinator; a worker starts its attempts in this
    /// order.
    var serial: Int
    /// The epoch of the last recorded intermediate result of the attempt.
    var lastEpoch = 0
    /// Whether the attempt sent a checkpoint: its loss then costs only the work after it.
    var hasCheckpoint = false
    /// Whether an executor outside asked for it: no worker renews it.
    var isAsked: Bool { Asker.isNamed(worker) }
    /// How long it lasts without a sign of life, in seconds.
    var seconds = 0.0
}

/// The leases of all current attempts, indexed by attempt and by worker.
struct LeaseTable: Sendable {
    private var leases: [AttemptID: Lease] = [:]
    private var attempts: [String: Set<AttemptID>] = [:]
    private var nextSerial = 0

    var isEmpty: Bool { leases.isEmpty }
    var count: Int { leases.count }
    var all: [AttemptID: Lease] { leases }

    subscript(attempt: AttemptID) -> Lease? { leases[attempt] }

    mutating func issue(
        _ attempt: AttemptID, to worker: String, over peer: Peer?, until deadline: Instant,
        seconds: Double
    ) {
        leases[attempt] = Lease(
            worker: worker, peer: peer, deadline: deadline, serial: nextSerial, seconds: seconds)
        attempts[worker, default: []].insert(attempt)
        nextSerial += 1
    }

    /// Changes an existing lease; its worker stays the same.
    mutating func update(_ attempt: AttemptID, _ change: (inout Lease) -> Void) {
        guard let place = leases.index(forKey: attempt) else { return }
        change(&leases.values[place])
    }

    @discardableResult
    mutating func remove(_ attempt: AttemptID) -> Lease? {
        guard let lease = leases.removeValue(forKey: attempt) else { return nil }
        attempts[lease.worker]?.remove(attempt)
        if attempts[lease.worker]?.isEmpty == true { attempts[lease.worker] = nil }
        return lease
    }

    /// The attempts of a worker, in the order of issue.
    func attempts(of worker: String) -> [AttemptID] {
        (attempts[worker] ?? []).sorted { leases[$0]!.serial < leases[$1]!.serial }
    }

    /// The attempts whose leases have expired, in the order of issue.
    func ended(by now: Instant) -> [AttemptID] {
        leases.filter { $0.value.deadline <= now }
            .sorted { $0.value.serial < $1.value.serial }.map(\.key)
    }

    /// The names of workers that hold leases but have not sent a hello to this coordinator.
    var absentWorkers: [String] {
        attempts.keys.filter { name in
            attempts[name]!.contains { leases[$0]!.peer == nil && !leases[$0]!.isAsked }
        }
        .sorted()
    }
}
