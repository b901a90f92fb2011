import Foundation
import JobFiles
import Models
import StudyModel
import Testing

@testable import Stages

@Suite("The values of a file of samples") struct SampleRangeTests {
    private let directory = NSTemporaryDirectory() + "podium-ranges-\(UUID().uuidString)"

    private func write(_ bytes: [UInt8], descr: String, to name: String) throws -> String {
        let start = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (8, 2), }"
        let header = start + String(repeating: " ", count: 117 - start.utf8.count) + "\n"
        let path = directory + "/" + name
        try Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + bytes)
            .write(to: URL(filePath: path))
        return path
    }

    @Test("The option comes first, then what gives the model's values, which is said of bytes")
    func bytes() throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let small = try write(Self.samples(16), descr: "|u1", to: "small.npy")
        let large = try write(Self.samples(255), descr: "|u1", to: "large.npy")
        func floats(_ highest: Float, _ name: String) throws -> String {
            let values = Self.samples(16).map { Float($0) / 16 * highest }
            return try write(
                values.flatMap { value in
                    withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
                }, descr: "<f4", to: name)
        }
        let (own, unit) = (try floats(16, "own.npy"), try floats(1, "unit.npy"))
        let text = """
            study: s
            objective: autoencoder
            dataset: { train: { values: small.npy }, range: [0, 16] }
            epochs: 1
            trials: 1
            model: { encoder: [linear: 1], decoder: [linear: 2] }
            space: { learning_rate: 0.01 }
            """
        let job = try NetworkJob(
            JobFile.parse(
                text: text, file: directory + "/job.yaml",
                environment: .withStages(results: directory + "/results")
            ).job)
        func found(_ path: String, _ range: String? = nil) throws -> (high: Double, remark: String?)
        {
            var source = SampleSource()
            (source.data, source.range) = (path, range)
            let known = FileDataset.Range(low: 0, high: 1)
            let (set, remark) = try source.arrays(of: path, for: job, known: known)
            return (set.valueRange.high, remark)
        }
        for (path, text) in [
            (
                small,
                "The bytes of small.npy are taken by the range 0 to 16 of the model's data set; "
                    + "--range 0,255 takes them as 0 to 255 for 0 to 1."
            ),
            (
                large,
                "The bytes of large.npy are taken as 0 to 255 for 0 to 1, and not by the range 0 "
                    + "to 16 of the model's data set, which gives values unlike those that it was "
                    + "trained with; --range 0,16 takes them by it."
            ),
            (
                unit,
                "The values of unit.npy are taken as they are, and not by the range 0 to 16 of the "
                    + "model's data set, which gives values unlike those that it was trained with; "
                    + "--range 0,16 takes them by it."
            ),
        ] {
            let found = try found(path)
            #expect(found.high == 1 && found.remark == text, "\(found)")
        }
        for (path, range, high) in [
            (own, nil as String?, 1.0), (own, "0,32", 0.5), (small, "0,32", 0.5),
            (large, "0,255", 1),
        ] {
            let found = try found(path, range)
            #expect(found.high == high && found.remark == nil, "\(path), \(range ?? "none")")
        }
    }

    /// Eight samples of two values from 0 to a highest one.
    private static func samples(_ highest: UInt8) -> [UInt8] {
        (0..<16).map { $0 == 5 ? highest : UInt8($0) % 9 }
    }
}
