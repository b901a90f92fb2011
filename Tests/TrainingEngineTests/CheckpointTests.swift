import Foundation
import Testing

@testable import TrainingEngine

@Suite struct CheckpointTests {
    private func trainer(_ kind: OptimizerSettings.Kind) throws -> Trainer {
        let trainer = try Trainer(
            network: Networks.autoencoder(),
            optimizer: OptimizerSettings(kind, learningRate: 2e-3, weightDecay: 1e-4))
        try trainer.loadParameters(Samples.golden("initial"), source: "initial")
        return trainer
    }

    private let pixels = Samples.images(channels: 1, size: 28)

    @Test(
        "Training resumed from a file has the bits of training that went on",
        arguments: OptimizerSettings.Kind.allCases)
    func resume(kind: OptimizerSettings.Kind) throws {
        let whole = try trainer(kind)
        for step in 0..<7 { _ = whole.step(pixels, Samples.batch(step)) }
        let path = FileManager.default.temporaryDirectory
            .appending(path: "podium-\(UUID().uuidString).safetensors").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try whole.checkpoint(metadata: ["epoch": "3"]).write(path: path)
        let losses = (7..<12).map { whole.step(pixels, Samples.batch($0)) }

        let resumed = try trainer(kind)
        #expect(try resumed.restore(TensorFile(path: path), source: path) == ["epoch": "3"])
        #expect(resumed.stepCount == 7)
        #expect((7..<12).map { resumed.step(pixels, Samples.batch($0)) } == losses)
        #expect(resumed.checkpoint() == whole.checkpoint())
    }

    @Test("A file comes back as it was written, and is the same bytes each time")
    func roundTrip() throws {
        let file = TensorFile(
            tensors: [
                .init(name: "a \"b\" \\ c\n", shape: [2, 3], values: [1, -0.0, .pi, 3, 4, 5]),
                .init(name: "scalar", shape: [], values: [.leastNonzeroMagnitude]),
                .init(name: "empty", shape: [0, 4], values: []),
            ], metadata: ["é": "ü\u{1}", "b": ""])
        let bytes = file.encoded()
        #expect(bytes == file.encoded())
        let again = try TensorFile(decoding: bytes, source: "memory")
        #expect(again == file)
        #expect(again.tensors[0].values[1].sign == .minus)
        let header = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(header % 8 == 0)
    }

    @Test("Files of the safetensors library are read, and their weights used")
    func foreignWriter() throws {
        let golden = try Samples.golden("initial")
        #expect(golden.metadata == ["format": "pt"])
        #expect(golden["encoder.0.weight"]?.shape == [8, 1, 3, 3])
        #expect(golden["decoder.5.weight"]?.shape == [32, 16, 3, 3])
        let trainer = try trainer(.adam)
        #expect(trainer.parameter("decoder.2.bias") == golden["decoder.2.bias"]?.values)
    }

