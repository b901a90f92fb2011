import Foundation
import Storage
import StudyModel
import ZeroMQ

/// Reads a study, whether a coordinator runs it at the moment or not.
///
/// Only one process may have a study's store open. So a live coordinator is asked; else the store
/// is read.
package enum StudyReader {
    private static let answerMilliseconds = 10_000

    package static func status(of directory: StudyDirectory) throws -> StudyStatus {
        do {
            let store = try SQLiteStudyStore.openForReading(directory: directory.path)
            defer { store.close() }
            return StudyStatus(record: try store.load())
        } catch StoreError.inUse {
            return try ask(directory)
        }
    }

    private static func ask(_ directory: StudyDirectory) throws -> StudyStatus {
        guard let live = LiveAnnouncement.read(directory) else {
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
        guard try !poller.poll(timeoutMilliseconds: answerMilliseconds).isEmpty,
            try socket.send(question) == .sent
        else {
            throw RuntimeError.noAnswer(
                study: directory.name, reason: "nothing answers at \(live.endpoint)")
        }
        poller.setInterest(.readable, of: 0)
        _ = try poller.poll(timeoutMilliseconds: answerMilliseconds)
        guard let message = try socket.receive(),
            case .answer(let result) = try ServerMessage(frames: message.frames)
        else {
            throw RuntimeError.noAnswer(
                study: directory.name,
                reason: "no answer came from \(live.endpoint) in time; it takes no questions "
                    + "while it waits for room on a full disk")
        }
        switch result {
        case .success(let bytes):
            return try PortableJSON.decode(StudyStatus.self, from: bytes)
        case .failure(let refusal):
            throw RuntimeError.noAnswer(study: directory.name, reason: refusal.words)
        }
    }
}
