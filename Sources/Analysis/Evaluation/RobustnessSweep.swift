package import Models
import Portable

/// One kind of perturbation at several levels.
package struct RobustnessSweep: Sendable, Hashable {
    /// The raw values are command-line options and parts of file names.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case noise, occlusion, masking
        case saltPepper = "salt-pepper"
    }

    package var kind: Kind
    /// In ascending order: standard deviations of noise, or fractions from 0 to 1.
    package var levels: [Double]

    package init(_ kind: Kind, levels: [Double]) {
        self.kind = kind
        self.levels = levels
    }

    package func perturbation(_ level: Double) -> Perturbation {
        switch kind {
        case .noise: .noise(level)
        case .occlusion: .occlusion(fraction: level)
        case .masking: .masking(level)
        case .saltPepper: .saltAndPepper(level)
        }
    }

    /// The maximum number of levels; more would make figures unreadable.
    package static let mostLevels = 200

    /// Reads levels: `0.1,0.2,0.5`, or `1e-3:1:10` for ten from the first to the second.
    ///
    /// Deviations are spaced geometrically, fractions linearly.
    ///
    /// - Throws: `AnalysisError` if the text has no valid levels of the kind.
    package init(_ kind: Kind, reading text: String) throws(AnalysisError) {
        func refuse(_ found: String, _ expected: String) -> AnalysisError {
            AnalysisError(place: "--\(kind.rawValue) \(text)", found: found, expected: expected)
        }
        let examples = kind == .noise ? "0.1,0.3 or 1e-3:1:10" : "0.1,0.3 or 0:1:11"
        func number(_ text: Substring) throws(AnalysisError) -> Double {
            guard let number = Double(text), number.isFinite else {
                throw refuse("'\(text)', which is no number", "levels such as \(examples)")
            }
            return number
        }
        let ends = text.split(separator: ":", omittingEmptySubsequences: false)
        if ends.count > 1 {
            guard ends.count == 3, let count = Int(ends[2]), (2...Self.mostLevels).contains(count)
            else {
                throw refuse(
                    "no range of levels",
                    "FIRST:LAST:COUNT with a count from 2 to \(Self.mostLevels), such as "
                        + (kind == .noise ? "1e-3:1:10" : "0:1:11"))
            }
            levels = try Self.spaced(
                from: number(ends[0]), to: number(ends[1]), count, byFactors: kind == .noise)
        } else {
            var read: [Double] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                read.append(try number(part))
            }
            levels = read
        }
        self.kind = kind
        let limit = kind == .noise ? Double.greatestFiniteMagnitude : 1
        if let wrong = levels.first(where: { !(0...limit).contains($0) }) {
            throw refuse(
                "the level \(wrong)",
                kind == .noise ? "deviations of 0 or more" : "fractions from 0 to 1")
        }
        guard levels.count <= Self.mostLevels else {
            throw refuse("\(levels.count) levels", "\(Self.mostLevels) at most")
        }
        guard zip(levels, levels.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw refuse("levels that don't go up", "each level once, from weak to strong")
        }
    }

    /// Spaced numbers; the first and the last are exact.
    private static func spaced(
        from first: Double, to last: Double, _ count: Int, byFactors: Bool
    ) -> [Double] {
        let isGeometric = byFactors && first > 0 && last > 0
        return (0..<count).map { place in
            if place == 0 { return first }
            if place == count - 1 { return last }
            let share = Double(place) / Double(count - 1)
            return isGeometric
                ? first * PortableMath.exp(PortableMath.log(last / first) * share)
                : first + (last - first) * share
        }
    }

    /// The indices of at most `limit` levels, including the first and the last.
    package func shownLevels(_ limit: Int) -> [Int] {
        guard levels.count > limit, limit > 1 else { return Array(levels.indices) }
        return (0..<limit).map { ($0 * (levels.count - 1) + (limit - 1) / 2) / (limit - 1) }
    }

    // MARK: Words

    /// `Gaussian noise`, for use in a sentence.
    package var text: String {
        switch kind {
        case .noise: "Gaussian noise"
        case .occlusion: "occlusion"
        case .masking: "masking"
        case .saltPepper: "salt-and-pepper noise"
        }
    }

    /// The meaning of a level.
    var levelWords: String {
        switch kind {
        case .noise: "standard deviation of the noise"
        case .occlusion: "fraction of the rows set to 0"
        case .masking: "fraction of the values set to 0"
        case .saltPepper: "fraction of the values replaced by 0 or 1"
        }
    }

    var levelHeading: String {
        switch kind {
        case .noise: "Deviation"
        case .occlusion: "Rows at 0"
        case .masking: "Values at 0"
        case .saltPepper: "Replaced"
        }
    }

    /// An adjective for a disturbed image.
    var disturbed: String {
        switch kind {
        case .noise, .saltPepper: "noisy"
        case .occlusion: "occluded"
        case .masking: "masked"
        }
    }

    /// A level as a short text.
    static func text(_ level: Double) -> String { LevelText.text(level) }
}

extension Corruption {
    /// A description of the corruption of an image.
    package var text: String {
        func percent(_ share: Double) -> String { "\(LevelText.text(share * 100)) %" }
        switch kind {
        case .gaussian: return "Gaussian noise of deviation \(LevelText.text(deviation))"
        case .saltAndPepper:
            return "salt and pepper in the place of \(percent(fraction)) of the values"
        case .masking: return "\(percent(fraction)) of the values set to 0"
        case .mixture:
            return "Gaussian noise of deviation \(LevelText.text(deviation)), or salt and pepper "
                + "in the place of \(percent(fraction)) of the values, or as many of them set to 0"
        }
    }
}
