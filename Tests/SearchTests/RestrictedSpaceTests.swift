import Portable
import StudyModel
import Testing

@testable import Search

/// Spaces with conditions, constraints and rules for repeats.
@Suite struct RestrictedSpaceTests {
    private static let line = Domain.float(FloatDomain(low: 0, high: 1))
    private static let switches = Domain.categorical([.text("a"), .text("b")])

    private func space(_ domains: [Domain], _ constraints: [String] = []) throws -> SearchSpace {
        SearchSpace(
            domains.enumerated().map { Parameter(name: "p\($0)", domain: $1) },
            constraints: try constraints.map { try Constraint($0) })
    }

    private func job(
        _ space: SearchSpace, _ sampler: SamplerSpec = .random, repeats: RepeatRule? = nil
    ) -> Job {
        Job(
            study: "s", objective: .null, metric: Metric(name: "validation_loss"),
            sampler: sampler, trials: 100, seed: 3, columns: [], space: space, repeats: repeats)
    }

    @Test("Draws in a constrained space are those of the whole space that fulfil the constraints")
    func distribution() throws {
        let space = try space([Self.line, Self.line], ["p0 + p1 <= 0.5"])
        let found = try configurations(job(space), count: 4_000)
        let sums = found.map {
            ($0.entries[0].value.number ?? 2) + ($0.entries[1].value.number ?? 2)
        }
        #expect(sums.allSatisfy { $0 <= 0.5 })
        // In a triangle the sum has density 2 s / 0.25: its mean is 1/3.
        let mean = sums.reduce(0, +) / 4_000
        #expect(abs(mean - 1.0 / 3) < 0.01, "\(mean)")
    }

    @Test("A trial's first draw is the same with and without a constraint that it fulfils")
    func counters() throws {
        let free = try configurations(job(try space([Self.line, Self.line])), count: 50)
        let bound = try configurations(
            job(try space([Self.line, Self.line], ["p0 >= p1"])), count: 50)
        var kept = 0
        for (a, b) in zip(free, bound) where (a["p0"]?.number ?? 0) >= (a["p1"]?.number ?? 0) {
            #expect(a == b)
            kept += 1
        }
        #expect(kept > 10)
    }

