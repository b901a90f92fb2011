package import StudyModel

/// Settings of the quasi-Monte Carlo sampler.
package struct QMCSettings: Sendable, Hashable {
    package enum Sequence: String, Sendable, CaseIterable {
        case sobol
        case halton
    }

    package var sequence: Sequence
    /// Whether the points are scrambled by the job's seed; otherwise every seed has the same ones.
    package var scrambled: Bool

    package init(sequence: Sequence = .sobol, scrambled: Bool = true) {
        self.sequence = sequence
        self.scrambled = scrambled
    }
}

extension QMCSettings {
    static let rules = [
        SettingRule(
            "sequence", .text(Sequence.allCases.map(\.rawValue)),
            .value(.text(QMCSettings().sequence.rawValue))),
        SettingRule("scrambled", .bool, .value(.bool(QMCSettings().scrambled))),
    ]

    /// The settings of a job's sampler; missing ones have their defaults.
    init(_ spec: SamplerSpec) {
        self.init()
        if case .text(let name)? = spec["sequence"], let known = Sequence(rawValue: name) {
            sequence = known
        }
        if case .bool(let value)? = spec["scrambled"] { scrambled = value }
    }

    /// The description of a sampler with these settings.
    package var spec: SamplerSpec {
        SamplerKind.qmc.spec([
            Setting("sequence", .literal(.text(sequence.rawValue))),
            Setting("scrambled", .literal(.bool(scrambled))),
        ])
    }
}
