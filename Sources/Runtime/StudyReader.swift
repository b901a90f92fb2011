import Foundation
import Storage
import StudyModel
import ZeroMQ

/// Reads a study, whether a coordinator runs it at the moment or not.
///
/// Only one process may have a study's store open. So a live coordinator is asked; else the store
/// is read.
package enum StudyReader {
    /// How long a coordinator may take to answer: so many waits of so many milliseconds.
    private static let waits = 20
    private static let waitMilliseconds = 500

    package static func status(of directory: StudyDirectory) throws -> StudyStatus {
        try recorded(directory) ?? ask(directory)
    }

    /// What the store says, or nil while a coordinator has it open.
    private static func recorded(_ directory: StudyDirectory) throws -> StudyStatus? {
        do {
            let store = try SQLiteStudyStore.openForReading(directory: directory.path)
            defer { store.close() }
            return StudyStatus(record: try store.load())
        } catch StoreError.inUse {
            return nil
        }
    }

    private static func ask(_ directory: StudyDirectory) throws -> StudyStatus {
        guard let live = LiveAnnouncement.read(directory) else {
            // It may have ended just now.
            if let recorded = try recorded(directory) { return recorded }
            throw RuntimeError.noAnswer(
                study: directory.name,
                reason: "it has not said where it listens (\(directory.live) is missing): "
                    + "it may be starting; try again")
        }
        let context = try Context()
        defer { context.terminate() }
        let socket = try Socket.client(context, security: try live.security())
        defer { socket.close() }
        try socket.connect(live.endpoint)
        _ = try socket.set(.linger(.zero))
        let question = ClientMessage.query(study: directory.name).encoded()
        var poller = Poller()
        poller.add(socket, for: .writable)
        guard try !poller.poll(timeoutMilliseconds: waits * waitMilliseconds).isEmpty,
            try socket.send(question) == .sent
        else {
            throw RuntimeError.noAnswer(
                study: directory.name, reason: "nothing answers at \(live.endpoint)")
        }
        poller.setInterest(.readable, of: 0)
        for _ in 0..<waits {
            if try !poller.poll(timeoutMilliseconds: waitMilliseconds).isEmpty { break }
            // A coordinator that has ended meanwhile answers no more, and has left its record.
            if let recorded = try recorded(directory) { return recorded }
        }
        guard let message = try socket.receive(),
            case .answer(let result) = try ServerMessage(frames: message.frames)
        else {
            throw RuntimeError.noAnswer(
                study: directory.name,
                reason: "no answer came from \(live.endpoint) in time; it may be stopped or very "
                    + "busy: try again")
        }
        switch result {
        case .success(let bytes):
            return try PortableJSON.decode(StudyStatus.self, from: bytes)
        case .failure(let refusal):
            throw RuntimeError.noAnswer(study: directory.name, reason: refusal.words)
        }
    }
}
