package import StudyModel

/// Settings of the NSGA-II sampler.
package struct NSGA2Settings: Sendable, Hashable {
    /// The trials of a generation, and the parents of the next one.
    package var population: Int
    /// The probability that a trial's parents are crossed.
    package var crossover: Double
    /// The distribution index of the crossover.
    package var crossoverIndex: Double
    /// The probability that a parameter is changed; nil for one over the number of parameters.
    package var mutation: Double?
    /// The distribution index of the mutation.
    package var mutationIndex: Double
    /// The last `lag` - 1 trials before a generation may still run when it is bred.
    ///
    /// The next generation uses their results.
    package var lag: Int

    package init(
        population: Int = 24, crossover: Double = 0.9, crossoverIndex: Double = 15,
        mutation: Double? = nil, mutationIndex: Double = 20, lag: Int = 1
    ) {
        self.population = population
        self.crossover = crossover
        self.crossoverIndex = crossoverIndex
        self.mutation = mutation
        self.mutationIndex = mutationIndex
        self.lag = lag
    }
}

extension NSGA2Settings {
    static let rules = [
        SettingRule("population", .int(4...10_000), .value(.int(NSGA2Settings().population))),
        SettingRule(
            "crossover", .float(.wholeShare), .value(.float(NSGA2Settings().crossover))),
        SettingRule(
            "crossover_index", .float(.atLeastZero),
            .value(.float(NSGA2Settings().crossoverIndex))),
        SettingRule(
            "mutation", .float(.wholeShare),
            .derived("1 / d, for d parameters that vary")),
        SettingRule(
            "mutation_index", .float(.atLeastZero),
            .value(.float(NSGA2Settings().mutationIndex))),
        SettingRule("lag", .int(1...1_000_000), .value(.int(NSGA2Settings().lag))),
    ]

    /// The settings of a job's sampler; missing ones have their defaults.
    init(_ spec: SamplerSpec) {
        self.init()
        population = spec.int("population") ?? population
        crossover = spec.number("crossover") ?? crossover
        crossoverIndex = spec.number("crossover_index") ?? crossoverIndex
        mutation = spec.number("mutation")
        mutationIndex = spec.number("mutation_index") ?? mutationIndex
        lag = spec.int("lag") ?? lag
    }

    /// The description of a sampler with these settings.
    package var spec: SamplerSpec {
        SamplerKind.nsga2.spec(
            [
                Setting("population", .literal(.int(population))),
                Setting("crossover", .literal(.float(crossover))),
                Setting("crossover_index", .literal(.float(crossoverIndex))),
                Setting("mutation_index", .literal(.float(mutationIndex))),
                Setting("lag", .literal(.int(lag))),
            ] + (mutation.map { [Setting("mutation", .literal(.float($0)))] } ?? []))
    }
}
