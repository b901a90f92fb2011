import Coordination
import StudyModel

/// The numbers are part of the protocol: new ones may be added, existing ones never change.
private enum Kind {
    static let hello: UInt16 = 1
    static let ready: UInt16 = 2
    static let ping: UInt16 = 3
    static let intermediateResult: UInt16 = 4
    static let results: UInt16 = 5
    static let handBack: UInt16 = 6
    static let attemptFailed: UInt16 = 7
    static let goodbye: UInt16 = 8
    static let checkpoint: UInt16 = 9
    static let log: UInt16 = 10
    static let dataRequest: UInt16 = 20
    static let checkpointPiece: UInt16 = 21
    /// 30 was used by a query that returned the whole record.
    static let query: UInt16 = 31
    static let command: UInt16 = 32
}

extension ClientMessage {
    /// The frames of the message: one, and a second for a piece of a checkpoint.
    package func encoded() -> [[UInt8]] {
        var writer = WireWriter()
        let kind: UInt16
        var body: [UInt8]?
        switch self {
        case .worker(let message):
            kind = Self.write(message, to: &writer)
        case .checkpointPiece(let piece):
            kind = Kind.checkpointPiece
            writer.write(piece.study)
            writer.write(piece.digest)
            writer.write(piece.byteCount)
            writer.write(piece.offset)
            body = piece.bytes
        case .dataRequest(let request):
            kind = Kind.dataRequest
            writer.write(request)
        case .query(let study, let question):
            kind = Kind.query
            writer.write(study)
            writer.write(question)
        case .command(let document):
            kind = Kind.command
            writer.write(String(decoding: document, as: UTF8.self))
        }
        return Frame.encode(kind: kind, content: writer.bytes, body: body)
    }

    private static func write(
        _ message: WorkerMessage, to writer: inout WireWriter
    ) -> UInt16 {
        switch message {
        case .hello(let hello):
            writer.write(hello)
            return Kind.hello
        case .ready(let credit):
            writer.write(credit)
            return Kind.ready
        case .ping(let sequence, let held):
            writer.write(sequence)
            writer.write(held) {
                $0.write($1.attempt)
                $0.write($1.fraction)
                $0.write($1.samplesPerSecond)
            }
            return Kind.ping
        case .intermediateResult(let attempt, let intermediate):
            writer.write(attempt)
            writer.write(intermediate)
            return Kind.intermediateResult
        case .results(let results):
            writer.write(results) {
                $0.write($1.attempt)
                $0.write($1.ending)
                $0.write($1.intermediateResults) { $0.write($1) }
            }
            return Kind.results
        case .handBack(let attempt, let reason, let checkpoint):
            writer.write(attempt)
            writer.write(reason)
            writer.write(checkpoint ?? "")
            return Kind.handBack
        case .attemptFailed(let attempt, let reason):
            writer.write(attempt)
            writer.write(reason)
            return Kind.attemptFailed
        case .log(let attempt, let text):
            writer.write(attempt)
            writer.write(text)
            return Kind.log
        case .goodbye:
            return Kind.goodbye
        case .checkpoint(let attempt, let digest):
            writer.write(attempt)
            writer.write(digest)
            return Kind.checkpoint
        }
    }

    /// Reads a message; a hello of any version, since its purpose is to agree on one.
    package init(frames: [[UInt8]]) throws(WireError) {
        let frame = try Frame(frames)
        var reader = WireReader(frame.content)
        if frame.kind == Kind.hello {
            // A later version may append fields to a hello; they are ignored.
            self = .worker(.hello(try reader.hello()))
            return
        }
        try frame.requireKnownVersion()
        switch frame.kind {
        case Kind.dataRequest: self = .dataRequest(try reader.dataRequest())
        case Kind.checkpointPiece:
            self = .checkpointPiece(
                CheckpointPiece(
                    study: try reader.text(), digest: try reader.text(),
                    byteCount: try reader.int(), offset: try reader.int(),
                    bytes: try frame.requireBody(of: "a piece of a checkpoint")))
        case Kind.query: self = .query(study: try reader.text(), try reader.question())
        case Kind.command: self = .command(Array(try reader.text().utf8))
        default: self = .worker(try Self.read(frame, &reader))
        }
        try reader.finish()
    }

