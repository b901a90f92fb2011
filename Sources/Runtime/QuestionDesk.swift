import Coordination
import Studies
import Wire
import ZeroMQ

/// Answers questions about studies, on a socket of its own that only this machine reaches.
///
/// Workers' messages don't keep questions waiting there, nor the other way round, and a coordinator
/// that can't store anything at the moment still answers.
final class QuestionDesk {
    /// How long a round of the coordinator may be held up by answers.
    ///
    /// Each takes a few milliseconds; what is left is answered in the next round.
    private static let secondsPerRound = 0.01
    /// Answers that wait for a reader who doesn't take them.
    private static let answersToReader = 16

    let socket: Socket
    let endpoint: String
    private let requiresReader: Bool

    init(_ context: Context, security: ServerSecurity) throws {
        socket = try Socket.coordinator(context, endpoint: .local, security: security)
        do {
            try socket.set(.sendHighWaterMark(Self.answersToReader))
            try socket.bind(Endpoint.local.text)
        } catch {
            socket.close()
            throw error
        }
        endpoint = socket.lastEndpoint
        if case .encrypted = security { requiresReader = true } else { requiresReader = false }
    }

    func close() { socket.close() }

    /// Answers what has been asked, as far as there is time.
    ///
    /// - Parameters:
    ///   - ignored: called with why a message was not answered.
    ///   - answer: what to say to a question about a study.
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
                // A reader that is gone, or takes nothing, gets nothing.
                _ = try socket.send([message.frames[0]] + reply.encoded())
            } catch let error as WireError {
                ignored("a question: \(error)")
            }
        } while SystemTime.now.seconds(since: start) < Self.secondsPerRound
    }
}
