import Portable
import StudyModel
import Testing

@testable import Search

/// What the cma-es sampler promises besides its updates.
@Suite struct CMAESTests {
    private static let mixed: [Domain] = [
        .float(FloatDomain(low: 1e-5, high: 0.1, distribution: .logUniform)),
        .int(IntDomain(low: 2, high: 9)), .categorical([.text("a"), .text("b"), .text("c")]),
        .float(FloatDomain(low: -1, high: 1)),
        .float(
            FloatDomain(
                low: 0, high: .greatestFiniteMagnitude,
                distribution: .normal(mean: 1e-5, deviation: 1e-4))),
        .int(IntDomain(low: 1, high: 1_000, distribution: .logNormal(mean: 4, deviation: 1))),
        .float(FloatDomain(low: 0, high: 1, step: 0.25)), .categorical([.int(7)]),
        .categorical([.float(0.5), .int(0), .float(0.1)]), .float(FloatDomain(low: 2, high: 2)),
    ]

    private func job(
        _ domains: [Domain], seed: UInt64 = 1, settings: CMAESSettings = CMAESSettings()
    ) -> Job {
        SearchTests.job(domains, sampler: settings.spec, seed: seed)
    }

    private func complete(_ value: Double) -> TrialOutcome {
        .complete(metrics: ["validation_loss": value])
    }

    /// Lowest where every number is 0.3 and every other choice is the first.
    private func loss(_ configuration: Configuration) -> Double {
        configuration.entries.reduce(0) { total, entry in
            guard let number = entry.value.number else {
                return total + (entry.value == .text("a") ? 0 : 0.1)
            }
            return total + (number - 0.3) * (number - 0.3)
        }
    }

    /// The number of trials until a value is below `target`; `count` if there is none.
    private func trials(
        _ job: Job, below target: Double, of count: Int, value: ([Double]) -> Double
    ) throws -> Int {
        func numbers(_ configuration: Configuration) -> [Double] {
            configuration.entries.compactMap { $0.value.number }
        }
        let tried = try search(job, count: count) { complete(value(numbers($0))) }
        return tried.firstIndex { value(numbers($0)) < target } ?? count
    }

    private static let settings = [
        CMAESSettings(), CMAESSettings(startup: 5, population: 6, restarts: .bipop, lag: 3),
        CMAESSettings(population: 4, sigma: 0.1, restarts: .none, lag: 8),
    ]

    @Test("Configurations are the same in whatever order trials end", arguments: settings)
    func anyOrder(settings: CMAESSettings) throws {
        let job = job(Self.mixed, seed: 9, settings: settings)
        let generator = SeededGenerator(seed: 9, purpose: .tests)
        let expected = try search(job, count: 60) { complete(loss($0)) }
        for run in 0..<3 {
            var draws = 0
            let tried = try search(
                job, count: 60,
                pick: { count in
                    draws += 1
                    return generator.uniform(below: count, epoch: run, index: draws)
                }, outcome: { complete(loss($0)) })
            #expect(tried == expected)
        }
        #expect(Set(expected).count == 60)
    }

    @Test(
        "A study that continues after any number of trials gets the same configurations",
        arguments: settings, [mixed, [Domain](mixed[5...6]) + [.int(IntDomain(low: 0, high: 3))]])
    func restore(settings: CMAESSettings, domains: [Domain]) throws {
        let job = job(domains, seed: 3, settings: settings)
        let expected = try search(job, count: 50) { complete(loss($0)) }
        for cut in 0..<50 {
            var resumed = try StudySampler(job: job)
            for configuration in expected[..<cut] { resumed.restore(configuration) }
            for (trial, configuration) in expected[..<cut].enumerated().reversed() {
                resumed.tell(complete(loss(configuration)), trial: trial)
            }
            for trial in cut..<50 {
                #expect(resumed.suggest(trial: trial) == expected[trial], "\(trial) after \(cut)")
                resumed.tell(complete(loss(expected[trial])), trial: trial)
            }
        }
    }

