package import StudyModel

/// A reason for failed trials, with the words of the first of them.
package struct FailureReason: Sendable, Hashable, Codable {
    package var reason: String
    /// The number of trials that failed for this reason, and the first of them.
    package var count: Int
    package var trial: Int
}

/// Counts the reasons of failed trials, independently of their order.
///
/// Reasons that differ in numbers only are one: a program's last lines often contain its
/// parameters, times or addresses.
package struct FailureTally: Sendable {
    /// The maximum number of distinct reasons; each trial of a study may have its own.
    private static let mostReasons = 10_000
    /// The number of reasons to show.
    private static let shown = 5

    private var reasons: [String: FailureReason] = [:]

    package init() {}

    package mutating func add(_ trial: Trial) {
        if trial.state == .failed { add(trial.failure, trial: trial.number) }
    }

    package mutating func add(_ failure: String?, trial: Int) {
        let reason = failure ?? "without a reason"
        let kind = Self.withoutNumbers(reason)
        guard reasons[kind] != nil || reasons.count < Self.mostReasons else { return }
        var known = reasons[kind] ?? FailureReason(reason: reason, count: 0, trial: trial)
        known.count += 1
        if trial < known.trial {
            known.trial = trial
            known.reason = reason
        }
        reasons[kind] = known
    }

    /// Words whose number is a part of the reason.
    private static let words = ["exit status ", "by signal "].map { Array($0.utf8) }

    /// The text with `0` for each number, as in `12`, `1.5e-05`, `10:30:00` or `0x7ffe`, but not
    /// for an exit status or a signal.
    private static func withoutNumbers(_ text: String) -> String {
        func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
        var kept: [UInt8] = []
        var isInNumber = false
        var isKept = false
        for byte in text.utf8 {
            if isDigit(byte), !isInNumber,
                isKept || words.contains(where: { kept.suffix($0.count).elementsEqual($0) })
            {
                kept.append(byte)
                isKept = true
                continue
            }
            isKept = false
            if isDigit(byte) {
                if !isInNumber { kept.append(0x30) }
                isInNumber = true
            } else {
                isInNumber = isInNumber && ".:,-+_eExXabcdfABCDF".utf8.contains(byte)
                if !isInNumber { kept.append(byte) }
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// The most frequent reasons; ties go to the one with the earlier first trial.
    package var most: [FailureReason] {
        Array(
            reasons.values.sorted {
                $0.count != $1.count ? $0.count > $1.count : $0.trial < $1.trial
            }.prefix(Self.shown))
    }
}