    @Test("A space without configurations is refused, with the constraint that excludes most")
    func empty() throws {
        let space = try space(
            [.int(IntDomain(low: 1, high: 9)), Self.line], ["p1 >= 0.5", "p0 > 9", "p1 < 0.9"])
        for sampler in SamplerKind.all.map(\.name) where sampler != "grid" {
            #expect {
                _ = try StudySampler(job: job(space, SamplerSpec(sampler)))
            } throws: { error in
                if case .noConfiguration(1, "p0 > 9", 10_000, 10_000)? = error as? SearchError {
                    return true
                }
                return false
            }
        }
    }

    @Test("A single configuration in a large grid is found")
    func needle() throws {
        let wide = Domain.int(IntDomain(low: 1, high: 300))
        let space = try space([wide, wide], ["p0 + p1 == 600"])
        var sampler = try StudySampler(job: job(space))
        let only = Configuration([.init("p0", .int(300)), .init("p1", .int(300))])
        #expect(sampler.suggest(trial: 0) == only && sampler.suggest(trial: 1) == only)
        let never = try StudySampler(job: job(space, repeats: .never))
        #expect(never.limit == 1)
    }

    @Test("An initial configuration that no draw completes is refused")
    func initial() throws {
        var job = job(try space([Self.line, Self.line], ["p0 + p1 <= 0.5"]))
        job.initial = [Configuration([.init("p0", .float(0.4))])]
        #expect(throws: Never.self) { try StudySampler(job: job) }
        job.initial.append(Configuration([.init("p1", .float(0.75))]))
        #expect(throws: SearchError.excludedInitial(1)) { try StudySampler(job: job) }
    }

    // MARK: Conditions

    /// A branch of two numbers and one of a choice, below a choice that comes last.
    private var branches: SearchSpace {
        let isA = Condition([.init("p3", [.text("a")])])
        let isB = Condition([.init("p3", [.text("b")])])
        return SearchSpace([
            Parameter(name: "p0", domain: .int(IntDomain(low: 1, high: 5)), condition: isA),
            Parameter(
                name: "p1", domain: .float(FloatDomain(low: 0, high: 1, step: 0.25)),
                condition: isA),
            Parameter(name: "p2", domain: choice(3), condition: isB),
            Parameter(name: "p3", domain: Self.switches),
            Parameter(name: "p4", domain: .int(IntDomain(low: 0, high: 3))),
        ])
    }

    @Test("A grid has each active combination once, in the order of nested loops")
    func grid() throws {
        let sampler = try StudySampler(job: job(branches, .grid))
        #expect(sampler.limit == (25 + 3) * 4)
        let found = try configurations(job(branches, .grid), count: 112)
        #expect(Set(found).count == 112)
        // Inactive parameters count as the first value: the first rows vary the last parameters.
        #expect(
            found[0..<8].map { "\($0)" } == (0..<4).map { "p0=1 p1=0.0 p3=a p4=\($0)" }
                + (0..<4).map { "p2=0 p3=b p4=\($0)" })
        #expect(branches.configurationCount == 112)
    }

    @Test("Random search finds each active combination of a finite space once per round")
    func rounds() throws {
        let found = try configurations(job(branches), count: 224)
        #expect(Set(found[..<112]).count == 112 && Set(found[112...]).count == 112)
    }

    @Test("The density of TPE sums to 1 over all branches", arguments: 0..<10)
    func density(seed: Int) throws {
        let space = branches
        let drawable = DrawableSpace(space)
        let rows = try #require(drawable.rows)
        let all = try #require(drawable.listing(limit: 1_000)).map {
            drawable.configuration(of: rows.digits(of: $0))
        }
        var history = ParzenHistory(space)
        let generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
        for index in 0..<seed * 4 {
            history.append(all[generator.uniform(below: all.count, index: index)])
        }
        let observed = history.split(Array(repeating: true, count: history.count)).marked
        let density = ParzenEstimator(history.domains, observed)
        var points = ParzenHistory(space)
        for configuration in all { points.append(configuration) }
        let total = (0..<points.count).reduce(0.0) {
            $0 + PortableMath.exp(density.logDensity(at: points.row(of: $1) ?? []))
        }
        #expect(abs(total - 1) < 1e-9, "\(total)")
    }

    @Test("TPE learns which branch is good, and the values in it")
    func branchLearning() throws {
        let isA = Condition([.init("p0", [.text("a")])])
        let isB = Condition([.init("p0", [.text("b")])])
        let space = SearchSpace([
            Parameter(name: "p0", domain: Self.switches),
            Parameter(name: "x", domain: Self.line, condition: isA),
            Parameter(name: "y", domain: Self.line, condition: isB),
        ])
        let found = try search(job(space, TPESettings(lag: 1).spec), count: 80) { configuration in
            let x = configuration["x"]?.number.map { ($0 - 0.3) * ($0 - 0.3) }
            let y = configuration["y"]?.number.map { 0.5 + $0 }
            return .complete(metrics: ["validation_loss": x ?? y ?? 9])
        }
        let late = found[40...].compactMap { $0["x"]?.number }
        #expect(late.count > 30)
        #expect(late.count { abs($0 - 0.3) < 0.1 } > late.count / 2)
    }

    @Test("TPE takes trials that are not feasible for worse, however good their metric is")
    func feasible() throws {
        var job = job(try space([Self.line]), TPESettings(lag: 1).spec)
        job.metric.feasible = [try OutcomeConstraint("memory <= 0.5")]
        let found = try search(job, count: 80) { configuration in
            let x = configuration["p0"]?.number ?? 0
            return .complete(metrics: ["validation_loss": -x, "memory": x])
        }
        #expect(found[40...].count { ($0["p0"]?.number ?? 1) <= 0.5 } > 20)
        #expect(found[40...].count { abs(($0["p0"]?.number ?? 0) - 0.45) < 0.1 } > 20)
    }

    @Test("A changed member of a population has its active parameters, and fulfils constraints")
    func exploration() throws {
        var space = branches
        space.constraints = [try Constraint("p0 + p4 <= 6"), try Constraint("p0 + p1 >= 1.25")]
        let exploration = Exploration(
            of: space.parameters.map(\.name), in: space, factor: 1.5, resample: 0.3)
        var member = try configurations(job(space), count: 1)[0]
        var seen: Set<Int> = []
        for step in 0..<300 {
            let generator = SeededGenerator(seed: 1, trial: step, purpose: .exploration)
            let changed = exploration.changed(member, generator)
            #expect(space.misplaced(in: changed) == nil)
            for constraint in space.constraints {
                #expect(constraint.isFulfilled(by: changed), "\(changed)")
            }
            #expect(exploration.changed(member, generator) == changed)
            seen.insert(changed.entries.count)
            member = changed
        }
        #expect(seen == [3, 4])
    }

    // MARK: Repeats and numbers

    @Test("With `always` draws repeat; in a continuous space `never` changes nothing")
    func repeats() throws {
        let small = try space([choice(4)])
        let always = try configurations(job(small, repeats: .always), count: 4)
        #expect(Set(always).count < 4)
        let usual = try configurations(job(small), count: 4)
        #expect(Set(usual).count == 4)
        let line = try space([Self.line])
        #expect(
            try configurations(job(line, repeats: .never), count: 50)
                == configurations(job(line), count: 50))
    }

    @Test("Ints of 64 bits are exact", arguments: SamplerKind.all.map(\.name))
    func wide(_ sampler: String) throws {
        for (low, high) in [(Int.min, -2), (0, .max - 1), ((1 << 53) + 1, (1 << 53) + 9)] {
            if sampler == "grid", high - low > 100 { continue }
            let space = try space([.int(IntDomain(low: low, high: high)), choice(9)])
            let found = try search(job(space, SamplerSpec(sampler)), count: 60) { configuration in
                .complete(metrics: ["validation_loss": configuration["p0"]?.number ?? 0])
            }
            var odd = 0
            for configuration in found {
                guard case .int(let number)? = configuration["p0"] else { continue }
                #expect(low <= number && number <= high)
                odd += number & 1
            }
            if ["random", "grid"].contains(sampler) { #expect((10...50).contains(odd)) }
        }
    }
}
