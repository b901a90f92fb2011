import Foundation
import StudyModel
import Testing

@testable import Search

/// Gaussian processes against scikit-learn, SciPy and mpmath (`Scripts/goldens_gp.py`).
@Suite struct GaussianGoldenTests {
    struct File: Decodable {
        var cases: [Case]
        /// z, log h(z) and its slope.
        var improvements: [[Double]]
    }

    struct Case: Decodable, CustomTestStringConvertible {
        struct Fit: Decodable {
            var logarithms: [Double]
            var value: Double
        }

        var name: String
        /// The number of choices of each parameter, 0 for numbers.
        var choices: [Int]
        var points: [[Double]]
        var values: [Double]
        var logarithms: [Double]
        var covariance: [[Double]]
        var negativeLogarithm: Double
        var gradient: [Double]
        var asked: [[Double]]
        var means: [Double]
        var variances: [Double]
        var mostProbable: Fit

        var testDescription: String { name }
        var parameters: Hyperparameters { Hyperparameters(logarithms: logarithms) }

        var inputs: ModelInputs {
            var inputs = ModelInputs(
                columns: choices.enumerated().map {
                    InputColumn(kind: $1 == 0 ? .number : .category, scale: $0)
                })
            for point in points { inputs.append(point) }
            return inputs
        }

        func process() throws -> GaussianProcess {
            try #require(GaussianProcess(parameters, inputs, values: values, room: 8))
        }
    }

