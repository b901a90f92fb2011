import Foundation
import Fuzzing
import StudyModel
import Testing

@testable import Datasets

/// Damaged files of every format are read or refused; nothing crashes, hangs or takes more memory
/// than the file can hold.
///
/// A crash ends the tests' process, and so fails the run.
@Suite("Files with changed bytes", .timeLimit(.minutes(FuzzRun.limitMinutes)))
struct FuzzTests {
    private let directory = try! TemporaryDirectory()

    private static let numbers = Mutator.Vocabulary(
        words: [
            "'shape': (0, 1099511627776, 1099511627776), ", "(4294967296, 4294967296)", "(1,)",
            "()",
            "'<f8'", "'>i8'", "'|b1'", "'<f2'", "'|O'", "True", "False", "(-1, 3)",
            "9223372036854775807",
            "18446744073709551616", "999999999999999999999999", "4L", "PK\u{3}\u{4}",
            "PK\u{1}\u{2}",
        ].map { Array($0.utf8) }, reach: 160)

    /// Does with a file what `data show` and a job's reader do.
    private func use(_ path: String) {
        guard let file = try? ArrayFile(path: path) else { return }
        for variable in file.variables where variable.obstacle == nil {
            _ = variable.text
            _ = try? file.summary(of: variable)
            _ = try? file.pictures(of: variable, columns: 80)
            guard
                let found = try? FoundArray(reading: path, variable: variable.name),
                found.dimensions.count > 1
            else { continue }
            let shape = Array(found.dimensions.dropFirst())
            for (range, labels) in [(nil, nil), (0.0...9.0, (path, variable.name))] {
                let set = try? ImageSet(
                    values: path, variable: variable.name, labels: labels,
                    sampleShape: shape.count == 2 ? [1] + shape : shape, range: range)
                #expect(set.map { $0.count * $0.sampleSize < 1 << 28 } ?? true)
            }
        }
    }

    private func fuzz(_ names: [String], _ run: FuzzRun) throws {
        let bases = try names.map {
            Array(try Data(contentsOf: URL(fileURLWithPath: GoldenArrays.path($0))))
        }
        for seed in 0..<run.rounds {
            var mutator = Mutator(seed: seed)
            let bytes = mutator.mutated(bases[seed % bases.count], Self.numbers)
            run.willRead(bytes)
            use(try directory.write(bytes, to: "damaged"))
        }
    }

    @Test("IDX files")
    func idx() throws {
        try fuzz(["u1.idx", "i4.idx", "f8.idx"], FuzzRun("idx", usual: 2_000))
    }

    @Test("NumPy's arrays")
    func npy() throws {
        try fuzz(
            ["le-f4-c.npy", "be-i2-f.npy", "le-u1-c.npy", "version-2.npy", "version-3.npy"],
            FuzzRun("npy", usual: 2_000))
    }

    @Test("NumPy's archives")
    func npz() throws {
        try fuzz(["stored.npz", "deflated.npz", "wide.npz"], FuzzRun("npz", usual: 2_000))
    }

    @Test("MATLAB's files of versions 4 to 7")
    func matlab() throws {
        try fuzz(["v5.mat", "v7.mat", "v4.mat", "others.mat"], FuzzRun("mat", usual: 300))
    }

    @Test("MATLAB's files of version 7.3")
    func matlabHDF() throws {
        try fuzz(["v73.mat"], FuzzRun("mat73", usual: 200))
    }

