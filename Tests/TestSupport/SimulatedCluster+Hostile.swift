import Coordination
import StudyModel

/// Somebody with the key who states what no sound worker would.
extension SimulatedCluster {
    private static let hostilePeer = Peer([0xFF, 1, 2, 3, 4])

    static func isHostile(_ peer: Peer) -> Bool { peer == hostilePeer }

    mutating func speakHostile() {
        guard !isHealed, hostileMessagesLeft > 0 else { return }
        hostileMessagesLeft -= 1
        after(hostile.uniform(0...schedule.faultIntervalSeconds), .hostile)
        let message = hostileMessage()
        log("somebody hostile says: \(Transcript.text(message))")
        guard coordinator != nil else { return }
        coordinator!.inbox.append((message, Self.hostilePeer))
        scheduleTurn(at: now)
    }

    private mutating func hostileMessage() -> WorkerMessage {
        let attempt = hostileAttempt()
        switch hostile.int(0...8) {
        case 0, 1:
            return .hello(
                Hello(
                    identity: WorkerIdentity(
                        name: hostile.element(of: ["hostile", "", "a\u{1B}[2Jb", "c\nd"]),
                        host: "host-x"),
                    bootNonce: UInt64(hostile.int(0...1)), slots: hostileNumber(),
                    credit: hostileNumber(),
                    held: (0..<hostile.int(0...3)).map { _ in attempt }))
        case 2: return .ready(credit: hostileNumber())
        case 3:
            return .ping(
                sequence: hostile.word(),
                held: [
                    AttemptProgress(
                        attempt: attempt, fraction: hostileValue(),
                        samplesPerSecond: hostileValue())
                ])
        case 4: return .intermediateResult(attempt, hostileReport())
        case 5:
            let intermediateResults = (0..<hostile.int(0...4)).map { _ in hostileReport() }
            return .results([
                AttemptResult(
                    attempt: attempt,
                    ending: hostile.chance(0.5)
                        ? .outcome(.complete(metrics: hostile.chance(0.5) ? [:] : ["loss": .nan]))
                        : .reached(epoch: hostileNumber(), checkpoint: hostileDigest()),
                    intermediateResults: intermediateResults)
            ])
        case 6: return .handBack(attempt, reason: "", checkpoint: hostileDigest())
        case 7: return .attemptFailed(attempt, reason: "because")
        default: return .checkpoint(attempt, digest: hostileDigest())
        }
    }

    private mutating func hostileDigest() -> String {
        hostile.element(of: ["", "../../study.sqlite", String(repeating: "a", count: 64)])
    }

    /// One of its own at times, else somebody else's or none that there is.
    private mutating func hostileAttempt() -> AttemptID {
        let own = coordinator?.machine.sessions[Self.hostilePeer]?.outstanding ?? []
        let sorted = own.sorted { ($0.study, $0.trial) < ($1.study, $1.trial) }
        if let first = sorted.first, hostile.chance(0.5) { return first }
        let all = coordinator?.machine.studies.first
        return AttemptID(
            study: all?.job.study ?? "", trial: hostile.element(of: [-1, 0, 1, Int.min, Int.max]),
            number: hostile.element(of: [0, 1, 2, Int.max]),
            incarnation: hostile.element(of: [Int.min, 0, 1, 2]),
            jobFingerprint: all?.fingerprint ?? 0)
    }

    private mutating func hostileNumber() -> Int {
        hostile.element(of: [1, 2, 0, -1, Int.min, Int.max, 1 << 40, 3])
    }

    private mutating func hostileValue() -> Double {
        hostile.element(of: [.nan, .infinity, -.infinity, -1, 1e300, 0.5])
    }

    private mutating func hostileReport() -> IntermediateResult {
        IntermediateResult(
            epoch: hostile.element(of: [Int.min, -1, 0, 1, 4, Int.max]),
            metrics: ["loss": hostileValue()])
    }
}