    @Test("A generation waits for the results of the last one's population, and for no others")
    func generations() throws {
        for lag in [1, 4] {
            let settings = CMAESSettings(population: 6, lag: lag)
            var sampler = try StudySampler(job: job(Self.mixed, settings: settings))
            #expect(sampler.concurrency == 5 + lag)
            let first = (0..<5 + lag).map { sampler.suggest(trial: $0) }
            #expect(!sampler.isReady)
            for trial in (1..<6).reversed() {
                sampler.tell(complete(loss(first[trial])), trial: trial)
                #expect(!sampler.isReady)
            }
            sampler.tell(complete(loss(first[0])), trial: 0)
            for trial in 5 + lag..<10 + 2 * lag {
                #expect(sampler.isReady)
                _ = sampler.suggest(trial: trial)
            }
            #expect(!sampler.isReady)
        }
    }

    @Test("The sphere in 5 dimensions: below 1e-9 of its range in 700 trials", arguments: 0..<5)
    func sphere(seed: Int) throws {
        let space: [Domain] = (0..<5).map { _ in .float(FloatDomain(low: -5, high: 5)) }
        let used = try trials(job(space, seed: UInt64(seed)), below: 1e-7, of: 1_000) {
            $0.reduce(0) { $0 + ($1 - 1) * ($1 - 1) }
        }
        #expect(used < 700, "\(used) trials")
    }

    @Test("Rosenbrock's valley in 4 dimensions: below 1e-6 in 6,000 trials", arguments: 0..<5)
    func rosenbrock(seed: Int) throws {
        let space: [Domain] = (0..<4).map { _ in .float(FloatDomain(low: -2, high: 2)) }
        let used = try trials(job(space, seed: UInt64(seed)), below: 1e-6, of: 6_000) { x in
            (0..<3).reduce(0) { total, i in
                let (bend, slope) = (x[i + 1] - x[i] * x[i], 1 - x[i])
                return total + 100 * bend * bend + slope * slope
            }
        }
        #expect(used < 6_000, "\(used) trials")
    }

    @Test("An optimum at the ends of all parameters is found", arguments: 0..<3)
    func ends(seed: Int) throws {
        let space: [Domain] = (0..<4).map { _ in .float(FloatDomain(low: 0, high: 1)) }
        let used = try trials(job(space, seed: UInt64(seed)), below: 0.01, of: 500) {
            $0.reduce(0, +)
        }
        #expect(used < 500, "\(used) trials")
    }

    /// Ellipsoid and one-max: Hamano et al., GECCO 2022, section 5.
    @Test("Whole numbers do not get stuck: all bits and all floats are found", arguments: 0..<5)
    func bits(seed: Int) throws {
        let space: [Domain] =
            (0..<5).map { _ in .float(FloatDomain(low: -1, high: 1)) }
            + (0..<5).map { _ in .int(IntDomain(low: 0, high: 1)) }
        let used = try trials(job(space, seed: UInt64(seed)), below: 1e-6, of: 4_000) { x in
            let bits = 5 - x[5...].reduce(0, +)
            return bits
                + (0..<5).reduce(0) { $0 + pow(10, Double($1)) * (x[$1] - 0.2) * (x[$1] - 0.2) }
        }
        #expect(used < 4_000, "\(used) trials")
    }

    private func pow(_ base: Double, _ exponent: Double) -> Double {
        PortableMath.exp(exponent * PortableMath.log(base))
    }

    @Test("A wide whole number is found to the unit beside floats, on a log scale too")
    func ints() throws {
        let space: [Domain] = [
            .int(IntDomain(low: 0, high: 999)),
            .int(IntDomain(low: 1, high: 4_096, distribution: .logUniform)),
            .float(FloatDomain(low: 0, high: 1)),
        ]
        for seed in UInt64(0)..<5 {
            let used = try trials(job(space, seed: seed), below: 1e-4, of: 2_500) { x in
                abs(x[0] - 617) / 100 + abs(x[1] - 37) / 10 + (x[2] - 0.4) * (x[2] - 0.4)
            }
            #expect(used < 2_500, "\(used) trials")
        }
    }

