import Foundation
import StudyModel
import Testing

@testable import Search

/// The distribution after each generation against the package cmaes (`Scripts/goldens_cmaes.py`).
@Suite struct CMAESGoldenTests {
    struct File: Decodable {
        var runs: [Run]
    }

    struct Run: Decodable, CustomTestStringConvertible {
        var dimensions: Int
        var population: Int
        var cells: [Int]
        var mean: [Double]
        var generations: [Generation]

        var testDescription: String { "\(dimensions) dimensions, cells \(cells)" }
    }

    struct Generation: Decodable {
        var points: [[Double]]
        var mean: [Double]
        var sigma: Double
        var covariance: [Double]
        var sigmaPath: [Double]
        var covariancePath: [Double]
        var factors: [Double]
    }

    private static let runs: [Run] = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/cma-es.json")
        guard let data = try? Data(contentsOf: url) else { return [] }
        return (try? JSONDecoder().decode(File.self, from: data))?.runs ?? []
    }()

    @Test("The file has runs")
    func file() { #expect(Self.runs.count == 8) }

    @Test("The same ranked points give the same distribution", arguments: runs)
    func updates(_ golden: Run) throws {
        let rates = AdaptationRates(dimensions: golden.dimensions, population: golden.population)
        var state = CovarianceAdaptation(rates: rates, mean: golden.mean, sigma: 0.3)
        var margin = Margin(rates: rates)
        let floats = golden.dimensions - golden.cells.count
        let domains: [Domain] =
            Array(repeating: .float(FloatDomain(low: 0, high: 1)), count: floats)
            + golden.cells.map { .int(IntDomain(low: 1, high: $0)) }
        let axes = domains.compactMap(EvolutionAxis.init)
        for (number, generation) in golden.generations.enumerated() {
            state.update(generation.points)
            for (place, axis) in axes.enumerated() {
                guard let limits = axis.limits(around: state.mean[place]) else { continue }
                margin.correct(&state, place, limits: limits)
            }
            let pairs = [
                (state.mean, generation.mean), ([state.sigma], [generation.sigma]),
                (state.covariance, generation.covariance),
                (state.sigmaPath, generation.sigmaPath),
                (state.covariancePath, generation.covariancePath),
                (margin.factors, generation.factors),
            ]
            for (place, (found, expected)) in pairs.enumerated() {
                #expect(found.count == expected.count)
                for (found, expected) in zip(found, expected) {
                    #expect(
                        abs(found - expected) <= 1e-9 * max(1, abs(expected)),
                        "generation \(number), number \(place)")
                }
            }
        }
    }

    @Test("The usual population is 4 + ⌊3 ln d⌋")
    func population() {
        let found = [1, 2, 5, 10, 40, 100].map {
            AdaptationRates.usualPopulation(dimensions: $0)
        }
        #expect(found == [4, 6, 8, 10, 15, 17])
    }
}
