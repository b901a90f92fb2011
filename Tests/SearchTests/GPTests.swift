import Foundation
import StudyModel
import Testing

@testable import Search

/// What the gp sampler promises besides its numbers.
@Suite struct GPTests {
    private func job(
        _ domains: [Domain], startup: Int = 6, lag: Int = 1, seed: UInt64 = 1
    ) -> Job {
        SearchTests.job(
            domains, sampler: GPSettings(startup: startup, lag: lag).spec, seed: seed, trials: 60)
    }

    private static let unit = Domain.float(FloatDomain(low: 0, high: 1))

    /// The best of a search's first trials.
    private func best(
        _ job: Job, count: Int, _ value: @escaping ([Double]) -> Double
    ) throws -> Double {
        let found = try search(job, count: count) { configuration in
            .complete(metrics: [
                "validation_loss": value(configuration.entries.map { $0.value.number ?? 0 })
            ])
        }
        return found.map { value($0.entries.map { $0.value.number ?? 0 }) }.min() ?? .infinity
    }

    @Test("A smooth minimum is found to a thirtieth of the range within 25 trials")
    func smooth() throws {
        for seed: UInt64 in 1...3 {
            let best = try best(job([Self.unit, Self.unit], seed: seed), count: 25) {
                ($0[0] - 0.31) * ($0[0] - 0.31) + ($0[1] - 0.72) * ($0[1] - 0.72)
            }
            #expect(best < 1e-3, "seed \(seed)")
        }
    }

    @Test("A minimum at the end of a range is found")
    func edge() throws {
        let best = try best(job([Self.unit, Self.unit]), count: 20) { $0[0] + (1 - $0[1]) }
        #expect(best < 0.01)
    }

    @Test("Choices without an order, ordered choices and whole numbers are found together")
    func mixed() throws {
        let domains: [Domain] = [
            .categorical([.text("a"), .text("b"), .text("c"), .text("d")]),
            .categorical([8, 1, 4, 2].map { .int($0) }), .int(IntDomain(low: 0, high: 30)),
            Self.unit,
        ]
        let values = ["a": 0.4, "b": 0.2, "c": 0.0, "d": 0.6]
        func value(_ configuration: Configuration) -> Double {
            guard case .text(let name)? = configuration["p0"],
                let size = configuration["p1"]?.number, let count = configuration["p2"]?.number,
                let share = configuration["p3"]?.number
            else { return .infinity }
            return (values[name] ?? 1) + abs(size - 4) / 8 + (count - 17) * (count - 17) / 900
                + (share - 0.4) * (share - 0.4)
        }
        let found = try search(job(domains, startup: 8), count: 45) {
            .complete(metrics: ["validation_loss": value($0)])
        }
        #expect((found.map(value).min() ?? 1) < 0.005)
    }

    @Test("Without any result that differs, trials still differ from one another")
    func constant() throws {
        for outcome in [
            TrialOutcome.complete(metrics: ["validation_loss": 1]),
            .complete(metrics: ["validation_loss": .nan]), .failed(reason: "no"),
            .complete(metrics: ["validation_loss": .infinity]),
        ] {
            let found = try search(job([Self.unit, choice(3)]), count: 14) { _ in outcome }
            #expect(Set(found).count == 14)
        }
    }

    @Test("Failed trials are avoided, and huge values don't hide small differences")
    func failures() throws {
        let found = try search(job([Self.unit, Self.unit]), count: 40) { configuration in
            let x = configuration.entries.map { $0.value.number ?? 0 }
            if x[0] > 0.6 { return .failed(reason: "too large") }
            let value = x[1] > 0.5 ? 1e30 * x[1] : (x[0] - 0.5) * (x[0] - 0.5) + x[1]
            return .complete(metrics: ["validation_loss": value])
        }
        let late = found.suffix(20).map { $0.entries.map { $0.value.number ?? 0 } }
        #expect(late.count { $0[0] > 0.6 } <= 6)
        let values = late.map { (x: [Double]) -> Double in
            let distance = x[0] - 0.5
            return distance * distance + x[1]
        }
        let best = try #require(values.min())
        #expect(best < 0.01)
    }

    @Test("A maximised metric is found as its negative is when minimised")
    func direction() throws {
        var maximised = job([Self.unit, choice(4)])
        maximised.metric.direction = .maximize
        func value(_ configuration: Configuration) -> Double {
            configuration.entries.reduce(0) { $0 + ($1.value.number ?? 0) }
        }
        let up = try search(maximised, count: 20) {
            .complete(metrics: ["validation_loss": value($0)])
        }
        let down = try search(job([Self.unit, choice(4)]), count: 20) {
            .complete(metrics: ["validation_loss": -value($0)])
        }
        #expect(up == down)
    }

