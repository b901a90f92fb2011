import Foundation
import Portable
import StudyModel
import Testing

@testable import Search

@Suite struct NSGA2Tests {
    private static let metric = Metric(name: "a", others: [.init(name: "b")])

    private static func job(
        _ domains: [Domain], _ settings: NSGA2Settings, metric: Metric = metric, seed: UInt64 = 1
    ) -> Job {
        var job = SearchTests.job(domains, sampler: settings.spec, seed: seed, trials: 10_000)
        job.metric = metric
        return job
    }

    /// ZDT1 of Zitzler, Deb and Thiele (2000), whose front is b = 1 - √a.
    private static func zdt1(_ configuration: Configuration) -> TrialOutcome {
        let x = configuration.entries.map { $0.value.number ?? 0 }
        let g = 1 + 9 * x.dropFirst().reduce(0, +) / Double(x.count - 1)
        return .complete(metrics: ["a": x[0], "b": g * (1 - (x[0] / g).squareRoot())])
    }

    private static let unit = Domain.float(FloatDomain(low: 0, high: 1))

    /// The share of the box up to (1.1, 1.1) that the first trials dominate.
    private static func volume(_ found: [Configuration]) -> Double {
        let points = found.compactMap { configuration -> [Double]? in
            guard case .complete(let metrics) = zdt1(configuration) else { return nil }
            return [metrics["a"] ?? 0, metrics["b"] ?? 0]
        }
        return Hypervolume.of(points, reference: [1.1, 1.1])
    }

    @Test("It comes near the front of ZDT1, where random search does not", arguments: [1, 2, 3])
    func converges(_ seed: UInt64) throws {
        let domains = Array(repeating: Self.unit, count: 6)
        let learnt = try search(
            Self.job(domains, NSGA2Settings(), seed: seed), count: 600, outcome: Self.zdt1)
        var random = Self.job(domains, NSGA2Settings(), seed: seed)
        random.sampler = .random
        let drawn = try search(random, count: 600, outcome: Self.zdt1)
        // The front itself has 0.8767. The package pymoo comes to 0.5 to 0.74.
        #expect(Self.volume(learnt) > 0.6)
        #expect(Self.volume(drawn) < 0.4)
    }

    @Test("TPE comes near the front of ZDT1 too", arguments: [1, 2])
    func motpe(_ seed: UInt64) throws {
        var job = Self.job(Array(repeating: Self.unit, count: 4), NSGA2Settings(), seed: seed)
        job.sampler = TPESettings(lag: 4).spec
        let found = try search(job, count: 150, outcome: Self.zdt1)
        // Random search comes to 0.11 at most.
        #expect(Self.volume(found) > 0.35)
    }

    @Test("One objective is searched too")
    func single() throws {
        let job = Self.job(
            Array(repeating: Self.unit, count: 4), NSGA2Settings(), metric: Metric(name: "a"))
        func loss(_ configuration: Configuration) -> Double {
            configuration.entries.reduce(0) {
                $0 + (($1.value.number ?? 0) - 0.3) * (($1.value.number ?? 0) - 0.3)
            }
        }
        let found = try search(job, count: 600) { .complete(metrics: ["a": loss($0)]) }
        #expect((found.map(loss).min() ?? 1) < 1e-3)
        #expect(Set(found).count == found.count)
    }

    @Test("The parents are the best trials of all that are known")
    func elitist() throws {
        let settings = NSGA2Settings(population: 10, lag: 3)
        let space = SearchSpace(
            (0..<3).map { Parameter(name: "p\($0)", domain: Self.unit) })
        var sampler = try NSGA2Sampler(
            space: space, metric: Self.metric, seed: 9, settings: settings)
        var entries: [RankedFronts.Entry] = []
        for trial in 0..<60 {
            let needed = sampler.resultsNeeded(for: trial)[0]
            #expect(needed == (trial < 10 ? 0 : trial / 10 * 10 - 2))
            let configuration = sampler.suggest(trial: trial)
            guard case .complete(let metrics) = Self.zdt1(configuration) else { continue }
            let score = Self.metric.score(of: metrics)
            sampler.tell(score, at: 0, trial: trial)
            if let entry = Self.metric.entry(of: score, trial: trial, level: 0) {
                entries.append(entry)
            }
            guard needed > 0 else { continue }
            let first = RankedFronts(entries.prefix(needed)).allFronts[0].map(\.trial)
            let isWhole = first.count <= 10
            #expect(Set(sampler.parents).isSubset(of: first) || isWhole)
            #expect(!isWhole || Set(first).isSubset(of: sampler.parents))
        }
        #expect(sampler.concurrency == 12)
    }

    @Test("Failed trials, and those that miss a condition, are no parents while others are")
    func infeasible() throws {
        var metric = Self.metric
        metric.feasible = [try OutcomeConstraint("b <= 3")]
        let settings = NSGA2Settings(population: 8)
        let job = Self.job([Self.unit, Self.unit, Self.unit], settings, metric: metric)
        let found = try search(job, count: 80) { configuration in
            guard (configuration.entries[0].value.number ?? 0) < 0.5 else {
                return .failed(reason: "too large")
            }
            return Self.zdt1(configuration)
        }
        let late = found.suffix(40).count { ($0.entries[0].value.number ?? 1) < 0.5 }
        #expect(late > 25)
        // Without any result it draws at random.
        let none = try search(job, count: 30) { _ in .failed(reason: "always") }
        #expect(Set(none).count == 30)
    }

    @Test("A small finite space is searched without repeats, and then again")
    func finite() throws {
        let job = Self.job([choice(4), choice(5)], NSGA2Settings(population: 4))
        let found = try search(job, count: 40) {
            .complete(metrics: [
                "a": $0.entries[0].value.number ?? 0, "b": $0.entries[1].value.number ?? 0,
            ])
        }
        #expect(Set(found.prefix(20)).count == 20 && Set(found.suffix(20)).count == 20)
    }
}
