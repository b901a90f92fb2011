import Coordination

/// Lets some of the lines about each peer through and counts the rest, so that no peer can fill a
/// log or a disk.
///
/// A value without a clock. Each subject has a few lines at once and then one every few seconds;
/// all subjects together have more, but not without end.
struct NoticeLimiter {
    struct Limits: Sendable, Hashable {
        var linesPerSubject = 6.0
        var secondsPerLine = 5.0
        var lines = 400.0
        var linesPerSecond = 20.0
        /// How often it is said what was left out.
        var summarySeconds = 10.0
    }

    private struct Subject {
        var spent = 0.0
        var at: Instant
    }

    /// Subjects that are kept track of; the state is forgotten when there are more.
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
            // Who makes up ever new names is counted together with the others.
            let isKnown = leftOut[subject] != nil || leftOut.count < Self.subjectLimit
            leftOut[isKnown ? subject : "others", default: 0] += 1
            if nextSummary == nil { nextSummary = now + limits.summarySeconds }
        }
        if subjects.count >= Self.subjectLimit { subjects.removeAll() }
        subjects[subject] = entry
        return isAdmitted
    }

    /// What was left out, when it is time to say so.
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
        return "\(total) more lines were left out: " + most.joined(separator: ", ") + rest.joined()
    }
}
