import Coordination
import StudyModel
import Wire

/// Limits the results that a worker has in flight to the coordinator.
///
/// A value without I/O. The coordinator cuts peers that send more than it can take in. So results,
/// hand-backs and failures wait here until the coordinator has acknowledged enough of the earlier
/// ones. A hello resets the state: after it the whole outbox is sent again.
struct OutgoingResults: Sendable {
    /// Bytes that may be in flight when another message is sent.
    static let bytes = 4 << 20

    private var sent: [AttemptID: Int] = [:]
    private var total = 0
    private var waiting: [WorkerMessage] = []
    private var next = 0

    /// The messages to send now, in place of this one.
    ///
    mutating func offer(_ message: WorkerMessage) -> [WorkerMessage] {
        switch message {
        case .hello:
            self = OutgoingResults()
            return [message]
        case .results(let results): waiting += Self.split(results)
        case .handBack, .attemptFailed: waiting.append(message)
        case .ready, .ping, .intermediateResult, .checkpoint, .log, .goodbye: return [message]
        }
        return release()
    }

    /// Removes acknowledged attempts and returns the messages to send now.
    mutating func acknowledge(_ attempts: [AttemptID]) -> [WorkerMessage] {
        for attempt in attempts { total -= sent.removeValue(forKey: attempt) ?? 0 }
        return release()
    }

    private mutating func release() -> [WorkerMessage] {
        var released: [WorkerMessage] = []
        while next < waiting.count, total < Self.bytes {
            let message = waiting[next]
            next += 1
            for (attempt, size) in message.sizes {
                total += size - (sent[attempt] ?? 0)
                sent[attempt] = size
            }
            released.append(message)
        }
        if next == waiting.count {
            waiting = []
            next = 0
        }
        return released
    }

    /// Shortens a curve that is too long for one message to equidistant points and the last one.
    private static func thinned(_ result: AttemptResult) -> AttemptResult {
        let count = result.intermediateResults.count
        guard count > WireLimits.reportsPerMessage else { return result }
        let step = (count + WireLimits.reportsPerMessage - 1) / WireLimits.reportsPerMessage
        var thinned = result
        thinned.intermediateResults = result.intermediateResults.enumerated()
            .filter { ($0.offset + 1) % step == 0 || $0.offset == count - 1 }.map(\.element)
        return thinned
    }

    /// Splits results into messages far below the size that the coordinator refuses.
    private static func split(_ results: [AttemptResult]) -> [WorkerMessage] {
        var messages: [WorkerMessage] = []
        var part: [AttemptResult] = []
        var (size, intermediateResults) = (0, 0)
        for result in results.map(thinned) {
            let isFull =
                size + result.size > bytes
                || intermediateResults + result.intermediateResults.count
                    > WireLimits.reportsPerMessage
            if !part.isEmpty, isFull {
                messages.append(.results(part))
                (part, size, intermediateResults) = ([], 0, 0)
            }
            part.append(result)
            size += result.size
            intermediateResults += result.intermediateResults.count
        }
        if !part.isEmpty { messages.append(.results(part)) }
        return messages
    }
}

/// Limits a worker's reports to a rate that people can follow.
struct ReportAllowance: Sendable {
    private static let perSecond = 100.0
    private static let burst = 200.0

    private var spent = 0.0
    private var at: Instant?

    mutating func admitsOne(at now: Instant) -> Bool {
        if let at { spent = max(0, spent - max(0, now.seconds(since: at)) * Self.perSecond) }
        at = now
        guard spent + 1 <= Self.burst else { return false }
        spent += 1
        return true
    }
}

extension WorkerMessage {
    /// The approximate number of bytes about the end of each attempt.
    fileprivate var sizes: [(attempt: AttemptID, bytes: Int)] {
        switch self {
        case .results(let results): results.map { ($0.attempt, $0.size) }
        case .handBack(let attempt, let reason, let checkpoint):
            [(attempt, attempt.size + reason.utf8.count + (checkpoint?.utf8.count ?? 0))]
        case .attemptFailed(let attempt, let reason):
            [(attempt, attempt.size + reason.utf8.count)]
        case .hello, .ready, .ping, .intermediateResult, .checkpoint, .log, .goodbye: []
        }
    }
}

extension AttemptResult {
    fileprivate var size: Int {
        var size = attempt.size
        switch ending {
        case .outcome(.complete(let metrics)): size += metrics.size
        case .outcome(.failed(let reason)): size += reason.utf8.count
        case .reached: size += 80
        }
        return size + intermediateResults.reduce(0) { $0 + 12 + $1.metrics.size }
    }
}

extension AttemptID {
    fileprivate var size: Int { 36 + study.utf8.count }
}

extension [String: Double] {
    fileprivate var size: Int { reduce(0) { $0 + 12 + $1.key.utf8.count } }
}
