import Foundation
import Models
import Testing

@testable import Analysis

@Suite("The scores of a classifier") struct ClassificationTests {
    private let golden: [String: [[Double]]]

    init() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/classification.txt")
        var rows: [String: [[Double]]] = [:]
        var name = ""
        for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n") {
            if line.first?.isLetter == true {
                name = String(line)
            } else {
                rows[name, default: []].append(line.split(separator: " ").map { Double($0)! })
            }
        }
        golden = rows
    }

    /// The samples of Scripts/goldens_evaluation.py.
    private static let classification: Classification = {
        let classes = 7
        var labels: [Int] = []
        var logits: [Float] = []
        for n in 0..<300 {
            let label = (5 * n + n / 7) % classes
            labels.append(label == 3 ? 4 : label)
            for k in 0..<classes {
                var logit = Float((n * 31 + k * 17 + (n * k) % 13 * 7) % 64 - 32) / 8
                if k == labels[n] { logit += 2.5 }
                logits.append(k == 6 ? -9 : logit)
            }
        }
        return Classification(logits: logits, labels: labels, classCount: classes)
    }()

    private func isClose(_ found: [Double], _ name: String, row: Int = 0) -> Bool {
        guard let wanted = golden[name]?[row], wanted.count == found.count else { return false }
        return zip(found, wanted).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) }
    }

    @Test("are scikit-learn's, with classes that never occur or are never predicted")
    func scores() {
        let found = Self.classification
        #expect(isClose([found.accuracy], "accuracy"))
        #expect(isClose([found.crossEntropy], "cross_entropy"))
        for (row, line) in found.confusion.enumerated() {
            #expect(isClose(line.map(Double.init), "confusion", row: row))
        }
        #expect(isClose(found.classes.map(\.precision), "precision"))
        #expect(isClose(found.classes.map(\.recall), "recall"))
        #expect(isClose(found.classes.map(\.f1), "f1"))
        #expect(isClose(found.classes.map { Double($0.support) }, "support"))
        let macro = found.classes.macro
        #expect(isClose([macro.precision, macro.recall, macro.f1], "macro"))
    }

    @Test("put the mistakes that it is surest of first")
    func mistakes() {
        let found = Self.classification
        let worst = found.worstMistakes(12)
        #expect(isClose(worst.map(Double.init), "mistakes"))
        #expect(isClose(worst.map { found.confidences[$0] }, "confidences"))
        #expect(found.worstMistakes(1000).count == found.count - found.rightCount)
    }

    @Test("stay finite for logits of any size, and take the first of equal ones")
    func extremes() {
        let found = Classification(
            logits: [1000, -1000, 0, 0, -1e30, 1e30], labels: [0, 1, 1], classCount: 2)
        #expect(found.predictions == [0, 0, 1])
        #expect(found.confidences == [1, 0.5, 1])
        #expect(abs(found.crossEntropy - 0.6931471805599453 / 3) < 1e-15)
        let wrong = Classification(logits: [800, 0], labels: [1], classCount: 2)
        #expect(wrong.crossEntropy == 800)
    }
}