    private static func read(
        _ frame: Frame, _ reader: inout WireReader
    ) throws(WireError) -> WorkerMessage {
        switch frame.kind {
        case Kind.ready: return .ready(credit: try reader.int())
        case Kind.ping:
            return .ping(
                sequence: try reader.number(),
                held: try reader.list { (reader: inout WireReader) throws(WireError) in
                    AttemptProgress(
                        attempt: try reader.attempt(), fraction: try reader.double(),
                        samplesPerSecond: try reader.double())
                })
        case Kind.intermediateResult:
            return .intermediateResult(try reader.attempt(), try reader.intermediateResult())
        case Kind.results:
            var left = WireLimits.reportsPerMessage
            return .results(
                try reader.list { (reader: inout WireReader) throws(WireError) in
                    AttemptResult(
                        attempt: try reader.attempt(), ending: try reader.ending(),
                        intermediateResults: try reader.list(atMost: &left) {
                            (reader: inout WireReader) throws(WireError) in
                            try reader.intermediateResult()
                        })
                })
        case Kind.handBack:
            let attempt = try reader.attempt()
            let reason = try reader.text()
            let checkpoint = try reader.text()
            return .handBack(
                attempt, reason: reason, checkpoint: checkpoint.isEmpty ? nil : checkpoint)
        case Kind.attemptFailed:
            return .attemptFailed(try reader.attempt(), reason: try reader.text())
        case Kind.log: return .log(try reader.attempt(), text: try reader.text())
        case Kind.goodbye: return .goodbye
        case Kind.checkpoint:
            return .checkpoint(try reader.attempt(), digest: try reader.text())
        default: throw .unknownKind(frame.kind)
        }
    }
}

extension WireWriter {
    /// The tag of an ending that is no outcome; outcomes have 0 and 1.
    fileprivate static let reachedTag: UInt8 = 2
    /// The ability of a worker that runs the programs of jobs.
    fileprivate static let commandsAbility = "commands"
    /// That of a worker that leaves once every study is finished.
    fileprivate static let leavesAbility = "leaves"

    fileprivate mutating func write(_ ending: AttemptResult.Ending) {
        switch ending {
        case .outcome(let outcome): write(outcome)
        case .reached(let epoch, let checkpoint):
            write(Self.reachedTag)
            write(epoch)
            write(checkpoint ?? "")
        }
    }

    fileprivate mutating func write(_ hello: Hello) {
        write(hello.lowestVersion)
        write(hello.highestVersion)
        write(hello.identity.name)
        write(hello.identity.host)
        write(hello.bootNonce)
        write(hello.slots)
        write(hello.credit)
        write(hello.held) { $0.write($1) }
        // Appended later: a hello without abilities and resources is as it was.
        let abilities =
            (hello.allowsCommands ? [Self.commandsAbility] : [])
            + (hello.leavesWhenFinished ? [Self.leavesAbility] : [])
        guard !abilities.isEmpty || hello.resources != nil else { return }
        write(abilities) { $0.write($1) }
        if let resources = hello.resources { write(resources) }
    }

    private mutating func write(_ resources: WorkerResources) {
        write(resources.memory != nil)
        if let memory = resources.memory { write(memory) }
        write(resources.devices) {
            $0.write($1.index)
            $0.write($1.name)
            $0.write($1.memory != nil)
            if let memory = $1.memory { $0.write(memory) }
        }
        write(resources.others) {
            $0.write($1.name)
            $0.write($1.amount)
        }
    }

    package mutating func write(_ request: DataRequest) {
        switch request.source {
        case .dataset(let name, let file):
            write(UInt8(0))
            write(name.rawValue)
            write(file)
        case .input(let sha256):
            write(UInt8(1))
            write(sha256)
        case .checkpoint(let study, let digest):
            write(UInt8(2))
            write(study)
            write(digest)
        }
        write(request.offset)
        write(request.count)
    }
}