    @Test("A finite space is gone through without repeats, round after round", arguments: 0..<10)
    func rounds(seed: Int) throws {
        let domains = [choice(3), .int(IntDomain(low: 2, high: 9, step: 2)), choice(2)]
        let tried = try search(job(domains, seed: UInt64(seed)), count: 48) { complete(loss($0)) }
        #expect(Set(tried[..<24]).count == 24)
        #expect(Set(tried[24...]).count == 24)
    }

    @Test("Without a number to change, and where every trial fails, it continues at random")
    func degenerate() throws {
        let texts = [Domain.categorical([.text("a"), .text("b"), .text("c")]), choice(1)]
        #expect(Set(try search(job(texts), count: 3) { complete(loss($0)) }).count == 3)
        let tried = try search(job(Self.mixed), count: 40) { _ in .failed(reason: "no") }
        #expect(Set(tried).count == 40)
        let wide = Array(repeating: Domain.float(FloatDomain(low: 0, high: 1)), count: 1_001)
        #expect(
            throws: SearchError.tooManyParameters(sampler: "cma-es", found: 1_001, most: 1_000)
        ) {
            try StudySampler(job: job(wide))
        }
        let flat = try search(job([.float(FloatDomain(low: 0, high: 1))]), count: 500) { _ in
            complete(1)
        }
        #expect(Set(flat).count == 500)
    }

    @Test("Failed trials, and those without a number, rank last")
    func failures() throws {
        let x = Domain.float(FloatDomain(low: 0, high: 3))
        let tried = try search(job([x, x], seed: 5), count: 120) { configuration in
            let number = configuration.entries[0].value.number ?? 0
            if number < 1 { return .failed(reason: "diverged") }
            return complete(number < 2 ? .nan : abs(number - 2.5))
        }
        let later = tried[60...].compactMap { $0.entries[0].value.number }
        #expect(later.count { $0 >= 2 } > 50)
    }

    @Test("A maximised metric is searched upwards, a best startup trial is where it begins")
    func directions() throws {
        var job = job(
            [.float(FloatDomain(low: 0, high: 1)), .float(FloatDomain(low: 0, high: 1))],
            settings: CMAESSettings(startup: 10, sigma: 0.05))
        job.metric.direction = .maximize
        let tried = try search(job, count: 60) {
            complete($0.entries.reduce(0) { $0 + ($1.value.number ?? 0) })
        }
        let sums = tried.map { $0.entries.reduce(0) { $0 + ($1.value.number ?? 0) } }
        let best = sums[..<10].max() ?? 0
        #expect(sums[10..<14].allSatisfy { abs($0 - best) < 0.4 })
        #expect(sums[50...].allSatisfy { $0 > 1.7 })
    }

    @Test("With a scheduler, trials that got further rank before the others")
    func scheduler() throws {
        let x = Domain.float(FloatDomain(low: 0, high: 1))
        var job = job([x, x], settings: CMAESSettings(population: 6))
        job.epochs = 9
        job.trials = 240
        job.scheduler = try #require(SchedulerKind.named("asha")).spec([
            Setting("cohort", .literal(.int(6))), Setting("min_epochs", .literal(.int(3))),
        ])
        // Pruned trials have small values at the stop, which the update must not prefer.
        func search(pruned value: (Int) -> Double) throws -> [Configuration] {
            var sampler = try StudySampler(job: job)
            var tried: [Configuration] = []
            while tried.count < job.trials {
                let cohort = (0..<6).map { tried.count + $0 }
                for trial in cohort { tried.append(sampler.suggest(trial: trial)) }
                let sums = cohort.map { trial in
                    tried[trial].entries.reduce(0) { $0 + ($1.value.number ?? 0) }
                }
                let bound = sums.sorted()[2]
                for (trial, sum) in zip(cohort, sums) {
                    let isKept = sum < bound
                    let early = isKept ? 5 + sum : value(trial) + sum
                    sampler.paused(trial, at: 3, ["validation_loss": early])
                    if isKept {
                        sampler.tell(complete(5 + sum), trial: trial)
                    } else {
                        sampler.pruned(trial)
                    }
                }
            }
            return tried
        }
        let tried = try search { _ in 0 }
        #expect(try search { _ in 10 } == tried)
        let late = tried[200...].map { $0.entries.reduce(0) { $0 + ($1.value.number ?? 0) } }
        #expect(late.allSatisfy { $0 < 0.6 })
    }

    @Test("Text choices are drawn at random and are named")
    func independent() throws {
        let sampler = try StudySampler(job: job(Self.mixed))
        #expect(sampler.independentParameters == ["p2"])
        let tried = try search(job(Self.mixed), count: 300) { complete(loss($0)) }
        for text in ["a", "b", "c"] {
            let share = tried[150...].count { $0.entries[2].value == .text(text) }
            #expect((25...75).contains(share), "\(text): \(share) of 150")
        }
    }

    @Test("IPOP doubles the population; BIPOP runs small populations for as many trials")
    func restarts() {
        var ipop = RestartPlan(.ipop, population: 8)
        let populations = (0..<4).map { _ in
            let continues = ipop.next(after: 100, fractions: (0.5, 0.5))
            #expect(continues)
            return ipop.run.population
        }
        #expect(populations == [16, 32, 64, 128])

        var bipop = RestartPlan(.bipop, population: 8)
        var runs: [RestartPlan.Run] = []
        for trials in [100, 500, 100, 100, 100, 100, 1_000] {
            let continues = bipop.next(after: trials, fractions: (0.9, 0.5))
            #expect(continues)
            runs.append(bipop.run)
        }
        #expect(runs.map(\.population) == [16, 8, 8, 8, 8, 32, 14])
        #expect(runs.map { abs($0.stepFactor - 0.1) < 1e-12 } == runs.map { $0.stepFactor != 1 })

        var none = RestartPlan(.none, population: 8)
        let continues = none.next(after: 100, fractions: (0.5, 0.5))
        #expect(!continues)
    }

    @Test("Coordinates and values of an axis are each other's inverse")
    func axes() throws {
        for domain in Self.mixed {
            let drawable = DrawableDomain(domain)
            guard drawable.count != 1, let axis = EvolutionAxis(domain) else { continue }
            for step in 1..<40 {
                let value = axis.value(at: Double(step) / 40)
                let coordinate = try #require(axis.coordinate(of: value))
                if axis.cells == nil { #expect(abs(coordinate - Double(step) / 40) < 1e-9) }
                #expect(axis.value(at: coordinate) == value || axis.cells == nil)
            }
        }
        let mirrored = [-0.1, 1.1, 2.3, -1.2, 0.4].map(EvolutionAxis.mirrored)
        #expect(zip(mirrored, [0.1, 0.9, 0.3, 0.8, 0.4]).allSatisfy { abs($0 - $1) < 1e-12 })
        // Numbers that are listed as choices are in ascending order.
        let axis = try #require(EvolutionAxis(Self.mixed[8]))
        let values = [0.1, 0.5, 0.9].map { axis.value(at: $0) }
        #expect(values == [.int(0), .float(0.1), .float(0.5)])
    }

    /// Studies on record depend on these.
    @Test("The configurations of a seed stay what they are")
    func pinned() throws {
        let tried = try search(
            job(Array(Self.mixed[..<4]), seed: 2020), count: 22
        ) { complete(loss($0)) }
        #expect(tried[20...].map(\.description) == Self.pinnedConfigurations)
    }

    private static let pinnedConfigurations = [
        "p0=0.02187944163886758 p1=2 p2=c p3=0.719457955870797",
        "p0=0.0036471880894700954 p1=6 p2=a p3=-0.4124092818364784",
    ]
}
