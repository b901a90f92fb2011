import Foundation
import Testing
import ZeroMQ

/// How long a test waits for what must happen.
///
/// Only a failing test waits this long.
let patienceMilliseconds = 10_000

/// The next message within the time, or nil.
func receive(
    _ socket: Socket, withinMilliseconds limit: Int = patienceMilliseconds
) throws -> ReceivedMessage? {
    if let message = try socket.receive() { return message }
    var poller = Poller()
    poller.add(socket)
    let deadline = Deadline(milliseconds: limit)
    while deadline.remaining > 0 {
        _ = try poller.poll(timeoutMilliseconds: deadline.remaining)
        if let message = try socket.receive() { return message }
    }
    return nil
}

/// The first event that a condition holds for, within the time, or nil.
func event(
    _ monitor: SocketMonitor, withinMilliseconds limit: Int = patienceMilliseconds,
    where condition: (SocketEvent) -> Bool
) throws -> SocketEvent? {
    var poller = Poller()
    poller.add(monitor.socket)
    let deadline = Deadline(milliseconds: limit)
    while true {
        while let found = try monitor.next() {
            if condition(found.event) { return found.event }
        }
        guard deadline.remaining > 0 else { return nil }
        _ = try poller.poll(timeoutMilliseconds: deadline.remaining)
    }
}

/// A point on the monotonic clock.
struct Deadline {
    private let end: ContinuousClock.Instant

    init(milliseconds: Int) { end = .now + .milliseconds(milliseconds) }

    /// Milliseconds until the deadline, 0 once it is past.
    var remaining: Int {
        let left = ContinuousClock.now.duration(to: end).components
        return max(0, Int(left.seconds) * 1000 + Int(left.attoseconds / 1_000_000_000_000_000))
    }
}

extension [UInt8] {
    init(_ text: String) { self = Array(text.utf8) }
}

/// Whether a handshake failed.
func isHandshakeFailure(_ event: SocketEvent) -> Bool {
    if case .handshakeFailed = event { true } else { false }
}

/// Fails the test if an authenticator's thread ends.
let unexpectedEnd: @Sendable (ZeroMQError) -> Void = { error in
    Issue.record("the authenticator ended: \(error)")
}

/// An encrypted router that lets one client in, with what belongs to it.
final class Server {
    let context: Context
    let keys: CoordinatorKeys
    let worker: WorkerKeys
    let authenticator: Authenticator
    let router: Socket
    let monitor: SocketMonitor

    init(
        plainUser: String? = nil, encrypted: Bool = true,
        handshakeInterval: Duration = .seconds(3),
        admits: @escaping Authenticator.Admission = { _, _ in true },
        onFailure: @escaping @Sendable (ZeroMQError) -> Void = unexpectedEnd
    ) throws {
        context = try Context()
        (keys, worker) = try KeyFiles.generate()
        authenticator = try Authenticator(
            context, users: keys.users, plainUser: plainUser, admits: admits,
            onFailure: onFailure)
        router = try Socket(context, .router)
        monitor = try SocketMonitor(of: router, context)
        try router.set(.routerMandatory(true))
        try router.set(.handshakeInterval(handshakeInterval))
        if encrypted {
            try router.asCurveServer(secretKey: keys.server.secretKey)
        } else {
            try router.set(.zapDomain("podium"))
        }
        try router.bind("tcp://127.0.0.1:*")
    }

    /// A dealer that is connecting, with its monitor.
    ///
    /// Nil keys make a plain one.
    func client(_ keys: WorkerKeys?) throws -> (dealer: Socket, monitor: SocketMonitor) {
        let dealer = try Socket(context, .dealer)
        let monitor = try SocketMonitor(of: dealer, context)
        if let keys {
            try dealer.asCurveClient(serverKey: keys.serverPublicKey, ownKey: keys.client)
        }
        try dealer.connect(router.lastEndpoint)
        return (dealer, monitor)
    }

    /// The port that the router listens on.
    var port: UInt16 { UInt16(router.lastEndpoint.split(separator: ":").last!)! }

    /// Closes the server side; clients must be closed already.
    func close() {
        monitor.close()
        router.close()
        authenticator.stop()
        context.terminate()
    }
}

/// A scratch directory that is removed with the value's end of use.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("podium-tests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
}
