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

    private let target: Target
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
        try answer(to: .query(study: target.subject, question))
    }

    /// The answer to a message, or nil if the coordinator has ended meanwhile.
    package func answer(
        to message: ClientMessage, within seconds: Double = LiveLink.patienceSeconds
    ) throws -> [UInt8]? {
        guard try wait(for: .writable, within: Self.patienceSeconds) else { return nil }
        guard try socket.send(message.encoded()) == .sent else { return nil }
        guard try wait(for: .readable, within: seconds) else { return nil }
        guard let received = try socket.receive(),
            case .answer(let result) = try ServerMessage(frames: received.frames)
        else {
            throw StudyError.noAnswer(
                study: target.subject,
                reason: "what came from \(target.endpoint) is no answer; use the same "
                    + "release of podium as \(target.process)")
        }
        switch result {
        case .success(let bytes): return bytes
        case .failure(let refusal):
            throw StudyError.noAnswer(study: target.subject, reason: refusal.reason)
        }
    }

    /// Waits for the socket; returns false if the coordinator has ended.
    private func wait(
        for interest: Poller.Interest, within seconds: Double
    ) throws -> Bool {
        let deadline = SystemTime.now + seconds
        var poller = Poller()
        poller.add(socket, for: interest)
        while try poller.poll(timeoutMilliseconds: Self.lookMilliseconds).isEmpty {
            guard target.isCurrent() else { return false }
            while let event = try monitor.next()?.event { try note(event) }
            guard SystemTime.now < deadline else {
                throw StudyError.noAnswer(
                    study: target.subject,
                    reason: "\(target.process) did not answer at \(target.endpoint) within "
                        + "\(Int(seconds)) s; \(trouble)")
            }
        }
        return true
    }

    private func note(_ event: SocketEvent) throws {
        switch event {
        case .handshakeFailed(.authentication):
            throw StudyError.noAnswer(
                study: target.subject, reason: "\(target.process) does not accept the key")
        case .handshakeFailed(let failure): trouble = "\(failure)"
        case .closed: trouble = "nobody listens there"
        default: break
        }
    }
}
