package import StudyModel

/// Settings of the GP sampler.
package struct GPSettings: Sendable, Hashable {
    /// Trials spread evenly before the sampler uses outcomes.
    package var startup: Int
    /// Trial n uses only the outcomes of trials 0...n - lag, even if more have ended.
    ///
    /// After the startup, at most `lag` trials run at a time.
    package var lag: Int
    /// The most results that the model is fitted to: the best and the newest ones.
    package var observations: Int

    package init(startup: Int = 10, lag: Int = 8, observations: Int = 500) {
        self.startup = startup
        self.lag = lag
        self.observations = observations
    }
}

extension GPSettings {
    static let rules = [
        SettingRule("startup", .int(0...1_000_000), .value(.int(GPSettings().startup))),
        SettingRule("lag", .int(1...1_000_000), .value(.int(GPSettings().lag))),
        SettingRule("observations", .int(10...5_000), .value(.int(GPSettings().observations))),
    ]

    /// The settings of a job's sampler; missing ones have their defaults.
    init(_ spec: SamplerSpec) {
        self.init()
        startup = spec.int("startup") ?? startup
        lag = spec.int("lag") ?? lag
        observations = spec.int("observations") ?? observations
    }

    /// The description of a GP sampler with these settings.
    package var spec: SamplerSpec {
        SamplerKind.gp.spec([
            Setting("startup", .literal(.int(startup))), Setting("lag", .literal(.int(lag))),
            Setting("observations", .literal(.int(observations))),
        ])
    }
}
