import Datasets
import Foundation
import Models
import StudyModel
import Testing

@testable import Analysis

/// The files are SciPy's and h5py's: Scripts/goldens_evaluation.py.
@Suite("Digits in MATLAB files") struct DigitFileTests {
    private static let count = 12

    private func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/\(name)").path
    }

    private func pixel(_ image: Int, _ row: Int, _ column: Int) -> UInt8 {
        (row + 2 * column + image) % 5 == 0
            ? 255 : UInt8((3 * row + 7 * column + 11 * image) % 200)
    }

    @Test(
        "of every version, as rows, columns or one behind the other, are the same images",
        arguments: [
            ("digits-v4.mat", "X", 255, Orientation.upright),
            ("digits-v5.mat", nil, 0, .upright), ("digits-v5.mat", "images", 255, .upright),
            ("digits-v7.mat", "X", 255, .transposed), ("digits-v7.mat", "Y", 0, .transposed),
            ("digits-v73.mat", nil, 0, .upright),
        ] as [(String, String?, Double, Orientation)])
    func versions(_ name: String, _ variable: String?, _ high: Double, _ lying: Orientation) throws
    {
        let set = try ImageSet(
            values: path(name), variable: variable, labels: (path(name), "y"),
            sampleShape: [1, 28, 28], range: high > 0 ? 0...high : nil)
        #expect(set.count == Self.count && set.labels.elementsEqual((0..<12).map { $0 % 10 }))
        let values = try OrientationSearch.upright(set, from: lying)
            .values(of: Array(0..<Self.count))
        for image in 0..<Self.count {
            for row in 0..<28 {
                for column in 0..<28 {
                    let wanted = Float(pixel(image, row, column)) / 255
                    let found = values[(image * 28 + row) * 28 + column]
                    #expect(abs(found - wanted) < 1e-7, "image \(image), \(row), \(column)")
                }
            }
        }
        withExtendedLifetime(set) {}
    }

    @Test("that could be meant twice, are not there, or have another shape are refused by name")
    func refusals() throws {
        func refusal(_ variable: String?, _ shape: [Int] = [1, 28, 28]) -> String {
            let error = #expect(throws: DatasetError.self) {
                try ImageSet(
                    values: path("digits-v7.mat"), variable: variable, labels: nil,
                    sampleShape: shape)
            }
            return error?.description ?? ""
        }
        #expect(refusal(nil).contains("2 variables that could be meant: X (784 x 12 float64), Y"))
        #expect(refusal("Z").contains("no variable Z, expected one of X (784 x 12 float64), "))
        #expect(refusal("X", [1, 14, 14]).contains("an array of 784 x 12, expected samples of"))
    }
}
