import Coordination
import StudyModel

/// The numbers are part of the protocol: new ones may be added, existing ones never change.
private enum Kind {
    static let welcome: UInt16 = 101
    static let reject: UInt16 = 102
    static let assign: UInt16 = 103
    static let acknowledge: UInt16 = 104
    static let cancel: UInt16 = 105
    static let pong: UInt16 = 106
    static let whoAreYou: UInt16 = 107
    static let finished: UInt16 = 108
    static let dataReply: UInt16 = 120
    static let answer: UInt16 = 130
}

extension ServerMessage {
    /// The frames of the message: one, and a second for a body.
    package func encoded() -> [[UInt8]] {
        var writer = WireWriter()
        let kind: UInt16
        var body: [UInt8]?
        switch self {
        case .coordinator(let message, let checkpoint):
            // If the checkpoint's file is missing, the trial starts from the beginning.
            if case .assign(_, _, true) = message { body = checkpoint }
            kind = Self.write(message, hasCheckpoint: body != nil, to: &writer)
        case .dataReply(let request, let result):
            kind = Kind.dataReply
            writer.write(request)
            body = Self.write(result, to: &writer)
        case .answer(let result):
            kind = Kind.answer
            body = Self.write(result, to: &writer)
        }
        return Frame.encode(kind: kind, content: writer.bytes, body: body)
    }

    private static func write(
        _ result: Result<[UInt8], Refusal>, to writer: inout WireWriter
    ) -> [UInt8]? {
        switch result {
        case .success(let bytes):
            writer.write("")
            return bytes
        case .failure(let refusal):
            writer.write(refusal.reason.isEmpty ? "refused" : refusal.reason)
            return nil
        }
    }

    private static func write(
        _ message: CoordinatorMessage, hasCheckpoint: Bool, to writer: inout WireWriter
    ) -> UInt16 {
        switch message {
        case .welcome(let version, let seconds):
            writer.write(version)
            writer.write(seconds)
            return Kind.welcome
        case .reject(let reason):
            writer.write(reason)
            return Kind.reject
        case .assign(let assignments, let jobs, _):
            writer.write(hasCheckpoint)
            writer.write(assignments) {
                $0.write($1.attempt)
                $0.write($1.configuration)
            }
            writer.write(jobs) { $0.write(JobBytes.encode($1)) }
            return Kind.assign
        case .acknowledge(let attempts):
            writer.write(attempts) { $0.write($1) }
            return Kind.acknowledge
        case .cancel(let attempts):
            writer.write(attempts) { $0.write($1) }
            return Kind.cancel
        case .pong(let sequence):
            writer.write(sequence)
            return Kind.pong
        case .whoAreYou: return Kind.whoAreYou
        case .finished: return Kind.finished
        }
    }

    /// Reads a message; a rejection of any version, since its text is for the user.
    package init(frames: [[UInt8]]) throws(WireError) {
        let frame = try Frame(frames)
        var reader = WireReader(frame.content)
        if frame.kind == Kind.reject {
            self = .coordinator(.reject(reason: try reader.text()), checkpoint: nil)
            return
        }
        try frame.requireKnownVersion()
        switch frame.kind {
        case Kind.dataReply:
            self = .dataReply(try reader.dataRequest(), try Self.readResult(&reader, frame))
        case Kind.answer: self = .answer(try Self.readResult(&reader, frame))
        default:
            let message = try Self.read(frame.kind, from: &reader)
            var checkpoint: [UInt8]?
            if case .assign(let assignments, _, true) = message {
                guard assignments.count == 1 else {
                    throw .malformed("a checkpoint for \(assignments.count) assignments")
                }
                checkpoint = try frame.requireBody(of: "a checkpoint")
            }
            self = .coordinator(message, checkpoint: checkpoint)
        }
        try reader.finish()
    }

    private static func readResult(
        _ reader: inout WireReader, _ frame: Frame
    ) throws(WireError) -> Result<[UInt8], Refusal> {
        let reason = try reader.text()
        guard reason.isEmpty else { return .failure(Refusal(reason)) }
        return .success(try frame.requireBody(of: "an answer"))
    }

    private static func read(
        _ kind: UInt16, from reader: inout WireReader
    ) throws(WireError) -> CoordinatorMessage {
        switch kind {
        case Kind.welcome:
            return .welcome(version: try reader.number(), pingSeconds: try reader.double())
        case Kind.assign:
            let resumes = try reader.bool()
            let assignments = try reader.list { (reader: inout WireReader) throws(WireError) in
                Assignment(
                    attempt: try reader.attempt(), configuration: try reader.configuration())
            }
            let jobs = try reader.list { (reader: inout WireReader) throws(WireError) in
                try readJob(&reader)
            }
            return .assign(assignments, jobs: jobs, resumesFromCheckpoint: resumes)
        case Kind.acknowledge: return .acknowledge(try readAttempts(&reader))
        case Kind.cancel: return .cancel(try readAttempts(&reader))
        case Kind.pong: return .pong(sequence: try reader.number())
        case Kind.whoAreYou: return .whoAreYou
        case Kind.finished: return .finished
        default: throw .unknownKind(kind)
        }
    }

    private static func readAttempts(
        _ reader: inout WireReader
    ) throws(WireError) -> [AttemptID] {
        try reader.list { (reader: inout WireReader) throws(WireError) in try reader.attempt() }
    }

    private static func readJob(_ reader: inout WireReader) throws(WireError) -> Job {
        let bytes = try reader.data()
        do { return try JobBytes.decode(bytes) } catch {
            throw .malformed("a job that can't be read: \(error)")
        }
    }
}
