import Coordination
import Studies
import Wire
import ZeroMQ

/// A worker's connection to its coordinator, with the library's events about it.
///
/// Only one answer of the coordinator ends a worker: that it doesn't know the key. Any other
/// failure may be temporary (a frozen machine, a tunnel whose other end is down, a coordinator
/// without descriptors), so it is reported and the link retries after a delay.
struct WorkerLink {
    private let endpoint: String
    private let make: () throws -> any WorkerConnection
    /// Nil while the link waits before it connects again.
    private var connection: (any WorkerConnection)?
    private var refusal: String?
    private var backOff = LinkBackOff(jitter: Double.random(in: 0.75...1.25))
    private var reported = LinkReports()
    private var isNewlyLinked = false

    /// - Parameters:
    ///   - endpoint: the coordinator's address, for messages to the user.
    ///   - make: makes a connection that is not connected yet.
    init(endpoint: String, make: @escaping () throws -> any WorkerConnection) throws {
        self.endpoint = endpoint
        self.make = make
        // Created now, so that an unusable key is reported at once.
        connection = try make()
    }

    /// Replaces the connection; messages queued on the old one are dropped.
    ///
    /// Does nothing while the link waits to retry, because it then connects by itself.
    mutating func reconnect() throws {
        guard !backOff.isWaiting else { return }
        try connect()
    }

    private mutating func connect() throws {
        close()
        let made = try make()
        connection = made
        try made.connect()
    }

    mutating func close() {
        connection?.close()
        connection = nil
    }

    /// Waits for an event; reconnects when the retry delay is over.
    mutating func wait(milliseconds: Int, also descriptor: Int32) throws {
        let left = backOff.remaining(at: SystemTime.now).map { Int(($0 * 1000).rounded(.up)) }
        let time = min(milliseconds, left ?? milliseconds)
        if let connection {
            try connection.wait(milliseconds: time, also: descriptor)
        } else {
            var poller = Poller()
            poller.add(descriptor: descriptor)
            _ = try poller.poll(timeoutMilliseconds: time)
        }
        if backOff.isOver(at: SystemTime.now) { try connect() }
    }

    func send(_ message: ClientMessage) throws {
        _ = try connection?.send(message.encoded())
    }

    /// The next valid event, or nil if there is none.
    mutating func receive(onProblem: (String) -> Void) throws -> WorkerEvent? {
        try watch(onProblem)
        if isNewlyLinked {
            isNewlyLinked = false
            return .linked
        }
        while let message = try connection?.receive() {
            do {
                let content = try ServerMessage(frames: message.frames)
                guard case .coordinator(let said) = content else { continue }
                return .received(said)
            } catch {
                onProblem("a message from the coordinator was not understood: \(error)")
            }
        }
        return nil
    }

    /// Why the coordinator refuses this worker permanently, or nil; returned once.
    mutating func takeRefusal() -> String? {
        defer { refusal = nil }
        return refusal
    }

    private mutating func watch(_ onProblem: (String) -> Void) throws {
        while let event = try connection?.nextEvent() {
            let now = SystemTime.now
            switch event {
            case .handshakeFailed(.authentication(status: 400)):
                refusal = "\(endpoint): \(HandshakeFailure.authentication(status: 400))"
            case .handshakeFailed(let failure):
                if reported.isNews("\(failure)", at: now) {
                    onProblem("\(endpoint): \(failure); trying again")
                }
                // The library itself would retry ten times per second, or never.
                close()
                backOff.begin(at: now)
            case .handshakeSucceeded:
                reported.clear()
                backOff.clear()
                isNewlyLinked = true
            case .connectRetried, .closed:
                let text = "nobody answers"
                if reported.isNews(text, at: now) {
                    onProblem("\(endpoint): \(text); trying again")
                }
            default: break
            }
        }
    }
}

/// The delay after a failed handshake: 1, 2, 4 … 32 s, with a random factor per worker.
struct LinkBackOff: Sendable, Hashable {
    private static let longest = 32.0

    private let jitter: Double
    private var seconds = 1.0
    private var until: Instant?

    init(jitter: Double) { self.jitter = jitter }

    var isWaiting: Bool { until != nil }

    mutating func begin(at now: Instant) {
        until = now + seconds * jitter
        seconds = min(seconds * 2, Self.longest)
    }

    func remaining(at now: Instant) -> Double? { until.map { max(0, $0.seconds(since: now)) } }

    /// Whether the delay is over; true only once.
    mutating func isOver(at now: Instant) -> Bool {
        guard let until, now >= until else { return false }
        self.until = nil
        return true
    }

    mutating func clear() {
        seconds = 1
        until = nil
    }
}

/// Suppresses repeated messages about a link: the same text is reported again after five minutes.
struct LinkReports: Sendable {
    private static let repeatSeconds = 300.0

    private var last: (text: String, at: Instant)?

    mutating func isNews(_ text: String, at now: Instant) -> Bool {
        if let last, last.text == text, now.seconds(since: last.at) < Self.repeatSeconds {
            return false
        }
        last = (text, now)
        return true
    }

    mutating func clear() { last = nil }
}
