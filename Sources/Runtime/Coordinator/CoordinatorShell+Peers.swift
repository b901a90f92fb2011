import Coordination
import Foundation
import Portable
import Studies
import Wire
import ZeroMQ

/// Traffic with peers; none of them is trusted with the coordinator's memory, time or log.
extension CoordinatorShell {
    /// Limits on what is received before the changes are committed.
    private static let messagesPerRound = 2048
    private static let bytesPerRound = 16 << 20
    private static let secondsPerRound = 0.02

    // MARK: In

    /// Receives and handles a bounded batch of messages.
    func receive(from links: any CoordinatorLinks, at now: Instant) throws {
        if !committer.isStalled {
            for message in peers.takeHeld() {
                try take(message, links, now)
            }
        }
        var heard: Set<Peer> = []
        var (count, bytes) = (0, 0)
        let deadline = now + Self.secondsPerRound
        while count < Self.messagesPerRound, bytes < Self.bytesPerRound, SystemTime.now < deadline {
            guard let message = try links.receive() else { break }
            // Rejected messages are not counted: they are cheap and must leave the queue soon.
            guard let peer = admit(message, at: now) else { continue }
            count += 1
            bytes += message.wireBytes
            heard.insert(peer)
            try take(message, links, now)
        }
        for peer in heard { watch?.set(standing(of: peer), of: peer) }
    }

    private func standing(of peer: Peer) -> ConnectionLedger.Standing {
        guard let session = machine.sessions[peer] else { return .stranger }
        return session.outstanding.isEmpty ? .worker : .holder
    }

    /// The sender of a message, or nil if the message must not be handled.
    private func admit(_ message: ReceivedMessage, at now: Instant) -> Peer? {
        guard let name = message.frames.first else { return nil }
        let peer = Peer(name)
        guard !peers.isCut(peer) else { return nil }
        let cost = ClientMessage.cost(
            of: message.frames.dropFirst().first, wireBytes: message.wireBytes)
        let isWithinAllowance = watch?.take(message, cost: cost, from: peer) ?? true
        if !isWithinAllowance {
            dismiss(peer, .conduct("more messages than a worker has to send"))
        } else if message.isOversized || !(2...3).contains(message.frameCount)
            || ClientMessage.isTooLong(message.frames[1])
        {
            let size = "\(message.frameCount - 1) frames and \(message.wireBytes) bytes"
            dismiss(peer, .conduct("a message of \(size), which none has"))
        } else if machine.sessions[peer] == nil, watch?.hasDeparted(peer) == true {
            // The sender has disconnected; a worker's last messages are still handled.
        } else {
            return peer
        }
        return nil
    }

    private func take(
        _ message: ReceivedMessage, _ links: any CoordinatorLinks, _ now: Instant
    ) throws {
        let peer = Peer(message.frames[0])
        guard !peers.isCut(peer) else { return }
        do {
            switch try ClientMessage(frames: Array(message.frames.dropFirst())) {
            case .worker(let content):
                guard message.userID != LinkUser.reader, message.userID != LinkUser.operator
                else {
                    return ignore(
                        "a worker's message with a key that is no worker's", from: peer, at: now)
                }
                guard !committer.isStalled else {
                    // Pings, reports and checkpoints are repeated anyway.
                    if !content.isRepeated { peers.hold(message) }
                    return
                }
                loop.handle(.received(content, from: peer), at: now)
            case .dataRequest(let request):
                peers.data.ask(request, from: peer)
            case .checkpointPiece(let piece):
                // A stalled coordinator has no room either; the worker sends it again.
                guard !committer.isStalled else { return }
                _ = try send(
                    .checkpointReply(digest: piece.digest, take(piece)), to: peer, links)
            case .command(let document) where message.userID == LinkUser.operator:
                guard service != nil else {
                    let refusal = Refusal("this coordinator takes no commands")
                    _ = try send(.answer(.failure(refusal)), to: peer, links)
                    return
                }
                operate(document, for: .worker(peer))
            case .command:
                ignore("a command with a key that is no operator's", from: peer, at: now)
                let refusal = Refusal("the key is no operator's")
                _ = try send(.answer(.failure(refusal)), to: peer, links)
            case .query:
                ignore("a question where workers are served", from: peer, at: now)
            }
        } catch {
            ignore("\(error)", from: peer, at: now)
        }
    }

    // MARK: Out

    /// Sends the data pieces that are due.
    func answerData(on links: any CoordinatorLinks, at now: Instant) throws {
        let turn = peers.data.next { watch?.unsentBytes(to: $0) ?? 0 }
        for (peer, request) in turn {
            _ = try send(.dataReply(request, piece(request)), to: peer, links)
        }
    }

