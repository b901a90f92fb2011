import Coordination
import Studies
import Wire
import ZeroMQ

/// Answers questions about studies, on a separate socket that only this machine can reach.
///
/// Workers' messages and questions do not delay each other, and a coordinator that can't store
/// anything at the moment still answers.
final class QuestionServer {
    /// The longest time per round of the coordinator that answers may take.
    ///
    /// Each answer takes a few milliseconds; remaining questions wait for the next round.
    private static let secondsPerRound = 0.01
    /// Answers queued for a reader that does not receive them.
    private static let answersToReader = 16

    private let socket: any MessageSocket
    private let requiresReader: Bool

    init(_ socket: any MessageSocket, security: ServerSecurity) {
        self.socket = socket
        if case .encrypted = security { requiresReader = true } else { requiresReader = false }
    }

    /// A socket for questions that listens.
    static func listen(_ context: Context, security: ServerSecurity) throws -> Socket {
        let socket = try Socket.coordinator(
            context, endpoint: .local, security: security, domain: .questions)
        do {
            try socket.set(.sendHighWaterMark(answersToReader))
            try socket.bind(Endpoint.local.text)
        } catch {
            socket.close()
            throw error
        }
        return socket
    }

    /// Answers waiting questions, within the time limit of a round.
    ///
    /// - Parameters:
    ///   - ignored: called with the reason why a message was not answered.
    ///   - answer: gives the answer to a question about a study.
    func serve(
        ignored: (String) -> Void,
        _ answer: (_ study: String, StudyQuestion) -> Result<[UInt8], Refusal>
    ) throws {
        let start = SystemTime.now
        repeat {
            guard let message = try socket.receive() else { return }
            guard message.frames.count == 2, !message.isOversized else {
                ignored("a question of \(message.frames.count) frames")
                continue
            }
            guard !requiresReader || message.userID == LinkUser.reader else {
                ignored("a question with a worker's key; live.json has the key for questions")
                continue
            }
            do {
                let content = try ClientMessage(frames: [message.frames[1]])
                guard case .query(let study, let question) = content else {
                    ignored("a worker's message where questions are answered")
                    continue
                }
                let reply = ServerMessage.answer(answer(study, question))
                // Drops the answer if the reader has disconnected or does not receive.
                _ = try socket.send([message.frames[0]] + reply.encoded())
            } catch let error as WireError {
                ignored("a question: \(error)")
            }
        } while SystemTime.now.seconds(since: start) < Self.secondsPerRound
    }
}
