import Coordination
import Foundation
import Objectives
import Studies
import StudyModel
import Wire
import ZeroMQ

/// Many one-slot workers in one process: each has its own connection, and its trials only wait for
/// a fixed time.
///
/// One router socket connects once per worker. So the cost of waiting depends on the number of
/// messages, not on the number of workers.
final class Swarm {
    /// One simulated worker.
    private struct Member {
        var isRegistered = false
        var assignment: Assignment?
        var resultSentAt: Instant?
        var pingSentAt: Instant?
        var pingSeconds = 2.0
        var sequence: UInt64 = 0
    }

    private enum Event {
        case ping
        case finish
    }

    /// The limit of concurrent handshakes: if too many are pending to be answered in time, all of
    /// them time out.
    private static let handshakes = 500

    private let socket: Socket
    private let endpoint: String
    private let trialSeconds: Double
    private var connected = 0
    private var members: [Member]
    /// The planned events, by milliseconds since the start.
    private var agenda: [Int: [(member: Int, event: Event)]] = [:]
    private var nextTick = 0
    private let startedAt = SystemTime.now
    private var poller = Poller()
    private(set) var registered = 0
    private(set) var finished = 0
    /// Seconds from a result to the next trial, and from a ping to its answer.
    private(set) var dispatchSeconds: [Double] = []
    private(set) var pingSeconds: [Double] = []

    init(
        _ context: Context, security: ClientSecurity, endpoint: String, workers: Int,
        trialSeconds: Double
    ) throws {
        self.trialSeconds = trialSeconds
        self.endpoint = endpoint
        members = Array(repeating: Member(), count: workers)
        socket = try Socket.client(context, security: security, kind: .router)
        try socket.set(.immediate(false))
        poller.add(socket)
    }

    private func connect() throws {
        while connected < members.count, connected - registered < Self.handshakes {
            try socket.set(.connectRoutingID(Self.name(of: connected)))
            try socket.connect(endpoint)
            try send(.hello(Self.hello(of: connected)), from: connected)
            connected += 1
        }
    }

    func close() { socket.close() }

    /// Discards the measurements so far.
    func resetMeasurements() {
        dispatchSeconds = []
        pingSeconds = []
        finished = 0
    }

    /// Runs the workers for a time, or until a condition holds.
    func run(seconds: Double, until isDone: () -> Bool = { false }) throws {
        let end = SystemTime.now + seconds
        while SystemTime.now < end, !isDone() {
            try connect()
            _ = try poller.poll(timeoutMilliseconds: 1)
            while let message = try socket.receive() {
                guard let member = Self.member(named: message.frames[0]) else { continue }
                let content = try ServerMessage(frames: Array(message.frames.dropFirst()))
                if case .coordinator(let said) = content { try take(said, member) }
            }
            try carryOut()
        }
    }

    private func take(_ message: CoordinatorMessage, _ member: Int) throws {
        let now = SystemTime.now
        switch message {
        case .welcome(_, let seconds):
            guard !members[member].isRegistered else { return }
            members[member].isRegistered = true
            members[member].pingSeconds = seconds
            registered += 1
            // Spread the pings over the interval.
            plan(.ping, of: member, after: seconds * part(member, 7919))
        case .assign(let assignments, _):
            guard let assignment = assignments.first else { return }
            let isFirst = members[member].resultSentAt == nil
            if let sent = members[member].resultSentAt {
                dispatchSeconds.append(now.seconds(since: sent))
            }
            members[member].assignment = assignment
            let share = isFirst ? part(member, 104_729) : 1
            plan(.finish, of: member, after: trialSeconds * share)
        case .pong:
            guard let sent = members[member].pingSentAt else { return }
            members[member].pingSentAt = nil
            pingSeconds.append(now.seconds(since: sent))
        case .whoAreYou:
            try send(.hello(Self.hello(of: member)), from: member)
        case .reject, .acknowledge, .cancel, .finished: break
        }
    }

    /// Executes all events that are due.
    private func carryOut() throws {
        let now = SystemTime.now
        let tick = Int(now.seconds(since: startedAt) * 1000)
        while nextTick <= tick {
            for (member, event) in agenda.removeValue(forKey: nextTick) ?? [] {
                switch event {
                case .ping: try ping(member)
                case .finish: try finish(member)
                }
            }
            nextTick += 1
        }
    }

    private func ping(_ member: Int) throws {
        members[member].sequence += 1
        if members[member].pingSentAt == nil { members[member].pingSentAt = SystemTime.now }
        let held = members[member].assignment.map { [AttemptProgress(attempt: $0.attempt)] } ?? []
        try send(.ping(sequence: members[member].sequence, held: held), from: member)
        plan(.ping, of: member, after: members[member].pingSeconds)
    }

    private func finish(_ member: Int) throws {
        guard let assignment = members[member].assignment else { return }
        members[member].assignment = nil
        let metrics = ["validation_loss": NullObjective.loss(assignment.configuration)]
        let result = AttemptResult(
            attempt: assignment.attempt, outcome: .complete(metrics: metrics),
            intermediateResults: [IntermediateResult(epoch: 1, metrics: metrics)])
        members[member].resultSentAt = SystemTime.now
        try send(.results([result]), from: member)
        finished += 1
    }

    private func plan(_ event: Event, of member: Int, after seconds: Double) {
        let due = Int((SystemTime.now.seconds(since: startedAt) + seconds) * 1000)
        agenda[max(due, nextTick), default: []].append((member, event))
    }

    private func send(_ message: WorkerMessage, from member: Int) throws {
        _ = try socket.send([Self.name(of: member)] + ClientMessage.worker(message).encoded())
    }

    /// A number from 0 to 1 per worker, spread evenly over any range of workers.
    private func part(_ member: Int, _ prime: Int) -> Double {
        Double(member * prime % members.count) / Double(members.count)
    }

    private static func hello(of member: Int) -> Hello {
        Hello(
            identity: WorkerIdentity(name: "swarm-\(member)", host: "bench"),
            bootNonce: UInt64(member) + 1, slots: 1, credit: 1, held: [])
    }

    private static func name(of member: Int) -> [UInt8] {
        [1] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: member >> $0) }
    }

    private static func member(named name: [UInt8]) -> Int? {
        guard name.count == 5, name[0] == 1 else { return nil }
        return name.dropFirst().reduce(0) { $0 << 8 | Int($1) }
    }
}