    func send(
        _ message: ServerMessage, to peer: Peer, _ links: any CoordinatorLinks
    ) throws -> Bool {
        switch try links.send([peer.routingID] + message.encoded()) {
        case .sent:
            return true
        case .wouldBlock:
            let waiting = watch?.unsentBytes(to: peer) ?? 0
            dismiss(peer, .stuck(bytes: waiting))
            return false
        case .unreachable:
            peers.data.forget(peer)
            return false
        }
    }

    // MARK: Sending peers away

    /// Cuts a peer's connection; its further messages are ignored.
    private func dismiss(_ peer: Peer, _ reason: ConnectionLedger.Reason) {
        if watch?.cut(peer, reason) == true { peers.noteCut(peer) }
    }

    /// Handles a cut connection: its worker's trials keep their leases until the worker reconnects.
    func noteCut(_ cut: ConnectionCut, at now: Instant) {
        var subject = "connection from \(cut.host)"
        if let peer = cut.peer {
            subject = name(of: peer, at: cut.host)
            peers.noteCut(peer)
            loop.handleQuietly(.undeliverable(.pong(sequence: 0), to: peer), at: now)
        }
        guard peers.limiter.admits(subject, at: now) else { return }
        observer?.remarked("closed the \(subject): \(cut.reason)")
    }

    private func ignore(_ text: String, from peer: Peer, at now: Instant) {
        let host = watch?.address(of: peer).map(ConnectionCut.host) ?? "an unknown address"
        let subject = name(of: peer, at: host)
        guard peers.limiter.admits(subject, at: now) else { return }
        observer?.ignored("\(ForeignText.shown(text)) (\(subject))")
    }

    private func name(of peer: Peer, at host: String) -> String {
        machine.sessions[peer].map {
            "connection of worker \(ForeignText.shown($0.identity.name, limit: 64)) at \(host)"
        } ?? "connection from \(host)"
    }

    // MARK: Telling

    /// Passes notices to the observer, with a rate limit per subject.
    func tell(_ notices: [CoordinatorNotice], at now: Instant) {
        for notice in notices {
            if let subject = notice.subject {
                guard peers.limiter.admits(ForeignText.shown(subject, limit: 64), at: now) else {
                    continue
                }
            }
            observer?.noticed(notice, in: self)
        }
        if let text = peers.limiter.summary(at: now) { observer?.remarked(text) }
    }
}

extension CoordinatorNotice {
    /// The subject for the rate limit; nil if the study itself bounds the number of these notices.
    fileprivate var subject: String? {
        switch self {
        case .workerJoined(let worker, _), .workerReturned(let worker), .workerLeft(let worker),
            .workerRejected(let worker, _), .workerInTrouble(let worker, _, _),
            .programsNotAllowed(let worker, _):
            "worker \(worker.name)"
        case .workersShareName(let workers): "worker \(workers.first?.name ?? "")"
        case .attemptEnded(let attempt, _, _): "trial \(attempt.trial) of \(attempt.study)"
        case .conflict(let attempt, _, _): "results of trial \(attempt.trial) of \(attempt.study)"
        case .noWorkerFor(let study, _): "workers for \(study)"
        case .drawnAtRandom(let study, _): "trials of \(study) drawn at random"
        case .refused: "refused messages"
        case .trialFinished, .studyFinished, .studyHalted: nil
        }
    }
}

extension WorkerMessage {
    /// Whether the sender sends a similar message again soon, or needs no answer.
    fileprivate var isRepeated: Bool {
        switch self {
        case .ping, .intermediateResult, .checkpoint, .log: true
        case .hello, .ready, .results, .handBack, .attemptFailed, .goodbye: false
        }
    }
}

extension ConnectionCut {
    /// The address without the port, which differs per connection.
    var host: String { Self.host(address) }

    static func host(_ address: String) -> String {
        address.lastIndex(of: ":").map { String(address[..<$0]) } ?? address
    }
}

extension ConnectionLedger.Reason: CustomStringConvertible {
    var description: String {
        func megabytes(_ bytes: Int) -> String { "\(max(1, bytes >> 20)) MB" }
        switch self {
        case .unread(let bytes):
            return "it sent \(megabytes(bytes)) faster than they could be taken in"
        case .largest(let bytes):
            return "connections sent more than can be taken in, this one the most "
                + "(\(megabytes(bytes)))"
        case .stuck(let bytes):
            return "it does not take what is sent to it (\(max(1, bytes >> 10)) kB wait)"
        case .silent(let seconds):
            return "nothing came over it for \(Int(seconds)) s"
        case .crowd(let connections):
            return "there are \(connections) connections, and this one had not said hello"
        case .conduct(let text):
            return "it sent " + text
        }
    }
}
