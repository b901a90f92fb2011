import Coordination
import Foundation
import StudyModel
import ZeroMQ

@testable import Wire

/// What hostile peers do to a coordinator, each for a moment.
enum Attack: String, CaseIterable, Sendable {
    // Without a key.
    case noise, halfOpenConnections, slowHandshakes, wrongKeys, plainLinks
    // With a worker's key.
    case malformedFrames, othersAttempts, extremeNumbers, wrongStudies
    case bodiesWhereNoneBelongs, hugeFrames, hugeCheckpoints, manyFrames
    case unreadPings, answeredPings, unreadData, unreadQueries, unreadByMany
    case helloFlood, helloFromManyConnections, manyNames, longNames, largeHello
    case reportFlood, longCurve, errorFlood, goodbyes
    // About trials that it was given.
    case falseResults

    /// Makes the attack; returns when it is over.
    func run(_ endpoint: String, _ keys: WorkerKeys, seed: UInt64) throws {
        var random = SeededBytes(seed: seed)
        switch self {
        case .noise, .halfOpenConnections, .slowHandshakes: try raw(endpoint, &random)
        case .wrongKeys, .plainLinks: try uninvited(endpoint, keys)
        case .malformedFrames, .othersAttempts, .extremeNumbers, .wrongStudies:
            try speak(endpoint, keys, &random)
        case .bodiesWhereNoneBelongs, .hugeFrames, .hugeCheckpoints, .manyFrames:
            try overload(endpoint, keys)
        case .unreadPings, .answeredPings, .unreadData, .unreadQueries, .unreadByMany:
            try flood(endpoint, keys)
        case .helloFlood, .helloFromManyConnections, .manyNames, .longNames, .largeHello:
            try greet(endpoint, keys)
        case .reportFlood, .longCurve, .errorFlood, .goodbyes: try reportResults(endpoint, keys)
        case .falseResults: try lie(endpoint, keys)
        }
    }

    /// How long an attack lasts; PODIUM_ATTACK_SECONDS changes it.
    static let seconds =
        ProcessInfo.processInfo.environment["PODIUM_ATTACK_SECONDS"].flatMap { Double($0) } ?? 0.6

    /// Repeats something until the time is over.
    static func during(_ seconds: Double = seconds, _ step: (Int) throws -> Void) rethrows {
        let end = ContinuousClock.now + .seconds(seconds)
        var count = 0
        while ContinuousClock.now < end {
            try step(count)
            count += 1
        }
    }

    static func with(
        _ endpoint: String, _ keys: WorkerKeys?, isReading: Bool = true,
        _ body: (HostilePeer) throws -> Void
    ) throws {
        let peer = try HostilePeer(endpoint, keys: keys, isReading: isReading)
        defer { peer.close() }
        try body(peer)
    }

    static func attempt(
        _ study: String = "target", _ trial: Int = 0, number: Int = 1, epoch: Int = 1,
        fingerprint: UInt64 = 1
    ) -> AttemptID {
        AttemptID(
            study: study, trial: trial, number: number, incarnation: epoch,
            jobFingerprint: fingerprint)
    }

    // MARK: Without a key