    @Test("A file that was cut or changed anywhere is refused by name")
    func damaged() throws {
        let bytes = try trainer(.rmsprop).checkpoint().encoded()
        func refusal(_ bytes: [UInt8]) -> String? {
            do throws(EngineError) {
                let file = try TensorFile(decoding: bytes, source: "t.safetensors")
                let other = try! trainer(.rmsprop)
                try other.restore(file, source: "t.safetensors")
                return nil
            } catch {
                return "\(error)"
            }
        }
        #expect(refusal(bytes) == nil)
        for count in [0, 7, 8, 9, 500, bytes.count / 2, bytes.count - 1] {
            let reason = try #require(refusal(Array(bytes[..<count])), "cut at \(count)")
            #expect(reason.hasPrefix("t.safetensors: "))
        }
        #expect(refusal(bytes + [0])?.contains("bytes are there") == true)
        for place in [bytes.count - 1, bytes.count - 40_000, bytes.count / 2] {
            var changed = bytes
            changed[place] ^= 1
            #expect(refusal(changed)?.contains("checksum") == true)
        }
        // Any one damaged byte of length or header is found, or changes nothing that is used.
        for place in 0..<600 {
            var changed = bytes
            changed[place] ^= 0x15
            if let reason = refusal(changed) { #expect(reason.hasPrefix("t.safetensors: ")) }
        }
    }

    @Test(
        "A header that is wrong is refused with its fault",
        arguments: [
            ("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,5]}}", "dtype U8 lies at"),
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "of shape [2]"),
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "lies at bytes"),
            (
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
                "byte 29: expected a value"
            ),
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", "lacks dtype"),
            ("{\"a\":1,\"a\":1}", "occurs twice"),
            ("{\"__metadata__\":{\"x\":1}}", "is not a text"),
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", "are there"),
            ("{\"a\":[[[[[[[[[[1]]]]]]]]]]}", "nested more than 8 deep"),
            ("{} x", "after its end"),
            ("{\"a", "has no end"),
        ])
    func wrongHeader(header: String, expected: String) {
        let text = Array(header.utf8)
        let bytes = [UInt8(text.count), 0, 0, 0, 0, 0, 0, 0] + text + [0, 0, 0, 0]
        do throws(EngineError) {
            _ = try TensorFile(decoding: bytes, source: "x")
            Issue.record("accepted \(header)")
        } catch {
            #expect("\(error)".contains(expected), "\(error)")
        }
    }

    @Test("Floats of 16 and 64 bits are read as the nearest floats of 32")
    func otherFloats() throws {
        let halves: [UInt16] = [0x3C00, 0xC000, 0x3555, 0x0001]
        let brains: [UInt16] = [0x3F80, 0xC000, 0x3EAB, 0x0080]
        let doubles = [1, -2, 1.0 / 3, 1e-300].map(\.bitPattern)
        let cases: [(String, [UInt8], [Float])] = [
            ("F16", halves.flatMap(little), [1, -2, 0.333_251_95, 0x1p-24]),
            ("BF16", brains.flatMap(little), [1, -2, 0.333_984_38, 0x1p-126]),
            ("F64", doubles.flatMap(little), [1, -2, 1 / 3, 0]),
        ]
        for (type, data, expected) in cases {
            let header =
                "{\"a\":{\"dtype\":\"\(type)\",\"shape\":[4],\"data_offsets\":[0,\(data.count)]}}"
            let bytes = [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + data
            let file = try TensorFile(decoding: bytes, source: "x")
            #expect(file["a"]?.values == expected, "\(type)")
        }
    }

    @Test("Tensors of other types are not read, and are named if the network needs them")
    func otherTypes() throws {
        let header =
            "{\"a\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"encoder.0.weight\":{\"dtype\":\"F8_E4M3\",\"shape\":[2],\"data_offsets\":[4,6]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[6,10]}}"
        let bytes =
            [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8)
            + [1, 0, 0, 0, 9, 9, 0, 0, 0x80, 0x3F]
        let file = try TensorFile(decoding: bytes, source: "x")
        #expect(file.tensors == [TensorFile.Tensor(name: "b", shape: [1], values: [1])])
        #expect(file.facts.unread == ["a": "I32", "encoder.0.weight": "F8_E4M3"])
        #expect(
            file.facts.absence(of: "encoder.0.weight")
                == "tensor \"encoder.0.weight\" has dtype F8_E4M3; expected one of F16, BF16, F32, "
                + "F64, I64")
    }

    @Test("A file without a tensor is told with the names that it has, and with their prefix")
    func absence() {
        func text(_ names: [String]) -> String {
            TensorFacts(shapes: Dictionary(uniqueKeysWithValues: names.map { ($0, [1]) }))
                .absence(of: "encoder.0.bias")
        }
        let start = "it has no tensor \"encoder.0.bias\""
        #expect(text([]) == start + ", and no other")
        #expect(text(["b", "a"]) == start + "; it has \"a\", \"b\"")
        #expect(
            text(["a", "b", "c", "d", "e", "f\n"]).hasSuffix("\"c\", \"d\" and 2 others"))
        #expect(
            text(["module.encoder.0.bias", "module.encoder.0.weight"]).hasPrefix(
                start + ", but \"module.encoder.0.bias\": its names have the prefix \"module.\""))
    }

    private func little<Bits: FixedWidthInteger>(_ bits: Bits) -> [UInt8] {
        withUnsafeBytes(of: bits.littleEndian) { Array($0) }
    }

    @Test("Where a file should be and is a pointer of Git LFS, that is said")
    func pointer() {
        let text = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
        let error = #expect(throws: EngineError.self) {
            try TensorFile(decoding: Array(text.utf8), source: "x")
        }
        #expect(error.map { "\($0)" }?.contains("pointer of Git LFS") == true)
    }

    @Test("A checkpoint of another network, optimizer or program is refused, and changes nothing")
    func foreign() throws {
        let wide = try Trainer(
            network: Networks.autoencoder(hidden: 21),
            optimizer: OptimizerSettings(.adam, learningRate: 1e-3))
        let trainer = try trainer(.adam)
        let before = trainer.checkpoint()
        for (file, expected) in [
            (wide.checkpoint(), "\"encoder.7.weight\" has shape [21, 288]; expected [20, 288]"),
            (try self.trainer(.rmsprop).checkpoint(), "made with RMSprop; expected Adam"),
            (try Samples.golden("initial"), "not a checkpoint of Podium"),
        ] {
            do throws(EngineError) {
                try trainer.restore(file, source: "other")
                Issue.record("accepted")
            } catch {
                #expect("\(error)".contains(expected), "\(error)")
            }
        }
        #expect(trainer.checkpoint() == before)
        #expect(throws: EngineError.self) { try TensorFile(path: "/nowhere/at.all") }
        #expect(throws: EngineError.self) { try before.write(path: "/nowhere/at.all") }
    }
}