extension WireReader {
    fileprivate mutating func ending() throws(WireError) -> AttemptResult.Ending {
        guard try peek() == WireWriter.reachedTag else { return .outcome(try outcome()) }
        _ = try number(UInt8.self)
        let epoch = try int()
        let checkpoint = try text()
        return .reached(epoch: epoch, checkpoint: checkpoint.isEmpty ? nil : checkpoint)
    }

    fileprivate mutating func hello() throws(WireError) -> Hello {
        var hello = Hello(
            lowestVersion: try number(), highestVersion: try number(),
            identity: WorkerIdentity(name: try text(), host: try text()),
            bootNonce: try number(), slots: try int(), credit: try int(),
            held: try list { (reader: inout WireReader) throws(WireError) in
                try reader.attempt()
            })
        // What another version has here means nothing to this one.
        let abilities = try? list { (reader: inout WireReader) throws(WireError) in
            try reader.text()
        }
        hello.allowsCommands = abilities?.contains(WireWriter.commandsAbility) == true
        hello.leavesWhenFinished = abilities?.contains(WireWriter.leavesAbility) == true
        hello.resources = abilities == nil ? nil : try? resources()
        return hello
    }

    private mutating func resources() throws(WireError) -> WorkerResources {
        let memory = try bool() ? try int() : nil
        let devices = try list { (reader: inout WireReader) throws(WireError) in
            WorkerResources.Device(
                index: try reader.int(), name: try reader.text(),
                memory: try reader.bool() ? try reader.int() : nil)
        }
        let others = try list { (reader: inout WireReader) throws(WireError) in
            ResourceAmount(try reader.text(), try reader.int())
        }
        return WorkerResources(devices: devices, memory: memory, others: others)
    }

    package mutating func dataRequest() throws(WireError) -> DataRequest {
        let source: DataRequest.Source
        switch try number(UInt8.self) {
        case 0:
            let name = try text()
            guard let dataset = DatasetName(rawValue: name) else {
                throw .malformed("a data set of name '\(name)'")
            }
            source = .dataset(dataset, file: try text())
        case 1: source = .input(sha256: try text())
        case 2: source = .checkpoint(study: try text(), digest: try text())
        case let kind: throw .malformed("a data request of kind \(kind)")
        }
        return DataRequest(source, offset: try int(), count: try int())
    }
}

/// Checks on a message before it is parsed.
extension ClientMessage {
    /// The largest frame that may follow these: a routing ID, a content, and a body if the
    /// content's kind has one.
    @Sendable package static func sizeLimit(after frames: [[UInt8]]) -> Int {
        switch frames.count {
        case 0: 255
        case 1: WireLimits.largestContent
        default:
            kind(of: frames[1]) == Kind.checkpointPiece ? WireLimits.dataChunk : 0
        }
    }

    /// Whether a content is longer than its kind allows.
    package static func isTooLong(_ content: [UInt8]) -> Bool {
        kind(of: content) == Kind.hello && content.count > WireLimits.largestHello
    }

    /// The cost of handling a message, in units of a ping.
    ///
    /// Each kilobyte adds one unit, because reading and checking it takes as long as a ping.
    ///
    /// - Parameters:
    ///   - content: the frame after the routing ID; nil if there is none.
    ///   - wireBytes: the size of all its frames on the link.
    package static func cost(of content: [UInt8]?, wireBytes: Int) -> Double {
        let size = Double(wireBytes) / 1024
        guard let content else { return size + 1 }
        switch kind(of: content) {
        case Kind.hello: return size + 500
        // A piece is read with little work, and its sender waits for the reply to each.
        case Kind.checkpointPiece, Kind.command: return size / 4 + 10
        case Kind.query: return size + 100
        case Kind.intermediateResult, Kind.handBack, Kind.attemptFailed, Kind.dataRequest:
            return size + 10
        default: return size + 1
        }
    }

    private static func kind(of content: [UInt8]) -> UInt16? {
        content.count >= Frame.headerSize ? UInt16(content[6]) | UInt16(content[7]) << 8 : nil
    }
}
