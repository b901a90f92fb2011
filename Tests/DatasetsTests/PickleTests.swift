import Testing

@testable import Datasets

@Suite("Reading pickles without running them")
struct PickleTests {
    private func refusal(_ bytes: [UInt8]) -> String? {
        do {
            _ = try PickleReader.read(bytes)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("The arrays of a good pickle are found")
    func good() throws {
        let bytes = try Golden.bytes("mnist-small.pickle")
        guard case .tuple(let parts) = try PickleReader.read(bytes),
            case .tuple(let pair) = parts[1], case .array(let images) = pair[0],
            case .array(let labels) = pair[1]
        else {
            Issue.record("not three pairs")
            return
        }
        #expect(parts.count == 3)
        #expect(images.type == "<f4" && images.shape == [2, 784])
        #expect(images.elements.count == 2 * 784 * 4)
        #expect(labels.type == "<i8" && labels.shape == [2])
        #expect(Array(bytes[labels.elements]) == [3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test("It becomes four IDX files, training before validation")
    func files() throws {
        let files = try MNISTPickle.files(Golden.bytes("mnist-small.pickle"))
        func images(_ range: Range<Int>) -> [UInt8] {
            range.flatMap { index in (0..<784).map { UInt8((31 * index + $0) % 256) } }
        }
        #expect(files.count == 4)
        #expect(files[0] == IDXHeader.bytes(dimensions: [5, 28, 28]) + images(0..<5))
        #expect(files[1] == IDXHeader.bytes(dimensions: [5]) + [0, 1, 2, 3, 4])
        #expect(files[2] == IDXHeader.bytes(dimensions: [1, 28, 28]) + images(5..<6))
        #expect(files[3] == IDXHeader.bytes(dimensions: [1]) + [5])
    }

    @Test("Calls of a shell and of eval are refused by name, in every protocol")
    func malicious() throws {
        #expect(
            refusal(try Golden.bytes("shell-protocol-2.pickle"))
                == "at byte 2: GLOBAL posix system is not allowed")
        #expect(
            refusal(try Golden.bytes("evaluation-protocol-2.pickle"))
                == "at byte 2: GLOBAL __builtin__ eval is not allowed")
        #expect(
            refusal(try Golden.bytes("shell-protocol-0.pickle"))
                == "at byte 0: GLOBAL posix system is not allowed")
        #expect(
            refusal(try Golden.bytes("shell-protocol-4.pickle"))
                == "at byte 0: protocol 4, expected 2")
    }

    @Test("Harmless opcodes that arrays don't need are refused by name")
    func unknownOpcodes() throws {
        #expect(
            refusal(try Golden.bytes("list.pickle"))
                == "at byte 2: the opcode EMPTY_LIST is not allowed")
        #expect(refusal([0x80, 2, 0x93])?.contains("STACK_GLOBAL") == true)
        #expect(refusal([0x80, 2, 0xFF])?.contains("0xff") == true)
    }

    @Test("Every truncation is refused")
    func truncated() throws {
        #expect(refusal(try Golden.bytes("truncated.pickle")) != nil)
        let good = try Golden.bytes("mnist-small.pickle")
        let interesting = Array(0..<160) + Array(stride(from: 160, to: good.count, by: 97))
        for count in interesting {
            #expect(refusal(Array(good.prefix(count))) != nil, "\(count) bytes")
        }
        #expect(refusal(good + [0])?.contains("bytes follow the end") == true)
    }

    @Test("No change of one byte of the head does worse than being refused")
    func fuzzed() throws {
        let good = try Golden.bytes("mnist-small.pickle")
        var accepted = 0
        for position in 0..<140 {
            for value in UInt8.min...UInt8.max {
                var bad = good
                bad[position] = value
                if (try? MNISTPickle.files(bad)) != nil { accepted += 1 }
            }
        }
        // The file itself is among them 140 times. Beyond that only bytes that mean nothing may
        // change: parts of memo keys that are never read, and what a dtype's arguments say.
        #expect(accepted >= 140)
    }

    @Test("Nested tuples, deep or doubled through the memo, are refused before they grow")
    func bombs() {
        let nested: [UInt8] = [0x80, 2, 0x4E] + Array(repeating: 0x85, count: 100_000)
        #expect(refusal(nested)?.contains("deeper") == true)
        var doubled: [UInt8] = [0x80, 2, 0x4E]
        for _ in 0..<200 { doubled += [0x71, 1, 0x68, 1, 0x86] }
        #expect(refusal(doubled)?.contains("deeper") == true)
        let endless: [UInt8] = [0x80, 2] + Array(repeating: 0x4E, count: 100_000)
        #expect(refusal(endless)?.contains("more opcodes") == true)
    }

    @Test("Calls and states other than an array's are refused")
    func wrongCalls() {
        let array = Array("cnumpy\nndarray\n".utf8)
        let make = Array("cnumpy.core.multiarray\n_reconstruct\n".utf8)
        #expect(refusal([0x80, 2] + array + [0x29])?.contains("EMPTY_TUPLE") == true)
        #expect(refusal([0x80, 2] + array + [0x4E, 0x85, 0x52])?.contains("a call of") == true)
        #expect(refusal([0x80, 2] + make + [0x4E, 0x85, 0x52])?.contains("empty array") == true)
        #expect(refusal([0x80, 2, 0x52])?.contains("stack is empty") == true)
        #expect(refusal([0x80, 2, 0x68, 9])?.contains("nothing is memorised as 9") == true)
        #expect(refusal([0x80, 2, 0x74])?.contains("TUPLE without MARK") == true)
    }

    @Test("Pixels that aren't 256ths of bytes and labels that aren't digits are refused")
    func wrongValues() throws {
        let good = try Golden.bytes("mnist-small.pickle")
        guard case .tuple(let parts) = try PickleReader.read(good),
            case .tuple(let pair) = parts[0], case .array(let images) = pair[0],
            case .array(let labels) = pair[1]
        else {
            Issue.record("not three pairs")
            return
        }
        for value in [Float(1), -0.25, 0.001, .nan, .infinity] {
            var bad = good
            withUnsafeBytes(of: value.bitPattern.littleEndian) {
                bad.replaceSubrange(
                    images.elements.lowerBound..<images.elements.lowerBound + 4, with: $0)
            }
            #expect(throws: PickleReader.Refusal.self, "\(value)") { try MNISTPickle.files(bad) }
        }
        for offset in 0..<8 {
            var bad = good
            bad[labels.elements.lowerBound + offset] = 10
            #expect(throws: PickleReader.Refusal.self) { try MNISTPickle.files(bad) }
        }
    }
}