    private func raw(_ endpoint: String, _ random: inout SeededBytes) throws {
        var open: [RawPeer] = []
        defer { open.forEach { $0.close() } }
        // A ZMTP greeting that asks for CURVE (ZeroMQ RFC 23).
        let greeting =
            [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 0] + Array("CURVE".utf8)
            + [UInt8](repeating: 0, count: 47)
        Self.during { count in
            guard open.count < 400, let peer = RawPeer(endpoint) else {
                for (index, peer) in open.enumerated() where self == .slowHandshakes {
                    peer.send([greeting[min(63, count / 400 + index % 2)]])
                }
                usleep(2000)
                return
            }
            switch self {
            case .halfOpenConnections: open.append(peer)
            case .slowHandshakes:
                peer.send(Array(greeting.prefix(1 + random.below(20))))
                open.append(peer)
            default:
                let texts = [
                    Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8), greeting,
                    greeting + random.bytes(200), random.bytes(1 + random.below(300)), [],
                ]
                peer.send(texts[count % texts.count])
                peer.close()
            }
        }
    }

    private func uninvited(_ endpoint: String, _ keys: WorkerKeys) throws {
        for number in 0..<20 {
            let stranger = WorkerKeys(
                serverPublicKey: number % 2 == 0
                    ? keys.serverPublicKey : try CurveKeyPair.generate().publicKey,
                client: try CurveKeyPair.generate())
            try Self.with(endpoint, self == .plainLinks ? nil : stranger) { peer in
                for _ in 0..<10 { try peer.send(HostilePeer.hello("stranger", credit: 9)) }
            }
        }
    }

    // MARK: Frames

    private func speak(
        _ endpoint: String, _ keys: WorkerKeys, _ random: inout SeededBytes
    ) throws {
        try Self.with(endpoint, keys) { peer in
            try peer.send(HostilePeer.hello("speaker"))
            let messages = samples.map { ClientMessage.worker($0).encoded() } + questions
            try Self.during { count in
                var frames = messages[count % messages.count]
                if self == .malformedFrames { frames = Self.damaged(frames, &random) }
                try peer.send(frames)
                _ = try peer.drain()
                // A flood is another attack.
                if count % 20 == 0 { usleep(1000) }
            }
        }
    }

    /// Messages about attempts that this peer was never given.
    private var samples: [WorkerMessage] {
        let numbers = [0, -1, 1, .min, .max]
        let attempts: [AttemptID] =
            switch self {
            case .extremeNumbers:
                numbers.flatMap { trial in
                    numbers.map { Self.attempt("target", trial, number: $0, epoch: trial) }
                }
            case .wrongStudies:
                ["", "../target", "other", "\0", "\u{1B}[2J\ntarget"].map { Self.attempt($0) }
            default: (0..<20).map { Self.attempt("target", $0) }
            }
        return attempts.flatMap { attempt -> [WorkerMessage] in
            [
                .results([
                    AttemptResult(
                        attempt: attempt, outcome: .complete(metrics: ["validation_loss": .nan]),
                        intermediateResults: [
                            IntermediateResult(epoch: .max, metrics: ["x": .infinity])
                        ])
                ]),
                .handBack(attempt, reason: "x\u{1B}[2J", checkpoint: "../../../etc/passwd"),
                .attemptFailed(attempt, reason: "because"),
                .intermediateResult(attempt, IntermediateResult(epoch: .min, metrics: [:])),
                .ping(
                    sequence: .max,
                    held: [
                        AttemptProgress(
                            attempt: attempt, fraction: .nan, samplesPerSecond: .infinity)
                    ]),
                .ready(credit: attempt.trial < 0 ? attempt.trial : 0),
            ]
        }
    }

    private var questions: [[[UInt8]]] {
        [
            ClientMessage.query(study: "../../etc/passwd", .standing).encoded(),
            ClientMessage.dataRequest(
                DataRequest(.dataset(.mnist, file: "../../etc/passwd"), offset: 0, count: 100)
            ).encoded(),
            ClientMessage.dataRequest(
                DataRequest(.input(sha256: "x"), offset: .min, count: .max)
            ).encoded(),
        ]
    }

    /// A message with some bytes changed, cut or added; sometimes with a checksum that fits.
    private static func damaged(_ frames: [[UInt8]], _ random: inout SeededBytes) -> [[UInt8]] {
        var frames = frames
        var content = frames[0]
        switch random.below(5) {
        case 0: content[random.below(content.count)] ^= UInt8(1 + random.below(255))
        case 1: content = Array(content.prefix(random.below(content.count)))
        case 2: content += random.bytes(1 + random.below(40))
        case 3: content = random.bytes(random.below(200))
        default:
            let start = Frame.headerSize
            guard content.count > start else { break }
            content[start + random.below(content.count - start)] = UInt8(random.below(256))
            let kind = UInt16(content[6]) | UInt16(content[7]) << 8
            content =
                Frame.encode(
                    kind: kind, content: Array(content[start...]), body: frames.dropFirst().first)[
                    0]
        }
        frames[0] = content
        return frames
    }
}