    @Test("Tables in CSV files")
    func csv() throws {
        let base = try Golden.bytes("encoding.csv")
        let words = ["\"", "\"\"", ",", ";", "\r", "\n", "NA", "1e308", "-1e99", "\u{FEFF}", "0x1"]
            .map { Array($0.utf8) }
        let run = FuzzRun("csv", usual: 2_000)
        for seed in 0..<run.rounds {
            var mutator = Mutator(seed: seed)
            let bytes = mutator.mutated(base, Mutator.Vocabulary(words: words, reach: 700))
            run.willRead(bytes)
            let path = try directory.write(bytes, to: "damaged.csv")
            guard
                let survey = try? TableSurvey(
                    reading: TableQuestion(path: path, markers: CSVFormat.usualMarkers)),
                survey.columns.count > 1
            else { continue }
            let columns = survey.columns.dropLast().map { found in
                TableDataset.Column(
                    found.name, categories: found.isNumeric ? nil : [""] + found.sortedTexts,
                    hasIndicator: found.isNumeric)
            }
            let target = survey.columns[columns.count]
            let table = TableDataset(
                training: survey.file, format: survey.format, columns: columns,
                targets: [target.name], classes: target.isNumeric ? nil : target.sortedTexts)
            let read = try? ImageDataset(table, split: Split(validation: .testSet)) { $0.path }
            // Only missing targets are refused after the survey.
            #expect(read != nil || target.missingCount > 0, "seed \(seed)")
            #expect(read?.training.floats.allSatisfy(\.isFinite) ?? true, "seed \(seed)")
        }
    }

    @Test("Gzip files")
    func gzip() throws {
        let base = try Golden.bytes("fox.gz")
        let run = FuzzRun("gz", usual: 2_000)
        for seed in 0..<run.rounds {
            var mutator = Mutator(seed: seed)
            let bytes = mutator.mutated(base, Mutator.Vocabulary(reach: 20))
            run.willRead(bytes)
            if case .success(let unpacked) = Gzip.unpack(bytes, limit: 1 << 16) {
                #expect(unpacked.count <= 1 << 16, "seed \(seed)")
            }
        }
    }

    @Test("MNIST's pickle")
    func pickle() throws {
        let bases = try ["mnist-small.pickle", "list.pickle", "shell-protocol-2.pickle"].map {
            try Golden.bytes($0)
        }
        let words = ["(", "t", "R", "b", "q\u{1}", "h\u{1}", "J\u{7F}\u{7F}\u{7F}\u{7F}", "N", "."]
            .map { Array($0.utf8) }
        let run = FuzzRun("pickle", usual: 2_000)
        for seed in 0..<run.rounds {
            var mutator = Mutator(seed: seed)
            let bytes = mutator.mutated(
                bases[seed % bases.count], Mutator.Vocabulary(words: words, reach: 300))
            run.willRead(bytes)
            _ = try? MNISTPickle.files(bytes)
        }
    }

    @Test("Shapes that no memory holds are refused, with elements or without any")
    func shapes() throws {
        for shape in [
            "0, 1099511627776, 1099511627776", "1099511627776, 1099511627776, 0",
            "4294967296, 4294967296", "3, 0, 9223372036854775807",
        ] {
            var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(shape)), }"
            header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
            let path = try directory.write(
                NumPyHeader.magic + [1, 0, 118, 0] + Array(header.utf8), to: "huge.npy")
            #expect(try GoldenArrays.refusal(path).contains("less than 1 TB"), "\(shape)")
        }
        // A matrix of cells, of which MATLAB's format writes each one: here there is none.
        for count in [UInt32(1_000_000), UInt32(Int32.max)] {
            let path = try directory.write(Self.cells(count), to: "cells.mat")
            let file = try? ArrayFile(path: path)
            #expect(file?.variables.allSatisfy { $0.obstacle != nil } ?? true)
        }
    }

    /// A version 5 file with one cell array that states its length and has no cells.
    private static func cells(_ count: UInt32) -> [UInt8] {
        func little(_ numbers: [UInt32]) -> [UInt8] {
            numbers.flatMap { number in
                (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
            }
        }
        let body =
            little([6, 8, 1, 0]) + little([5, 8, count, 1]) + little([1, 1, 0x63, 0])
        let text = Array("MATLAB 5.0 MAT-file".utf8)
        let padding = [UInt8](repeating: 0x20, count: 124 - text.count)
        return text + padding + [0, 1, 0x49, 0x4D] + little([14, UInt32(body.count)]) + body
    }
}
