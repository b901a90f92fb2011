import Coordination
import StudyModel
import Wire

/// How much of its results and checkpoints a worker has on the way to the coordinator at a time.
///
/// A value without I/O. The coordinator sends peers away that send more than it can take in; what a
/// worker has to say about attempts' ends waits here until the coordinator has acknowledged enough
/// of what was said before. A hello starts afresh: after it the whole outbox is said again.
struct OutgoingResults: Sendable {
    /// Bytes that may be on the way when another message is sent.
    static let bytes = 4 << 20

    private var sent: [AttemptID: Int] = [:]
    private var total = 0
    private var waiting: [WorkerMessage] = []
    private var next = 0

    /// The messages to send now, in place of this one.
    ///
    /// - Parameter onOversize: gets words about a checkpoint that is too large to be sent.
    mutating func offer(
        _ message: WorkerMessage, onOversize: (String) -> Void = { _ in }
    ) -> [WorkerMessage] {
        switch message {
        case .hello:
            self = OutgoingResults()
            return [message]
        case .results(let results): waiting += Self.split(results)
        case .handBack(let attempt, let reason, let checkpoint?)
        where checkpoint.count > WireLimits.largestCheckpoint:
            onOversize(
                "the checkpoint of \(attempt) has \(checkpoint.count >> 20) MB, more than the "
                    + "\(WireLimits.largestCheckpoint >> 20) MB that can be handed back: the trial "
                    + "starts from its beginning")
            waiting.append(.handBack(attempt, reason: reason, checkpoint: nil))
        case .handBack, .attemptFailed: waiting.append(message)
        case .ready, .ping, .report, .checkpoint, .goodbye: return [message]
        }
        return release()
    }

    /// The messages that there is room for now.
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

    /// A result whose curve is short enough for a message: of a longer one, points at equal
    /// distances and the last.
    private static func thinned(_ result: AttemptResult) -> AttemptResult {
        let count = result.reports.count
        guard count > WireLimits.reportsPerMessage else { return result }
        let step = (count + WireLimits.reportsPerMessage - 1) / WireLimits.reportsPerMessage
        var thinned = result
        thinned.reports = result.reports.enumerated()
            .filter { ($0.offset + 1) % step == 0 || $0.offset == count - 1 }.map(\.element)
        return thinned
    }

    /// Messages of a size that is far below what is refused.
    private static func split(_ results: [AttemptResult]) -> [WorkerMessage] {
        var messages: [WorkerMessage] = []
        var part: [AttemptResult] = []
        var (size, reports) = (0, 0)
        for result in results.map(thinned) {
            let isFull =
                size + result.size > bytes
                || reports + result.reports.count > WireLimits.reportsPerMessage
            if !part.isEmpty, isFull {
                messages.append(.results(part))
                (part, size, reports) = ([], 0, 0)
            }
            part.append(result)
            size += result.size
            reports += result.reports.count
        }
        if !part.isEmpty { messages.append(.results(part)) }
        return messages
    }
}

/// How many reports a worker sends: those that people can follow.
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
    /// About how many bytes it says of each attempt's end.
    fileprivate var sizes: [(attempt: AttemptID, bytes: Int)] {
        switch self {
        case .results(let results): results.map { ($0.attempt, $0.size) }
        case .handBack(let attempt, let reason, let checkpoint):
            [(attempt, attempt.size + reason.utf8.count + (checkpoint?.count ?? 0))]
        case .attemptFailed(let attempt, let reason):
            [(attempt, attempt.size + reason.utf8.count)]
        case .hello, .ready, .ping, .report, .checkpoint, .goodbye: []
        }
    }
}

extension AttemptResult {
    fileprivate var size: Int {
        var size = attempt.size
        switch outcome {
        case .complete(let metrics): size += metrics.size
        case .failed(let reason): size += reason.utf8.count
        }
        return size + reports.reduce(0) { $0 + 12 + $1.metrics.size }
    }
}

extension AttemptID {
    fileprivate var size: Int { 36 + study.utf8.count }
}

extension [String: Double] {
    fileprivate var size: Int { reduce(0) { $0 + 12 + $1.key.utf8.count } }
}
