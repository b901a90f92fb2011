package import StudyModel

/// Settings of the CMA-ES sampler.
package struct CMAESSettings: Sendable, Hashable {
    /// What follows a run that has converged.
    package enum Restarts: String, Sendable, CaseIterable {
        case ipop
        case bipop
        case none
    }

    /// Trials drawn at random before the first generation, whose mean is the best of them.
    package var startup: Int
    /// The trials of a generation; nil for 4 + ⌊3 ln d⌋ in d dimensions.
    package var population: Int?
    /// The first standard deviation, in the unit cube.
    package var sigma: Double
    package var restarts: Restarts
    /// Trials of a generation beyond its population, and one.
    ///
    /// They are drawn while the last results of the population are awaited, so that at least `lag`
    /// trials can run at any time. The update does not use them.
    package var lag: Int

    package init(
        startup: Int = 0, population: Int? = nil, sigma: Double = 0.3, restarts: Restarts = .ipop,
        lag: Int = 1
    ) {
        self.startup = startup
        self.population = population
        self.sigma = sigma
        self.restarts = restarts
        self.lag = lag
    }
}

extension CMAESSettings {
    static let rules = [
        SettingRule("startup", .int(0...1_000_000), .value(.int(CMAESSettings().startup))),
        SettingRule(
            "population", .int(4...10_000),
            .derived("4 + the integer part of 3 ln d, for d parameters that vary")),
        SettingRule("sigma", .float(.positiveShare), .value(.float(CMAESSettings().sigma))),
        SettingRule(
            "restarts", .text(Restarts.allCases.map(\.rawValue)),
            .value(.text(CMAESSettings().restarts.rawValue))),
        SettingRule("lag", .int(1...1_000_000), .value(.int(CMAESSettings().lag))),
    ]

    /// The settings of a job's sampler; missing ones have their defaults.
    init(_ spec: SamplerSpec) {
        self.init()
        startup = spec.int("startup") ?? startup
        population = spec.int("population")
        sigma = spec.number("sigma") ?? sigma
        lag = spec.int("lag") ?? lag
        if case .text(let name)? = spec["restarts"], let known = Restarts(rawValue: name) {
            restarts = known
        }
    }

    /// The description of a sampler with these settings.
    package var spec: SamplerSpec {
        SamplerKind.cmaES.spec(
            [
                Setting("startup", .literal(.int(startup))),
                Setting("sigma", .literal(.float(sigma))),
                Setting("restarts", .literal(.text(restarts.rawValue))),
                Setting("lag", .literal(.int(lag))),
            ] + (population.map { [Setting("population", .literal(.int($0)))] } ?? []))
    }
}
