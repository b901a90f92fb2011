package import StudyModel

/// Settings of the TPE sampler.
package struct TPESettings: Sendable, Hashable {
    /// The number of trials drawn at random before the sampler uses outcomes.
    package var startup: Int
    /// The number of candidates per later trial; the most promising one is tried.
    package var candidates: Int
    /// Trial n uses only the outcomes of trials 0...n - lag, even if more have ended.
    ///
    /// A study's configurations therefore do not depend on the speed of its trials. After
    /// the startup, at most `lag` trials run at a time.
    package var lag: Int

    package init(startup: Int = 10, candidates: Int = 24, lag: Int = 8) {
        self.startup = startup
        self.candidates = candidates
        self.lag = lag
    }
}

extension TPESettings {
    static let rules = [
        SettingRule("startup", .int(0...1_000_000), .value(.int(TPESettings().startup))),
        SettingRule("candidates", .int(1...10_000), .value(.int(TPESettings().candidates))),
        SettingRule("lag", .int(1...1_000_000), .value(.int(TPESettings().lag))),
    ]

    /// The settings of a job's sampler; missing ones have their defaults.
    init(_ spec: SamplerSpec) {
        func int(_ name: String, _ standard: Int) -> Int {
            if case .int(let value)? = spec[name] { return value }
            return standard
        }
        let standard = TPESettings()
        self.init(
            startup: int("startup", standard.startup),
            candidates: int("candidates", standard.candidates), lag: int("lag", standard.lag))
    }

    /// The description of a TPE sampler with these settings.
    package var spec: SamplerSpec {
        SamplerKind.tpe.spec([
            Setting("startup", .literal(.int(startup))),
            Setting("candidates", .literal(.int(candidates))), Setting("lag", .literal(.int(lag))),
        ])
    }
}
