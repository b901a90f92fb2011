import Coordination
import Foundation
package import Wire
import ZeroMQ

/// A connection to a running coordinator, for questions and commands.
package final class LiveLink {
    private static let patienceSeconds = 10.0
    private static let lookMilliseconds = 100

    /// Where a coordinator answers, and how to notice that it has ended.
    package struct Target {
        /// What messages are about, for errors: a study's name, or an address.
        var subject: String
        var endpoint: String
        var security: ClientSecurity
        /// The coordinator, for errors.
        var process: String
        /// Whether it still runs, as far as that can be seen.
        var isCurrent: () -> Bool

        /// The coordinator that an announcement names.
        package init(_ directory: StudyDirectory, _ announcement: LiveAnnouncement) throws {
            subject = directory.name
            endpoint = announcement.endpoint
            security = try announcement.security()
            process = "process \(announcement.process)"
            isCurrent = { announcement.isCurrent(in: directory) }
        }

        /// A coordinator on any machine.
        package init(address: String, security: ClientSecurity) {
            subject = address
            endpoint = address
            self.security = security
            process = "the coordinator"
            isCurrent = { true }
        }
    }

    /// Why a message has no answer.
    package enum Failure: Error, Sendable, Hashable {
        /// The coordinator refuses what the message asks for.
        case refused(Refusal)
        /// The coordinator does not accept the key, or what answers is of another release.
        case foreign(String)
        /// Nothing came in time.
        case silent(String)

        package var reason: String {
            switch self {
            case .refused(let refusal): refusal.reason
            case .foreign(let reason), .silent(let reason): reason
            }
        }
    }

    private let target: Target
    /// Whether a connection was made, and did not end since.
    private var isConnected = false
    private let context: Context
    private let socket: Socket
    private let monitor: SocketMonitor
    /// What was last wrong with the link, for errors.
    private var trouble = "it is stopped, or has no processor time, or is of another release"

    package init(_ target: Target) throws {
        self.target = target
        context = try Context()
        do {
            socket = try Socket.client(context, security: target.security)
            monitor = try SocketMonitor(of: socket, context)
        } catch {
            context.terminate()
            throw error
        }
        do {
            try socket.set(.linger(.zero))
            try socket.connect(target.endpoint)
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    package func close() {
        monitor.close()
        socket.close()
        context.terminate()
    }

    /// The answer to a question, or nil if the coordinator has ended meanwhile.
    func ask(_ question: StudyQuestion) throws -> [UInt8]? {
        do {
            return try answer(to: .query(study: target.subject, question))
        } catch let failure as Failure {
            throw StudyError.noAnswer(study: target.subject, reason: failure.reason)
        }
    }

    /// The answer to a message, or nil if the coordinator, or the connection to it, has ended
    /// meanwhile.
    ///
    /// - Throws: `Failure` without an answer.
    package func answer(
        to message: ClientMessage, within seconds: Double = LiveLink.patienceSeconds
    ) throws -> [UInt8]? {
        // Events of the time since the last answer.
        let wasConnected = isConnected
        while let event = try monitor.next()?.event { try note(event) }
        if wasConnected, !isConnected { return nil }
        guard try wait(for: .writable, within: Self.patienceSeconds) else { return nil }
        guard try socket.send(message.encoded()) == .sent else { return nil }
        guard try wait(for: .readable, within: seconds) else { return nil }
        guard let received = try socket.receive(),
            case .answer(let result) = try ServerMessage(frames: received.frames)
        else {
            throw Failure.foreign(
                "what came from \(target.endpoint) is no answer; use the same release of podium "
                    + "as \(target.process)")
        }
        switch result {
        case .success(let bytes): return bytes
        case .failure(let refusal): throw Failure.refused(refusal)
        }
    }

    /// Waits for the socket; returns false if the coordinator or the connection has ended.
    private func wait(
        for interest: Poller.Interest, within seconds: Double
    ) throws -> Bool {
        let deadline = SystemTime.now + seconds
        var poller = Poller()
        poller.add(socket, for: interest)
        while try poller.poll(timeoutMilliseconds: Self.lookMilliseconds).isEmpty {
            guard target.isCurrent() else { return false }
            let wasConnected = isConnected
            while let event = try monitor.next()?.event { try note(event) }
            // What was sent over it is lost.
            if wasConnected, !isConnected { return false }
            guard SystemTime.now < deadline else {
                throw Failure.silent(
                    "\(target.process) did not answer at \(target.endpoint) within "
                        + "\(Int(seconds)) s; \(trouble)")
            }
        }
        return true
    }

    private func note(_ event: SocketEvent) throws {
        switch event {
        case .handshakeFailed(.authentication):
            throw Failure.foreign("\(target.process) does not accept the key")
        case .handshakeFailed(let failure): trouble = "\(failure)"
        case .closed: trouble = "nobody listens there"
        case .handshakeSucceeded: isConnected = true
        case .disconnected: isConnected = false
        default: break
        }
    }
}
