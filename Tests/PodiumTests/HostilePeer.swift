import Coordination
import Foundation
import StudyModel
import ZeroMQ

@testable import Wire

/// A client that keeps no rule, on the thread that makes it.
///
/// It has a worker's key unless told otherwise, and sends whatever it is given.
final class HostilePeer {
    let context: Context
    private(set) var socket: Socket
    private let endpoint: String
    private let keys: WorkerKeys?
    private let isReading: Bool

    /// - Parameters:
    ///   - keys: nil for an unencrypted link.
    ///   - isReading: whether what comes is taken; else it stays in the system's buffers.
    init(_ endpoint: String, keys: WorkerKeys?, isReading: Bool = true) throws {
        context = try Context()
        self.endpoint = endpoint
        self.keys = keys
        self.isReading = isReading
        socket = try Self.connect(context, endpoint, keys, isReading)
    }

    private static func connect(
        _ context: Context, _ endpoint: String, _ keys: WorkerKeys?, _ isReading: Bool
    ) throws -> Socket {
        let socket = try Socket(context, .dealer)
        try socket.set(.sendHighWaterMark(10_000))
        try socket.set(.receiveHighWaterMark(isReading ? 0 : 1))
        // Not with a full queue: the timer would then end this very process when it is cut.
        if isReading {
            try socket.set(.heartbeatInterval(.milliseconds(5)))
            try socket.set(.heartbeatTimeout(.seconds(60)))
        }
        if let keys {
            try socket.asCurveClient(serverKey: keys.serverPublicKey, ownKey: keys.client)
        }
        try socket.connect(endpoint)
        return socket
    }

    /// Hangs up at once, with whatever has not been read.
    func close() {
        socket.close()
        context.terminate()
    }

    /// Connects again, as a worker on another connection would.
    func reconnect() throws {
        socket.close()
        socket = try Self.connect(context, endpoint, keys, isReading)
    }

    func send(_ message: WorkerMessage) throws { try send(ClientMessage.worker(message).encoded()) }

    /// Sends frames; what the link does not take within a moment is left out.
    func send(_ frames: [[UInt8]]) throws {
        if try socket.send(frames) == .sent { return }
        var poller = Poller()
        poller.add(socket, for: .writable)
        if try !poller.poll(timeoutMilliseconds: 20).isEmpty { _ = try socket.send(frames) }
    }

    /// What came, without waiting.
    func drain() throws -> [CoordinatorMessage] {
        var said: [CoordinatorMessage] = []
        while let message = try socket.receive() {
            if case .coordinator(let content)? = try? ServerMessage(frames: message.frames) {
                said.append(content)
            }
        }
        return said
    }

    /// The first message that a condition holds for, within the time.
    func receive(
        within seconds: Double = 10, where condition: (CoordinatorMessage) -> Bool
    ) throws -> CoordinatorMessage? {
        var poller = Poller()
        poller.add(socket)
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if let found = try drain().first(where: condition) { return found }
            _ = try poller.poll(timeoutMilliseconds: 50)
        }
        return nil
    }

    /// Waits until the coordinator has read what was sent before, or the time is over because it
    /// reads this peer no more.
    func awaitReading(within seconds: Double) throws {
        try send(.ping(sequence: 99, held: []))
        _ = try receive(within: seconds) { $0 == .pong(sequence: 99) || $0 == .whoAreYou }
    }

    static func hello(
        _ name: String, nonce: UInt64 = 1, slots: Int = 1, credit: Int = 0, held: [AttemptID] = []
    ) -> WorkerMessage {
        .hello(
            Hello(
                identity: WorkerIdentity(name: name, host: "hostile"), bootNonce: nonce,
                slots: slots, credit: credit, held: held))
    }
}

/// A connection without ZeroMQ: bytes as they are.
struct RawPeer {
    let descriptor: Int32

    init?(_ endpoint: String) {
        guard let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            return nil
        }
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        descriptor = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            Foundation.close(descriptor)
            return nil
        }
    }

    func send(_ bytes: [UInt8]) {
        _ = Foundation.send(
            descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }

    func close() { _ = Foundation.close(descriptor) }
}

/// An honest worker beside the hostile ones that only says that it is alive, and measures how long
/// it waits for the answer.
///
/// `@unchecked Sendable`: what both threads touch is behind the lock.
final class Canary: @unchecked Sendable {
    private let lock = NSLock()
    private var longestWait = 0.0
    private var waitingSince: ContinuousClock.Instant?
    private var answers = 0
    private var failure: (any Error)?
    private var isStopping = false
    private let ended = DispatchSemaphore(value: 0)

    init(_ endpoint: String, keys: WorkerKeys) {
        let thread = Thread { [self] in
            do { try serve(endpoint, keys) } catch { lock.withLock { failure = error } }
            ended.signal()
        }
        thread.name = "canary"
        thread.start()
    }

    /// Ends it, and says how many answers came since the last reset.
    func stop() throws -> Int {
        lock.withLock { isStopping = true }
        ended.wait()
        return try lock.withLock {
            if let failure { throw failure }
            return answers
        }
    }

    /// How many answers came since the last reset.
    var answerCount: Int { lock.withLock { answers } }

    /// The longest wait since the last reset in seconds, the one that still lasts included.
    var longest: Double {
        lock.withLock {
            let current = waitingSince.map { (ContinuousClock.now - $0) / .seconds(1) } ?? 0
            return max(longestWait, current)
        }
    }

    /// Forgets the longest wait so far.
    func reset() {
        lock.withLock {
            longestWait = 0
            answers = 0
        }
    }

    private func serve(_ endpoint: String, _ keys: WorkerKeys) throws {
        let context = try Context()
        defer { context.terminate() }
        let socket = try Socket.client(context, security: .encrypted(keys))
        defer { socket.close() }
        try socket.connect(endpoint)
        var poller = Poller()
        poller.add(socket)
        let hello = ClientMessage.worker(HostilePeer.hello("canary", nonce: 77)).encoded()
        var sequence: UInt64 = 0
        var isGreeting = true
        while !lock.withLock({ isStopping }) {
            let message =
                isGreeting
                ? hello : ClientMessage.worker(.ping(sequence: sequence, held: [])).encoded()
            let sentAt = ContinuousClock.now
            guard try socket.send(message) == .sent else {
                usleep(1000)
                continue
            }
            lock.withLock { waitingSince = sentAt }
            var isAnswered = false
            while !isAnswered, ContinuousClock.now - sentAt < .seconds(20) {
                _ = try poller.poll(timeoutMilliseconds: 20)
                while let answer = try socket.receive() {
                    switch try ServerMessage(frames: answer.frames) {
                    case .coordinator(.welcome): (isAnswered, isGreeting) = (true, false)
                    case .coordinator(.pong(sequence)): isAnswered = true
                    case .coordinator(.whoAreYou): (isAnswered, isGreeting) = (true, true)
                    default: break
                    }
                }
            }
            lock.withLock {
                longestWait = max(longestWait, (ContinuousClock.now - sentAt) / .seconds(1))
                waitingSince = nil
                answers += 1
            }
            sequence += 1
            usleep(3000)
        }
    }
}

/// Random numbers from a seed (SplitMix64).
struct SeededBytes {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(next() & 255) } }
}
