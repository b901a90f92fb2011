import Foundation
import StudyModel
import Testing

@testable import Search

/// The TPE sampler's densities against Optuna's.
@Suite("Parzen estimators agree with Optuna") struct TPEGoldenTests {
    struct File: Decodable {
        var optuna: String
        var cases: [Case]
    }

    struct Case: Decodable, CustomTestStringConvertible {
        var name: String
        var direction: Metric.Direction
        var space: [String: GoldenDomain]
        var running: Int
        var trials: [[GoldenValue]]
        var values: [Double]
        var good: [Int]
        var points: [[GoldenValue]]
        var goodLogDensities: [Double]
        var badLogDensities: [Double]

        var testDescription: String { "\(name), \(trials.count) trials" }
    }

    struct GoldenDomain: Decodable {
        var type: String?
        var low: Double?
        var high: Double?
        var log: Bool?
        var step: Double?
        var choices: [String]?

        var domain: Domain {
            let distribution: Distribution = log == true ? .logUniform : .uniform
            if let choices { return .categorical(choices.map { .text($0) }) }
            let (low, high) = (low ?? 0, high ?? 0)
            if type == "int" {
                return .int(IntDomain(low: Int(low), high: Int(high), distribution: distribution))
            }
            return .float(
                FloatDomain(low: low, high: high, distribution: distribution, step: step))
        }
    }

    enum GoldenValue: Decodable {
        case number(Double)
        case text(String)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let number = try? value.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try value.decode(String.self))
            }
        }

        func value(in domain: Domain) -> ParameterValue {
            switch (self, domain) {
            case (.text(let text), _): .text(text)
            case (.number(let number), .int): .int(Int(number))
            case (.number(let number), _): .float(number)
            }
        }
    }

    private static let cases: [Case] = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/tpe.json")
        guard let data = try? Data(contentsOf: url),
            let file = try? JSONDecoder().decode(File.self, from: data)
        else { return [] }
        return file.cases
    }()

    /// Names in the order in which the cases list values.
    private static let order = ["x", "dimension", "l2", "optimizer", "rate", "units", "share"]

    @Test("The file has cases")
    func file() { #expect(Self.cases.count > 30) }

    @Test("Good trials, and both densities at other points", arguments: cases)
    func densities(_ golden: Case) throws {
        let names = Self.order.filter { golden.space[$0] != nil }
        let domains = names.compactMap { golden.space[$0]?.domain }
        let space = SearchSpace(zip(names, domains).map { Parameter(name: $0, domain: $1) })
        let metric = Metric(name: "value", direction: golden.direction)
        var sampler = try TPESampler(
            space: space, metric: metric, seed: 1,
            settings: TPESettings(startup: 0, lag: golden.running + 1))
        for (number, trial) in golden.trials.enumerated() {
            sampler.restore(configuration(trial, names, domains), trial: number)
            guard number < golden.values.count else { continue }
            sampler.tell(Score(golden.values[number]), at: 0, trial: number)
        }

        let parted = sampler.observations(before: golden.trials.count)
        let parzen = domains.map { ParzenDomain($0) }
        func entries(_ row: [GoldenValue]) throws -> [Double] {
            try zip(parzen, zip(row, domains)).map {
                try #require($0.entry(of: $1.0.value(in: $1.1)))
            }
        }
        let goodRows = parted.good.trials.indices.map { number in
            parted.good.parameters.map { $0.entries[number] }
        }
        #expect(goodRows == (try golden.good.map { try entries(golden.trials[$0]) }))
        #expect(parted.bad.trials.count == golden.trials.count - golden.good.count)

        let good = ParzenEstimator(parzen, parted.good)
        let bad = ParzenEstimator(parzen, parted.bad)
        for (index, point) in golden.points.enumerated() {
            let row = try entries(point)
            let found = (good.logDensity(at: row), bad.logDensity(at: row))
            #expect(isNear(found.0, golden.goodLogDensities[index]), "good at \(row)")
            #expect(isNear(found.1, golden.badLogDensities[index]), "bad at \(row)")
        }
    }

    private func configuration(
        _ values: [GoldenValue], _ names: [String], _ domains: [Domain]
    ) -> Configuration {
        Configuration(names.indices.map { .init(names[$0], values[$0].value(in: domains[$0])) })
    }

    private func isNear(_ found: Double, _ expected: Double) -> Bool {
        abs(found - expected) <= 1e-9 * max(1, abs(expected))
    }
}