    private static let file: File? = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/gp.json")
        guard let data = try? Data(contentsOf: url) else { return nil }
        return try? JSONDecoder().decode(File.self, from: data)
    }()

    private static let cases = file?.cases ?? []

    @Test("The file has cases")
    func complete() {
        #expect(Self.cases.count == 3)
        #expect(Self.file?.improvements.count == 17)
    }

    @Test("The covariance matrix is scikit-learn's", arguments: cases)
    func covariance(_ golden: Case) throws {
        let (inputs, parameters) = (golden.inputs, golden.parameters)
        var factor = CholeskyFactor(capacity: golden.points.count)
        for (row, expected) in golden.covariance.enumerated() {
            let isPositive = factor.append(Array(expected.prefix(row)), diagonal: expected[row])
            #expect(isPositive)
        }
        // The process's own factor, through what it predicts without values.
        let weights = inputs.weights(parameters)
        for (row, expected) in golden.covariance.enumerated() {
            inputs.forDistances(
                to: golden.points[row], weights, blocks: inputs.blockCount
            ) { block, distances in
                let correlations = MaternKernel.correlation(distances)
                for lane in 0..<8 where block * 8 + lane < expected.count {
                    let column = block * 8 + lane
                    guard column != row else { continue }
                    let own = Hyperparameters.level + parameters.scale * correlations[lane]
                    #expect(abs(own - expected[column]) < 1e-12)
                }
            }
        }
        // L Lᵀ is the matrix, and the inverse is one.
        let inverse = factor.inverse()
        let count = factor.count
        for row in 0..<count {
            for column in 0...row {
                let product = (0...column).reduce(0) { $0 + factor[row, $1] * factor[column, $1] }
                #expect(abs(product - golden.covariance[row][column]) < 1e-12)
                let unit = (0..<count).reduce(0) { sum, place in
                    let (high, low) = (max(place, column), min(place, column))
                    return sum + golden.covariance[row][place] * inverse[high * count + low]
                }
                #expect(abs(unit - (row == column ? 1 : 0)) < 1e-9)
            }
        }
    }

    @Test("The likelihood and its gradient are scikit-learn's", arguments: cases)
    func likelihood(_ golden: Case) throws {
        let likelihood = MarginalLikelihood(inputs: golden.inputs, values: golden.values)
        let found = try #require(likelihood.negativeLogarithm(golden.parameters))
        #expect(abs(found.value - golden.negativeLogarithm) < 1e-8)
        #expect(found.gradient.count == golden.gradient.count)
        for (own, expected) in zip(found.gradient, golden.gradient) {
            #expect(abs(own - expected) < 1e-7 * max(1, abs(expected)))
        }
    }

    @Test("Predictions are scikit-learn's, alone and in a group", arguments: cases)
    func predictions(_ golden: Case) throws {
        let process = try golden.process()
        let together = process.predictions(at: golden.asked)
        for (place, point) in golden.asked.enumerated() {
            #expect(abs(together[place].mean - golden.means[place]) < 1e-9)
            #expect(abs(together[place].variance - golden.variances[place]) < 1e-9)
            let alone = process.predictions(at: [point])[0]
            #expect(alone.mean == together[place].mean)
            #expect(alone.variance == together[place].variance)
        }
    }

    @Test("A prediction's slopes are those of finite differences", arguments: cases)
    func slopes(_ golden: Case) throws {
        var process = try golden.process()
        process.believe(golden.asked[1])
        let point = golden.asked[0]
        let (prediction, mean, variance) = process.predictionAndSlopes(at: point)
        let same = process.predictions(at: [point])[0]
        #expect(abs(prediction.mean - same.mean) < 1e-10)
        #expect(abs(prediction.variance - same.variance) < 1e-10)
        for column in golden.choices.indices where golden.choices[column] == 0 {
            let step = 1e-5
            let ends = [-step, step].map { change in
                var moved = point
                moved[column] += change
                return moved
            }
            let found = process.predictions(at: ends)
            #expect(
                abs((found[1].mean - found[0].mean) / (2 * step) - mean[column]) < 1e-5)
            #expect(
                abs((found[1].variance - found[0].variance) / (2 * step) - variance[column]) < 1e-5)
        }
    }

    @Test("A fit is at least as probable as SciPy's best of many starts", arguments: cases)
    func fit(_ golden: Case) throws {
        let found = try #require(
            GaussianFit.hyperparameters(golden.inputs, values: golden.values))
        let likelihood = MarginalLikelihood(inputs: golden.inputs, values: golden.values)
        let prior = HyperparameterPrior(scales: golden.choices.count)
        func value(_ parameters: Hyperparameters) throws -> Double {
            let fit = try #require(likelihood.negativeLogarithm(parameters))
            return fit.value + prior.penalty(parameters).value
        }
        let theirs = Hyperparameters(logarithms: golden.mostProbable.logarithms)
        #expect(abs(try value(theirs) - golden.mostProbable.value) < 1e-6)
        #expect(try value(found) < golden.mostProbable.value + 0.01)
    }

    @Test("The expected improvement's logarithm and slope are mpmath's")
    func improvement() throws {
        for row in Self.file?.improvements ?? [] {
            let (value, slope) = ExpectedImprovement.logarithmAndSlope(row[0])
            #expect(abs(value - row[1]) <= 1e-12 * max(1, abs(row[1])), "z = \(row[0])")
            #expect(abs(slope - row[2]) <= 1e-11 * max(1, abs(row[2])), "z = \(row[0])")
        }
    }

    @Test("A believed point keeps the mean, and lowers the variance as a value there would")
    func belief() throws {
        let golden = try #require(Self.cases.last)
        var process = try golden.process()
        let before = process.predictions(at: golden.asked)
        process.believe(golden.asked[0])
        let after = process.predictions(at: golden.asked)
        var inputs = golden.inputs
        inputs.append(golden.asked[0])
        let told = try #require(
            GaussianProcess(
                golden.parameters, inputs, values: golden.values + [before[0].mean], room: 1))
        for (place, expected) in told.predictions(at: golden.asked).enumerated() {
            #expect(abs(after[place].mean - before[place].mean) < 1e-12)
            #expect(abs(after[place].variance - expected.variance) < 1e-10)
            #expect(abs(after[place].mean - expected.mean) < 1e-9)
        }
        #expect(after[0].variance < 0.1 * before[0].variance)
    }

    @Test("A matrix that is not positive definite is refused, and the factor stays as it was")
    func refused() {
        var factor = CholeskyFactor(capacity: 3)
        let added = [
            factor.append([], diagonal: 4), factor.append([6], diagonal: 9),
            factor.append([2], diagonal: 5),
        ]
        #expect(added == [true, false, true])
        #expect(factor.count == 2)
        #expect(factor[1, 0] == 1 && factor[1, 1] == 2)
        // 4 times 5 less 2 times 2.
        #expect(abs(factor.logDeterminant - log(16)) < 1e-15)
    }
}
