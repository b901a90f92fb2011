import StudyModel

/// Who an attempt was issued to and until when.
struct Lease: Sendable, Hashable {
    var worker: String
    /// The connection, once the worker has said hello to this coordinator.
    var peer: Peer?
    var deadline: Instant
    /// Counts the leases of this coordinator: a worker starts its attempts in this order.
    var serial: Int
    /// The epoch of the last intermediate result that was recorded from the attempt.
    var reportedEpoch = 0
    /// Whether a checkpoint came from the attempt: then its loss costs only what came after.
    var hasCheckpoint = false
}

/// The leases of all current attempts, by attempt and by worker.
struct LeaseTable: Sendable {
    private var leases: [AttemptID: Lease] = [:]
    private var attempts: [String: Set<AttemptID>] = [:]
    private var nextSerial = 0

    var isEmpty: Bool { leases.isEmpty }
    var count: Int { leases.count }
    var all: [AttemptID: Lease] { leases }

    subscript(attempt: AttemptID) -> Lease? { leases[attempt] }

    mutating func issue(
        _ attempt: AttemptID, to worker: String, over peer: Peer?, until deadline: Instant
    ) {
        leases[attempt] = Lease(
            worker: worker, peer: peer, deadline: deadline, serial: nextSerial)
        attempts[worker, default: []].insert(attempt)
        nextSerial += 1
    }

    /// Changes a lease that exists; its worker stays the same.
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

    /// The attempts of a worker in the order in which they were issued.
    func attempts(of worker: String) -> [AttemptID] {
        (attempts[worker] ?? []).sorted { leases[$0]!.serial < leases[$1]!.serial }
    }

    /// The attempts whose leases have ended, in the order in which they were issued.
    func ended(by now: Instant) -> [AttemptID] {
        leases.filter { $0.value.deadline <= now }
            .sorted { $0.value.serial < $1.value.serial }.map(\.key)
    }

    /// The workers that hold leases without having said hello to this coordinator, by name.
    var absentWorkers: [String] {
        attempts.keys.filter { name in attempts[name]!.contains { leases[$0]!.peer == nil } }
            .sorted()
    }
}
