import Coordination
import Portable
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
    static let checkpointReply: UInt16 = 121
    static let answer: UInt16 = 130
}

extension ServerMessage {
    /// The frames of the message: one, and a second for a body.
    package func encoded() -> [[UInt8]] {
        var writer = WireWriter()
        let kind: UInt16
        var body: [UInt8]?
        switch self {
        case .coordinator(let message):
            kind = Self.write(message, to: &writer)
        case .dataReply(let request, let result):
            kind = Kind.dataReply
            writer.write(request)
            body = Self.write(result, to: &writer)
        case .checkpointReply(let digest, let result):
            kind = Kind.checkpointReply
            writer.write(digest)
            switch result {
            case .success(let offset):
                writer.write("")
                writer.write(offset)
            case .failure(let refusal): writer.write(refusal.text)
            }
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
            writer.write(refusal.text)
            return refusal.isMistake ? mistake : nil
        }
    }

    /// The body of a refusal whose request is wrong; other refusals have none.
    private static let mistake: [UInt8] = [1]

    private static func write(
        _ message: CoordinatorMessage, to writer: inout WireWriter
    ) -> UInt16 {
        switch message {
        case .welcome(let version, let seconds):
            writer.write(version)
            writer.write(seconds)
            return Kind.welcome
        case .reject(let reason):
            writer.write(reason)
            return Kind.reject
        case .assign(let assignments, let jobs):
            writer.write(assignments) { $0.write($1) }
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
            self = .coordinator(.reject(reason: try reader.text()))
            return
        }
        try frame.requireKnownVersion()
        switch frame.kind {
        case Kind.dataReply:
            self = .dataReply(try reader.dataRequest(), try Self.readResult(&reader, frame))
        case Kind.answer: self = .answer(try Self.readResult(&reader, frame))
        case Kind.checkpointReply:
            let digest = try reader.text()
            let reason = try reader.text()
            self = .checkpointReply(
                digest: digest,
                reason.isEmpty ? .success(try reader.int()) : .failure(Refusal(reason)))
        default: self = .coordinator(try Self.read(frame.kind, from: &reader))
        }
        try reader.finish()
    }

    private static func readResult(
        _ reader: inout WireReader, _ frame: Frame
    ) throws(WireError) -> Result<[UInt8], Refusal> {
        let reason = try reader.text()
        guard reason.isEmpty else {
            return .failure(Refusal(reason, isMistake: frame.body == mistake))
        }
        return .success(try frame.requireBody(of: "an answer"))
    }

    private static func read(
        _ kind: UInt16, from reader: inout WireReader
    ) throws(WireError) -> CoordinatorMessage {
        switch kind {
        case Kind.welcome:
            return .welcome(version: try reader.number(), pingSeconds: try reader.double())
        case Kind.assign:
            let assignments = try reader.list { (reader: inout WireReader) throws(WireError) in
                try reader.assignment()
            }
            let jobs = try reader.list { (reader: inout WireReader) throws(WireError) in
                try readJob(&reader)
            }
            return .assign(assignments, jobs: jobs)
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
            throw .malformed("a job that can't be read: \(PortableJSON.reason(error))")
        }
    }
}

extension Refusal {
    /// The reason; never empty, because an empty text stands for success.
    fileprivate var text: String { reason.isEmpty ? "refused" : reason }
}

extension WireWriter {
    fileprivate mutating func write(_ assignment: Assignment) {
        write(assignment.attempt)
        write(assignment.configuration)
        write(assignment.checkpoint ?? "")
        // No segment ends at epoch 0.
        write(assignment.until ?? 0)
        write(assignment.ancestors) {
            $0.write($1.trial)
            $0.write($1.configuration)
            $0.write($1.until)
        }
    }
}

extension WireReader {
    fileprivate mutating func assignment() throws(WireError) -> Assignment {
        let attempt = try attempt()
        let configuration = try configuration()
        let checkpoint = try text()
        let until = try int()
        let ancestors = try list { (reader: inout WireReader) throws(WireError) in
            Assignment.Ancestor(
                trial: try reader.int(), configuration: try reader.configuration(),
                until: try reader.int())
        }
        return Assignment(
            attempt: attempt, configuration: configuration,
            checkpoint: checkpoint.isEmpty ? nil : checkpoint, until: until == 0 ? nil : until,
            ancestors: ancestors)
    }
}
