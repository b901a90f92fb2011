import Coordination
import Foundation
import StudyModel
import ZeroMQ

@testable import Wire

extension Attack {
    // MARK: Too much at once

    func overload(_ endpoint: String, _ keys: WorkerKeys) throws {
        try Self.with(endpoint, keys) { peer in
            try peer.send(HostilePeer.hello("overloader"))
            _ = try peer.receive { if case .welcome = $0 { true } else { false } }
            switch self {
            case .bodiesWhereNoneBelongs:
                for size in [1 << 20, 30 << 20, 30 << 20, 100 << 20] {
                    let frames = ClientMessage.worker(.ping(sequence: 1, held: [])).encoded()
                    try peer.send(frames + [[UInt8](repeating: 1, count: size)])
                }
            case .hugeFrames:
                for size in [300 << 20, 40 << 20] {
                    try peer.send([[UInt8](repeating: 1, count: size)])
                }
            case .hugeCheckpoints:
                for trial in 0..<4 {
                    let size = trial < 2 ? 100 << 20 : 30 << 20
                    try peer.send(
                        ClientMessage.checkpointPiece(
                            CheckpointPiece(
                                study: "target", digest: String(repeating: "\(trial)", count: 64),
                                byteCount: size, offset: 0,
                                bytes: [UInt8](repeating: 1, count: size))
                        ).encoded())
                }
            default:
                try peer.send([[UInt8]](repeating: [1, 2, 3], count: 200_000))
                try peer.send(
                    [[UInt8]](repeating: [UInt8](repeating: 1, count: 1000), count: 200_000))
            }
            try peer.awaitReading(within: Self.seconds / 2)
        }
    }

    func flood(_ endpoint: String, _ keys: WorkerKeys) throws {
        guard self != .unreadByMany else { return try unreadByMany(endpoint, keys) }
        try Self.with(endpoint, keys, isReading: self == .answeredPings) { peer in
            try peer.send(HostilePeer.hello("flooder"))
            let frames: [[UInt8]] =
                switch self {
                case .unreadData:
                    ClientMessage.dataRequest(
                        DataRequest(
                            .dataset(.mnist, file: "train-images-idx3-ubyte.gz"), offset: 0,
                            count: WireLimits.dataChunk)
                    ).encoded()
                case .unreadQueries: ClientMessage.query(study: "target", .standing).encoded()
                default: ClientMessage.worker(.ping(sequence: 1, held: [])).encoded()
                }
            try Self.during(2 * Self.seconds) { count in
                if try peer.socket.send(frames) != .sent { usleep(200) }
                if self == .answeredPings, count % 64 == 0 { _ = try peer.drain() }
            }
        }
    }

    private func unreadByMany(_ endpoint: String, _ keys: WorkerKeys) throws {
        let peers = try (0..<30).map { _ in
            try HostilePeer(endpoint, keys: keys, isReading: false)
        }
        defer { peers.forEach { $0.close() } }
        let frames = ClientMessage.dataRequest(
            DataRequest(
                .dataset(.mnist, file: "train-images-idx3-ubyte.gz"), offset: 0,
                count: WireLimits.dataChunk)
        ).encoded()
        try Self.during { count in
            _ = try peers[count % peers.count].socket.send(frames)
            usleep(200)
        }
    }

    // MARK: Hellos

    func greet(_ endpoint: String, _ keys: WorkerKeys) throws {
        if self == .helloFromManyConnections { return try greetFromMany(endpoint, keys) }
        try Self.with(endpoint, keys) { peer in
            try Self.during { count in
                switch self {
                case .manyNames:
                    let name = "\u{1B}[2J\u{1B}[31m\nstudy target is done \(count)"
                    try peer.send(HostilePeer.hello(name, nonce: UInt64(count)))
                case .longNames:
                    let name = String(repeating: "n", count: 1_000_000) + "\(count)"
                    try peer.send(HostilePeer.hello(name, nonce: UInt64(count)))
                case .largeHello:
                    let held = (0..<300_000).map { Self.attempt("target", $0, number: count) }
                    try peer.send(HostilePeer.hello("large", nonce: UInt64(count), held: held))
                default:
                    try peer.send(HostilePeer.hello("greeter", nonce: UInt64(count)))
                }
                if count % 16 == 0 { _ = try peer.drain() }
            }
        }
    }

    private func greetFromMany(_ endpoint: String, _ keys: WorkerKeys) throws {
        var peers: [HostilePeer] = []
        defer { peers.forEach { $0.close() } }
        try Self.during { count in
            if peers.count < 60 { peers.append(try HostilePeer(endpoint, keys: keys)) }
            let peer = peers[count % peers.count]
            try peer.send(HostilePeer.hello("many-\(count % 60)", nonce: UInt64(count)))
            _ = try peer.drain()
            usleep(500)
        }
    }

    // MARK: Reports and ends

    func reportResults(_ endpoint: String, _ keys: WorkerKeys) throws {
        try Self.with(endpoint, keys) { peer in
            try peer.send(HostilePeer.hello("reporter"))
            let attempt = Self.attempt()
            if self == .longCurve {
                let metrics = ["validation_loss": 1.0]
                let curve = (0..<1_000_000).map { IntermediateResult(epoch: $0, metrics: metrics) }
                let outcome = TrialOutcome.complete(metrics: metrics)
                try peer.send(
                    .results([
                        AttemptResult(
                            attempt: attempt, outcome: outcome, intermediateResults: curve)
                    ]))
                return
            }
            try Self.during { count in
                switch self {
                case .reportFlood:
                    let metrics = ["validation_loss": Double(count)]
                    try peer.send(
                        .intermediateResult(
                            attempt, IntermediateResult(epoch: count, metrics: metrics)))
                case .errorFlood:
                    let reason = "\u{1B}[2J\nstudy target is done"
                    try peer.send(
                        .attemptFailed(Self.attempt("target", count % 50), reason: reason))
                default:
                    try peer.send(count % 2 == 0 ? .goodbye : HostilePeer.hello("comes and goes"))
                }
                if count % 64 == 0 { _ = try peer.drain() }
            }
        }
    }
}
