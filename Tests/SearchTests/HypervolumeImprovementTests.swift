import Foundation
import Portable
import StudyModel
import Testing

@testable import Search

/// The expected hypervolume improvement against BoTorch (`Scripts/goldens_ehvi.py`).
@Suite struct HypervolumeImprovementTests {
    struct File: Decodable {
        var cases: [Case]
    }

    struct Case: Decodable, CustomTestStringConvertible {
        struct Prediction: Decodable {
            var means: [Double]
            var deviations: [Double]
            var logarithm: Double
            var byMean: [Double]
            var byDeviation: [Double]
        }

        var front: [[Double]]
        var reference: [Double]
        var predictions: [Prediction]

        var testDescription: String { "\(front.count) points, \(reference.count) objectives" }
        var boxes: NondominatedBoxes { NondominatedBoxes(front: front, reference: reference) }
    }

    private static let cases: [Case] = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/ehvi.json")
        guard let data = try? Data(contentsOf: url) else { return [] }
        return (try? JSONDecoder().decode(File.self, from: data).cases) ?? []
    }()

    @Test func filesAreThere() { #expect(Self.cases.count == 6) }

    @Test("Values and slopes are BoTorch's", arguments: cases)
    func goldens(_ golden: Case) {
        let goal = HypervolumeImprovement(processes: [], boxes: golden.boxes)
        for expected in golden.predictions {
            let predictions = zip(expected.means, expected.deviations).map {
                GaussianProcess.Prediction(mean: $0, variance: $1 * $1)
            }
            #expect(abs(goal.logarithm(predictions) - expected.logarithm) < 1e-9)
            let (value, byMean, byDeviation) = goal.logarithmAndSlopes(predictions)
            #expect(value == goal.logarithm(predictions))
            for (own, theirs) in zip(byMean, expected.byMean) {
                #expect(abs(own - theirs) < 1e-8 * max(1, abs(theirs)))
            }
            for (own, theirs) in zip(byDeviation, expected.byDeviation) {
                #expect(abs(own - theirs) < 1e-8 * max(1, abs(theirs)))
            }
        }
    }

    @Test(
        "A point that is not dominated lies in one box, a dominated one in none", arguments: cases)
    func boxes(_ golden: Case) {
        let boxes = golden.boxes
        let generator = SeededGenerator(seed: 5, trial: 0, purpose: .sampling)
        for number in 0..<2_000 {
            let point = golden.reference.indices.map {
                1.2 * generator.uniform(step: number, index: $0) - 0.2
            }
            let isWanted =
                zip(point, golden.reference).allSatisfy { $0 < $1 }
                && !golden.front.contains { zip($0, point).allSatisfy { $0 <= $1 } }
            let holders = boxes.sides.count { box in
                box.enumerated().allSatisfy { objective, side in
                    let levels = boxes.levels[objective]
                    return point[objective] >= levels[side.lower]
                        && point[objective] < levels[side.upper]
                }
            }
            #expect(holders == (isWanted ? 1 : 0))
        }
    }

    @Test("Slopes by a row's numbers are those of differences")
    func slopes() throws {
        let boxes = NondominatedBoxes(front: [[-0.5, 0.3], [0.2, -0.4]], reference: [1, 1])
        let goal = HypervolumeImprovement(
            processes: [try process(shift: 0), try process(shift: 1)], boxes: boxes)
        for row in [[0.3, 0.6], [0.9, 0.1], [0.5, 0.5]] {
            let (value, slopes) = goal.logarithmAndSlopes(at: row)
            #expect(abs(value - goal.logarithms(at: [row])[0]) < 1e-9)
            for column in row.indices {
                var (low, high) = (row, row)
                low[column] -= 1e-5
                high[column] += 1e-5
                let values = goal.logarithms(at: [low, high])
                #expect(abs((values[1] - values[0]) / 2e-5 - slopes[column]) < 1e-5)
            }
        }
    }

    private func process(shift: Int) throws -> GaussianProcess {
        let columns = [0, 1].map { InputColumn(kind: .number, scale: $0) }
        var inputs = ModelInputs(columns: columns)
        for point in [[0.1, 0.2], [0.8, 0.7], [0.4, 0.9], [0.6, 0.3]] { inputs.append(point) }
        let values = [-0.5, 1.2, 0.3, -0.9]
        return try #require(
            GaussianProcess(
                Hyperparameters(logarithms: [1.2, 2.0, 0.1, -5]), inputs,
                values: values.indices.map { values[($0 + shift) % values.count] }, room: 4))
    }

    @Test("Where nothing can be improved, the logarithm is finite")
    func underflow() {
        let boxes = NondominatedBoxes(front: [[0, 0]], reference: [1, 1])
        let goal = HypervolumeImprovement(processes: [], boxes: boxes)
        let far = GaussianProcess.Prediction(mean: 1e9, variance: 1e-12)
        let (value, byMean, _) = goal.logarithmAndSlopes([far, far])
        #expect(value.isFinite)
        #expect(byMean.allSatisfy { $0.isFinite })
    }
}
