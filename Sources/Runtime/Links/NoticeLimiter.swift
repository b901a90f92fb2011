import Coordination

/// Limits the rate of log lines about each peer and counts the suppressed ones, so that no peer can
/// fill a log or a disk.
///
/// A value without a clock. Each subject may have a burst of lines and then one line every few
/// seconds. All subjects together have a higher limit.
struct NoticeLimiter {
    struct Limits: Sendable, Hashable {
        var linesPerSubject = 6.0
        var secondsPerLine = 5.0
        var lines = 400.0
        var linesPerSecond = 20.0
        /// Seconds between summaries of the suppressed lines.
        var summarySeconds = 10.0
    }

    private struct Subject {
        var spent = 0.0
        var at: Instant
    }

    /// Subjects that are tracked; if there are more, the state is reset.
    private static let subjectLimit = 10_000
    private static let namedInSummary = 3

    private let limits: Limits
    private var subjects: [String: Subject] = [:]
    private var spent = 0.0
    private var at: Instant?
    private var leftOut: [String: Int] = [:]
    private var nextSummary: Instant?

    init(limits: Limits = Limits()) { self.limits = limits }

    /// Whether a line about the subject may be shown.
    mutating func admits(_ subject: String, at now: Instant) -> Bool {
        if let at { spent = max(0, spent - max(0, now.seconds(since: at)) * limits.linesPerSecond) }
        at = now
        var entry = subjects[subject] ?? Subject(at: now)
        let back = max(0, now.seconds(since: entry.at)) / limits.secondsPerLine
        entry.spent = max(0, entry.spent - back)
        entry.at = now
        let isAdmitted = entry.spent + 1 <= limits.linesPerSubject && spent + 1 <= limits.lines
        if isAdmitted {
            entry.spent += 1
            spent += 1
        } else {
            // Too many different names are counted under "others".
            let isKnown = leftOut[subject] != nil || leftOut.count < Self.subjectLimit
            leftOut[isKnown ? subject : "others", default: 0] += 1
            if nextSummary == nil { nextSummary = now + limits.summarySeconds }
        }
        if subjects.count >= Self.subjectLimit { subjects.removeAll() }
        subjects[subject] = entry
        return isAdmitted
    }

    /// A summary of the suppressed lines, if one is due.
    mutating func summary(at now: Instant) -> String? {
        guard let due = nextSummary, now >= due else { return nil }
        defer {
            leftOut = [:]
            nextSummary = nil
        }
        let total = leftOut.values.reduce(0, +)
        let most = leftOut.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .prefix(Self.namedInSummary).map { "\($0.value) about \($0.key)" }
        let rest = leftOut.count > most.count ? [", …"] : []
        let lines = total == 1 ? "1 more line was" : "\(total) more lines were"
        return "\(lines) left out: " + most.joined(separator: ", ") + rest.joined()
    }
}