    @Test("Concurrent trials keep apart")
    func concurrent() throws {
        let found = try search(job([Self.unit, Self.unit], lag: 8), count: 40) { configuration in
            let x = configuration.entries.map { $0.value.number ?? 0 }
            return .complete(metrics: ["validation_loss": (x[0] - 0.5) * (x[0] - 0.5) + x[1]])
        }
        let points = found.map { $0.entries.map { $0.value.number ?? 0 } }
        for (first, a) in points.enumerated() {
            for b in points[(first + 1)...].prefix(7) {
                #expect(hypot(a[0] - b[0], a[1] - b[1]) > 1e-6)
            }
        }
    }

    @Test("No more results than `observations` are used: the best half and the newest")
    func window() throws {
        var sampler = try GPSampler(
            space: SearchSpace([Parameter(name: "x", domain: Self.unit)]),
            metric: Metric(name: "m"), seed: 1,
            settings: GPSettings(startup: 100, lag: 1, observations: 10))
        for trial in 0..<100 {
            _ = sampler.suggest(trial: trial)
            sampler.tell(Score(Double(trial)), at: 0, trial: trial)
        }
        let known = sampler.observations(before: 100, isWide: true)
        #expect(known.trials == [0, 1, 2, 3, 4, 95, 96, 97, 98, 99])
        #expect(known.values.map(\.count) == [10])
        #expect(zip(known.values[0], known.values[0].dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("An inactive parameter is as far from each of its values, or nearly")
    func conditions() throws {
        var space = SearchSpace([
            Parameter(name: "kind", domain: .categorical([.text("a"), .text("b")])),
            Parameter(name: "number", domain: Self.unit),
            Parameter(name: "choice", domain: choiceOfTexts),
        ])
        for place in [1, 2] {
            space.parameters[place].condition = Condition([.init("kind", [.text("b")])])
        }
        let gaussian = GaussianSpace(space)
        #expect(gaussian.columns.map(\.scale) == [0, 1, 1, 2])
        let inactive = try #require(
            gaussian.point(of: Configuration([.init("kind", .text("a"))])))
        let rows = [0.0, 0.5, 1].map { number in
            gaussian.row(of: gaussian.masked([1, number, 2]))
        }
        let own = gaussian.row(of: inactive)
        for row in rows {
            let squared =
                (row[1] - own[1]) * (row[1] - own[1]) + (row[2] - own[2])
                * (row[2] - own[2])
            #expect(squared >= 0.25 && squared <= 0.5)
            #expect(row[3] != own[3])
        }
        // Hidden values don't count.
        #expect(gaussian.row(of: gaussian.masked([0, 0.3, 1])) == own)
        #expect(gaussian.configuration(of: [0, 0.3, 1]).entries.count == 1)
    }

    private var choiceOfTexts: Domain { .categorical(["x", "y", "z"].map { .text($0) }) }

    @Test("Warped values keep the order, and the worse ones only that")
    func warping() {
        let numbers: [Double?] = [1, 1.5, 2, 4, 8, 1e9, nil, nil]
        func warped(first: Int) -> [Double] {
            OutputWarping.values(
                numbers.enumerated().map {
                    OutputWarping.Result(
                        value: $1, rank: min($0, 6), isFirst: $0 >= first)
                })
        }
        for first in [8, 4] {
            let values = warped(first: first)
            #expect(zip(values, values.dropFirst()).dropLast().allSatisfy { $0 < $1 })
            #expect(values[6] == values[7])
            #expect(abs(values.reduce(0, +)) < 1e-12)
            let squares = values.map { (value: Double) -> Double in value * value }
            #expect(abs(squares.reduce(0, +) / 8 - 1) < 1e-12)
        }
        #expect(warped(first: 8)[6] - warped(first: 8)[5] < 1)
        // Half of the distance between best and median, enlarged: log(1 + 0.5 / 6) / log 1.5.
        let half = warped(first: 8)
        let share = (half[1] - half[0]) / (half[3] - half[0])
        let expected: Double = log(1 + 0.5 * 0.5 / 3) / log(1.5)
        #expect(abs(share - expected) < 1e-12)
        // The median of the first trials is 1e9, so all numbers keep their distances.
        let whole = warped(first: 4)
        #expect((whole[4] - whole[0]) / (whole[5] - whole[0]) < 1e-7)
    }

    @Test("A quasi-Newton search finds the minimum of Rosenbrock's function, inside and at bounds")
    func quasiNewton() throws {
        func rosenbrock(_ x: [Double]) -> QuasiNewton.Evaluation? {
            let (bend, slope) = (x[1] - x[0] * x[0], 1 - x[0])
            return (
                100 * bend * bend + slope * slope, [-400 * bend * x[0] - 2 * slope, 200 * bend]
            )
        }
        for (high, expected) in [(2.0, [1.0, 1.0]), (0.5, [0.5, 0.25])] {
            let search = QuasiNewton(
                bounds: [-2...high, -2...2], steps: 200, tolerance: 1e-9, leastGain: 0)
            let found = try #require(search.minimum(from: [-1.2, 1], of: rosenbrock))
            #expect(abs(found.point[0] - expected[0]) < 1e-6)
            #expect(abs(found.point[1] - expected[1]) < 1e-6)
        }
    }
}
