import Foundation
import StudyModel
import Testing

@testable import Reporting

/// What Optuna says of made-up trials: Goldens/importance.json, by Scripts/goldens_importance.py.
private struct OptunaGoldens: Decodable {
    struct Case: Decodable {
        struct Parameter: Decodable {
            var name: String
            var kind: String
            var low: Double?
            var high: Double?
            var step: Double?
            var log: Bool?
            var choices: [DocumentValue]?
        }

        struct Trial: Decodable {
            var values: [String: DocumentValue]
            var value: Double?
        }

        var name: String
        var direction: Metric.Direction
        var parameters: [Parameter]
        var trials: [Trial]
        var pedAnova: [String: Double]
        var fanova: [String: Double]?
    }

    var cases: [Case]

    static func load() throws -> [Case] {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Goldens/importance.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(OptunaGoldens.self, from: Data(contentsOf: url)).cases
    }
}

extension OptunaGoldens.Case {
    var space: SearchSpace {
        SearchSpace(
            parameters.map { parameter in
                let distribution: Distribution = parameter.log == true ? .logUniform : .uniform
                let (low, high) = (parameter.low ?? 0, parameter.high ?? 0)
                let domain: Domain =
                    switch parameter.kind {
                    case "float":
                        .float(
                            FloatDomain(
                                low: low, high: high, distribution: distribution,
                                step: parameter.step))
                    case "int":
                        .int(
                            IntDomain(
                                low: Int(low), high: Int(high), distribution: distribution,
                                step: Int(parameter.step ?? 1)))
                    default:
                        .categorical((parameter.choices ?? []).map { Self.number($0.value) })
                    }
                return StudyModel.Parameter(name: parameter.name, domain: domain)
            })
    }

    /// JSON has one kind of number: here all are floats.
    private static func number(_ value: ParameterValue) -> ParameterValue {
        value.number.map { .float($0) } ?? value
    }

    var job: Job {
        Job(
            study: "golden", objective: .null,
            metric: Metric(name: "value", direction: direction), trials: trials.count,
            columns: [], space: space)
    }

    /// Trials without a value have failed to give a finite one.
    var studyTrials: [StudyModel.Trial] {
        trials.enumerated().map { number, trial in
            let entries = parameters.compactMap { parameter in
                trial.values[parameter.name].map {
                    Configuration.Entry(parameter.name, Self.number($0.value))
                }
            }
            return StudyModel.Trial(
                number: number, configuration: Configuration(entries), state: .complete,
                metrics: ["value": trial.value ?? .infinity])
        }
    }

    /// The complete trials' places and losses.
    var table: (parameters: [AnalysedParameter], values: [[Double?]], losses: [Double]) {
        let complete = studyTrials.filter { Ranking.value(of: $0, job.metric) != nil }
        let sign = direction == .minimize ? 1.0 : -1
        let parameters = space.parameters.map { AnalysedParameter($0, trials: complete) }
        return (
            parameters,
            parameters.map { parameter in
                complete.map { parameter.place(of: $0.configuration[parameter.name]) }
            },
            complete.compactMap { $0.metrics["value"].map { $0 * sign } }
        )
    }
}

@Suite("Parameter importance")
struct ImportanceTests {
    @Test("is Optuna's, by PED-ANOVA, to ten digits")
    func pedAnova() throws {
        let cases = try OptunaGoldens.load()
        #expect(cases.count >= 10)
        for golden in cases {
            let (parameters, values, losses) = golden.table
            let isBest = PEDAnova.best(of: losses)
            for (index, parameter) in parameters.enumerated() {
                let ours = PEDAnova(of: parameter, values: values[index])
                    .importance(isBest: isBest)
                let theirs = try #require(golden.pedAnova[parameter.name])
                #expect(
                    abs(ours - theirs) <= 1e-10 * max(theirs, 1e-3),
                    "\(golden.name), \(parameter.name): \(ours), \(theirs) by Optuna")
            }
        }
    }

    @Test("is Optuna's, by fANOVA, as nearly as two forests can agree")
    func functionalANOVA() throws {
        var compared = 0
        for golden in try OptunaGoldens.load() {
            // Forests of a dozen trials agree in nothing.
            guard let theirs = golden.fanova, golden.trials.count >= 50 else { continue }
            let (parameters, values, losses) = golden.table
            let forest = try #require(
                FunctionalANOVA(parameters: parameters, values: values, losses: losses, seed: 1))
            let ours = forest.shares()
            for (name, share) in theirs {
                let difference = abs((ours[name] ?? 0) - share)
                #expect(difference < 0.1, "\(golden.name), \(name): \(ours[name] ?? 0), \(share)")
            }
            compared += 1
        }
        #expect(compared == 7)
    }

    @Test("by fANOVA does not depend on the unit and the zero of the metric")
    func unitAndZero() throws {
        let golden = try #require(try OptunaGoldens.load().first { $0.trials.count >= 50 })
        let (parameters, values, losses) = golden.table
        func shares(_ factor: Double, _ offset: Double) throws -> [String: Double] {
            let forest = FunctionalANOVA(
                parameters: parameters, values: values,
                losses: losses.map { factor * $0 + offset }, seed: 1)
            return try #require(forest).shares()
        }
        let plain = try shares(1, 0)
        #expect(!plain.isEmpty)
        for (factor, offset) in [(1, 1e6), (1e-200, 0), (1e160, 0), (1e-3, 1e3)] {
            let other = try shares(factor, offset)
            for (name, share) in plain {
                #expect(
                    abs((other[name] ?? .nan) - share) < 0.01,
                    "\(name) times \(factor) plus \(offset): \(other), \(plain)")
            }
        }
    }
}
