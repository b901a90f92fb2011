import Foundation
import Portable
import Testing

@testable import Datasets

@Suite("Damaged files of arrays")
struct DamageTests {
    private let directory = try! TemporaryDirectory()

    /// Reads everything in a file; `DatasetError` is the only thing that may be thrown.
    ///
    /// Returns the values of what could be read, by name.
    private func read(_ path: String) -> [String: [Double]] {
        var values: [String: [Double]] = [:]
        guard let file = try? ArrayFile(path: path) else { return values }
        for variable in file.variables where variable.obstacle == nil {
            if let array = try? file.load(variable) {
                values[variable.name ?? ""] = array.doubleValues()
            }
        }
        return values
    }

    private static let quick = [
        "le-f4-c.npy", "be-i2-f.npy", "version-2.npy", "i4.idx", "stored.npz", "deflated.npz",
        "wide.npz",
    ]

    @Test("Every truncation of NumPy's and IDX files is refused", arguments: quick)
    func truncated(name: String) throws {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: GoldenArrays.path(name))))
        for count in 0..<bytes.count {
            let path = try directory.write(Array(bytes.prefix(count)), to: name)
            #expect(throws: DatasetError.self, "\(count) bytes") { try ArrayFile(path: path) }
        }
    }

    @Test("A truncated MATLAB file is refused, or reads what it held", arguments: ["v5", "v7"])
    func truncatedMATLAB(name: String) throws {
        let path = GoldenArrays.path(name + ".mat")
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        for count in stride(from: 1, to: bytes.count, by: 13) {
            let cut = try directory.write(Array(bytes.prefix(count)), to: "cut.mat")
            // A file that ends between two variables can't be told from one that has no more.
            for (variable, values) in read(cut) {
                let element = GoldenArrays.types.first { $0.name == variable }?.element
                #expect(try values == GoldenArrays.values(#require(element)), "\(count) bytes")
            }
        }
    }

    @Test("A truncated MATLAB file is told with its length and the length that it states")
    func truncatedLength() throws {
        func refusal(_ name: String, _ count: Int) throws -> String {
            let path = GoldenArrays.path(name + ".mat")
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            return try GoldenArrays.refusal(
                directory.write(Array(bytes.prefix(count)), to: "cut.mat"), "f8")
        }
        for (name, count, length) in [
            ("v73", 6_000, 11_656), ("v73", 11_655, 11_656), ("v73", 514, 520), ("v5", 140, nil),
            ("v7", 1_100, 1_137), ("v4", 100, nil), ("v4", 389, 390),
        ] {
            let text = try refusal(name, count)
            let start = "cut.mat: found \(count) bytes (truncated), expected "
            #expect(text.hasPrefix(start + (length.map { "\($0) or more;" } ?? "")), "\(text)")
        }
        #expect(
            try refusal("v5", 100).hasPrefix(
                "cut.mat: found the beginning of a MATLAB file (truncated at 100 bytes), expected"))
    }

    @Test("A file that kills its reader is refused in words")
    func killed() throws {
        // The version 7.3 file with its HDF5 part replaced by noise behind the right signature.
        let path = GoldenArrays.path("v73.mat")
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let random = SeededGenerator(seed: 2, purpose: .dataSplit)
        for place in 520..<bytes.count {
            bytes[place] = UInt8(random.uniform(below: 256, index: place))
        }
        let text = try GoldenArrays.refusal(directory.write(bytes, to: "noise.mat"))
        #expect(text.hasPrefix("noise.mat: found "), "\(text)")
    }

    @Test("An archive whose bytes don't have their checksum is refused")
    func checksum() throws {
        let path = GoldenArrays.path("stored.npz")
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        // The last element of X, which its header does not reach.
        let place = try #require(bytes.firstIndex(of: 0x93)) + 128 + 23
        #expect(bytes[place] == 23)
        bytes[place] = 24
        #expect(
            try GoldenArrays.refusal(directory.write(bytes, to: "flipped.npz"), "X")
                == "flipped.npz, variable X: found bytes that don't have the archive's CRC-32 "
                + "(damaged), expected the bytes that were written; write the file again")
    }
}
