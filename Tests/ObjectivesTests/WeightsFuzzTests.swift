import Fuzzing
import Models
import StudyModel
import Testing
import TrainingEngine

@testable import Objectives

/// Damaged files of weights are read or refused, with what they say of their model.
@Suite("Weights with changed bytes", .timeLimit(.minutes(FuzzRun.limitMinutes)))
struct WeightsFuzzTests {
    private static let words = [
        "\"F64\"", "\"BF16\"", "\"I64\"", "\"shape\":[9223372036854775807,2]", "[0,0]", "{{{{",
        "[[[[",
        "18446744073709551616", "4294967296", "\\u0000", "\\ud800", "units\":{\"literal\"", "65536",
        "\"epochs\":-9223372036854775808", "\"low\":1e308", "\"step\":0",
        "[1,1048576,1048576,1048576]",
        "\"__metadata__\":{}",
    ].map { Array($0.utf8) }

    @Test("A file of weights gives tensors and features, or a reason")
    func safetensors() throws {
        let base = try QualityFixtures.file().encoded()
        // Most of the file is numbers, which nothing can go wrong with.
        let reach = 8 + base[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let vocabulary = Mutator.Vocabulary(words: Self.words, isText: true, reach: reach)
        let run = FuzzRun("safetensors", usual: 2_000)
        var (read, refused) = (0, 0)
        for seed in 0..<run.rounds {
            var mutator = Mutator(seed: seed)
            // In the header alone, with the rest as it was, and anywhere.
            let isHeader = seed % 4 != 0
            var bytes =
                isHeader
                ? mutator.mutated(Array(base[8..<reach]), vocabulary) + base[reach...]
                : mutator.mutated(base, vocabulary)
            if isHeader {
                let length = UInt64(bytes.count - (base.count - reach))
                bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + bytes
            }
            // Without a checksum that only the undamaged file has.
            bytes = Self.withoutChecksum(bytes)
            run.willRead(bytes)
            do {
                let file = try PretrainedFile(bytes: bytes, sha256: "00", source: "f")
                read += 1
                #expect(file.missing(of: ["encoder"]).count <= 1)
                let features = try? FeatureNetwork(bytes: bytes, sha256: "00", source: "f")
                try? features?.check(sampleShape: [1, 28, 28])
            } catch let error as EngineError {
                refused += 1
                #expect(!"\(error)".isEmpty)
            }
        }
        #expect(read > run.rounds / 20 && refused > run.rounds / 20, "\(read) read, \(refused) not")
    }

    /// The bytes with the checksum's key misspelt.
    private static func withoutChecksum(_ bytes: [UInt8]) -> [UInt8] {
        let key = Array("podium.checksum".utf8)
        guard let start = bytes.firstRange(of: key)?.lowerBound else { return bytes }
        var bytes = bytes
        bytes[start] = UInt8(ascii: "x")
        return bytes
    }

    @Test("A file that describes a network larger than itself takes no memory for it")
    func larger() throws {
        var file = try QualityFixtures.file()
        let text = try #require(file.metadata[ModelDocument.metadataKey])
        // 784 x 65536, then 65536 x 65536: 17 GB of weights.
        let large = text.replacing("\"i\":24", with: "\"i\":65536")
            .replacing("\"i\":6}", with: "\"i\":65536}")
        #expect(large != text)
        file.metadata[ModelDocument.metadataKey] = large
        let error = #expect(throws: EngineError.self) { try QualityFixtures.network(file) }
        #expect("\(try #require(error))".contains("expected [65536, 784]"), "\(error as Any)")
    }
}
