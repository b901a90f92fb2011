import Coordination
import Foundation
import Wire
import ZeroMQ

/// A connection for questions to the coordinator that runs a study.
final class LiveLink {
    private static let patienceSeconds = 10.0
    private static let lookMilliseconds = 100

    private let directory: StudyDirectory
    private let announcement: LiveAnnouncement
    private let context: Context
    private let socket: Socket

    init(_ directory: StudyDirectory, _ announcement: LiveAnnouncement) throws {
        self.directory = directory
        self.announcement = announcement
        context = try Context()
        do {
            socket = try Socket.client(context, security: try announcement.security())
        } catch {
            context.terminate()
            throw error
        }
        do {
            try socket.set(.linger(.zero))
            try socket.connect(announcement.endpoint)
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    func close() {
        socket.close()
        context.terminate()
    }

    /// The answer to a question, or nil if the coordinator has ended meanwhile.
    func ask(_ question: StudyQuestion) throws -> [UInt8]? {
        let message = ClientMessage.query(study: directory.name, question).encoded()
        let deadline = SystemTime.now + Self.patienceSeconds
        guard try wait(for: .writable, until: deadline) else { return nil }
        guard try socket.send(message) == .sent else { return nil }
        guard try wait(for: .readable, until: deadline) else { return nil }
        guard let received = try socket.receive(),
            case .answer(let result) = try ServerMessage(frames: received.frames)
        else {
            throw StudyError.noAnswer(
                study: directory.name,
                reason: "what came from \(announcement.endpoint) is no answer; use the same "
                    + "release of podium as process \(announcement.process)")
        }
        switch result {
        case .success(let bytes): return bytes
        case .failure(let refusal):
            throw StudyError.noAnswer(study: directory.name, reason: refusal.reason)
        }
    }

    /// Waits for the socket; returns false if the coordinator has ended.
    private func wait(
        for interest: Poller.Interest, until deadline: Instant
    ) throws -> Bool {
        var poller = Poller()
        poller.add(socket, for: interest)
        while try poller.poll(timeoutMilliseconds: Self.lookMilliseconds).isEmpty {
            guard announcement.isCurrent(in: directory) else { return false }
            guard SystemTime.now < deadline else {
                throw StudyError.noAnswer(
                    study: directory.name,
                    reason: "process \(announcement.process) did not answer at "
                        + "\(announcement.endpoint) within \(Int(Self.patienceSeconds)) s; it is "
                        + "stopped, or has no processor time, or is of another release")
            }
        }
        return true
    }
}
