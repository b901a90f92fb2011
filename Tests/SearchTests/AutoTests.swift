import StudyModel
import Testing

@testable import Search

/// What the auto sampler chooses.
@Suite struct AutoTests {
    private static let unit = Domain.float(FloatDomain(low: 0, high: 1))
    private static let texts = Domain.categorical([.text("a"), .text("b")])

    private func chosen(_ job: Job) -> String {
        AutoChoice(job, job.space, lag: 4).samplers.map { $0.turns.text($0.spec.type) }.joined()
    }

    private func job(_ domains: [Domain]) -> Job {
        SearchTests.job(domains, sampler: SamplerKind.auto.spec(), trials: 40)
    }

    @Test("The space decides")
    func space() throws {
        let later = ", then cma-es from trial \(AutoChoice.switchTrial)"
        #expect(chosen(job([Self.unit, choice(4)])) == "gp" + later)
        #expect(chosen(job([Self.unit, Self.texts])) == "gp")
        #expect(
            chosen(job([Self.texts, choice(1), Self.texts]))
                == "gp, and tpe for one trial in 2 from trial 21")
        #expect(chosen(job(Array(repeating: Self.unit, count: 80))) == "cma-es")
        #expect(chosen(job(Array(repeating: Self.texts, count: 80))) == "tpe")
        #expect(chosen(job([choice(1)])) == "random")
        var conditional = job([Self.texts, Self.unit])
        conditional.space.parameters[1].condition = Condition([.init("p0", [.text("a")])])
        #expect(chosen(conditional) == "gp")
        var several = job([Self.unit, Self.texts])
        several.metric.others = [.init(name: "cost")]
        #expect(chosen(several) == "gp, then nsga2 from trial 300")
        several.space.parameters[0].prior = ParameterPrior(.float(0.5))
        #expect(chosen(several) == "tpe, then nsga2 from trial 300")
        var many = job(Array(repeating: Self.unit, count: 80))
        many.metric.others = [.init(name: "cost")]
        #expect(chosen(many) == "tpe, then nsga2 from trial 300")
        var known = job([Self.unit, Self.unit])
        known.space.parameters[1].prior = ParameterPrior(.float(0.5))
        #expect(chosen(known) == "tpe")
        var population = job([Self.unit])
        population.scheduler = SchedulerKind.pbt.spec([Setting("interval", .literal(.int(1)))])
        #expect(chosen(population) == "qmc")
    }

    @Test("It says what it chose and why; other samplers say nothing")
    func explanation() throws {
        let text = try #require(try StudySampler(job: job([Self.texts])).explanation)
        #expect(
            text
                == "gp, and tpe for one trial in 2 from trial 21, because 1 parameter is few "
                + "enough for a model of all of them, and no values have an order")
        var several = job([Self.unit, Self.texts])
        several.metric.others = [.init(name: "cost")]
        #expect(
            try StudySampler(job: several).explanation
                == "gp, then nsga2 from trial 300, because there are 2 objectives, and "
                + "2 parameters are few enough for a model of each")
        #expect(try StudySampler(job: SearchTests.job([Self.unit])).explanation == nil)
    }

    @Test("It draws what the chosen sampler does")
    func same() throws {
        let outcome: (Configuration) -> TrialOutcome = {
            .complete(metrics: ["validation_loss": $0.entries[0].value.number ?? 0])
        }
        let own = job([Self.unit, Self.texts])
        var other = own
        other.sampler = GPSettings().spec
        #expect(
            try search(own, count: 16, outcome: outcome)
                == search(other, count: 16, outcome: outcome))
    }

    @Test("Of choices without an order, every other trial is TPE's")
    func turns() throws {
        let six = Domain.categorical((0..<6).map { .text("v\($0)") })
        let own = job(Array(repeating: six, count: 5))
        let outcome: (Configuration) -> TrialOutcome = { configuration in
            let matches = configuration.entries.count { $0.value == .text("v2") }
            return .complete(metrics: ["validation_loss": 5 - Double(matches)])
        }
        let found = try search(own, count: 40, outcome: outcome)
        for kind in [SamplerKind.gp, .tpe] {
            var other = own
            other.sampler = kind.spec()
            let draws = try draws(of: other, after: found, outcome)
            for trial in 21..<found.count {
                let isTurn = (trial - 21).isMultiple(of: 2) == (kind.name == "tpe")
                if isTurn { #expect(draws[trial] == found[trial], "trial \(trial)") }
            }
        }
    }

    /// What a sampler draws as each trial, given all trials before it.
    private func draws(
        of job: Job, after found: [Configuration], _ outcome: (Configuration) -> TrialOutcome
    ) throws -> [Configuration] {
        var sampler = try StudySampler(job: job)
        return found.enumerated().map { trial, configuration in
            var other = sampler
            let drawn = other.suggest(trial: trial)
            sampler.restore(configuration)
            sampler.tell(outcome(configuration), trial: trial)
            return drawn
        }
    }

    @Test("A later sampler has learnt from the trials of the earlier one, also after a restart")
    func stages() throws {
        let space = SearchSpace(
            [0, 1].map { Parameter(name: "p\($0)", domain: Self.unit) })
        func fresh() throws -> AutoSampler {
            AutoSampler(
                [
                    .init(
                        turns: .all, kind: "qmc",
                        sampler: try QMCSampler(space: space, seed: 3, settings: QMCSettings())),
                    .init(
                        turns: .init(first: 20), kind: "cma-es",
                        sampler: try CMAESSampler(
                            space: space, metric: Metric(name: "m"), seed: 3,
                            settings: CMAESSettings(startup: 20, sigma: 0.05))),
                ], because: "")
        }
        func value(_ configuration: Configuration) -> Double {
            configuration.entries.reduce(0) { sum, entry in
                let distance = (entry.value.number ?? 0) - 0.3
                return sum + distance * distance
            }
        }
        func run(resumedAfter resumed: Int) throws -> [Configuration] {
            var sampler = try fresh()
            var found: [Configuration] = []
            var told = 0
            for trial in 0..<40 {
                if trial == resumed {
                    sampler = try restored(fresh(), found, value)
                    told = trial
                }
                while sampler.resultsNeeded(for: trial).contains(where: { $0 > told }) {
                    sampler.tell(Score(value(found[told])), at: 0, trial: told)
                    told += 1
                    sampler.passed([told])
                }
                found.append(sampler.suggest(trial: trial))
            }
            return found
        }
        let whole = try run(resumedAfter: 40)
        #expect(try run(resumedAfter: 26) == whole)
        #expect(try run(resumedAfter: 12) == whole)
        // The first generation lies around the best of the first trials.
        let best = try #require(whole.prefix(20).min { value($0) < value($1) })
        for configuration in whole[20..<26] {
            for (entry, start) in zip(configuration.entries, best.entries) {
                let step = (entry.value.number ?? 9) - (start.value.number ?? 0)
                #expect(abs(step) < 0.3)
            }
        }
    }

    private func restored(
        _ sampler: AutoSampler, _ found: [Configuration], _ value: (Configuration) -> Double
    ) throws -> AutoSampler {
        var sampler = sampler
        for (trial, configuration) in found.enumerated() {
            sampler.restore(configuration, trial: trial)
        }
        for (trial, configuration) in found.enumerated() {
            sampler.tell(Score(value(configuration)), at: 0, trial: trial)
        }
        sampler.passed([found.count])
        return sampler
    }
}
