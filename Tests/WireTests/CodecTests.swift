import Coordination
import StudyModel
import TestSupport
import Testing

@testable import Wire

/// What is written is read, and nothing else is.
struct WireTests {
    private let seeds: Range<UInt64> = 0..<60
    /// The version that frames have.
    private let spoken: UInt16 = 4

    /// Messages of every kind with their frames, and what reads them.
    private func forEachMessage(
        seeds: Range<UInt64>,
        _ body: (_ frames: [[UInt8]], _ matches: ([[UInt8]]) throws -> Bool, String) throws -> Void
    ) throws {
        for seed in seeds {
            var samples = WireSamples(seed: seed)
            for kind in 0..<WireSamples.clientKinds {
                let message = samples.client(kind: kind)
                try body(
                    message.encoded(), { try ClientMessage(frames: $0) == message }, "\(message)")
            }
            for kind in 0..<WireSamples.serverKinds {
                let message = samples.server(kind: kind)
                try body(
                    message.encoded(), { try ServerMessage(frames: $0) == message }, "\(message)")
            }
        }
    }

    /// Whether the frames are refused, or read as what they were.
    private func isHarmless(
        _ frames: [[UInt8]], _ matches: ([[UInt8]]) throws -> Bool
    ) throws -> Bool {
        do { return try matches(frames) } catch is WireError { return true }
    }

    @Test("Null and the largest ints come back in a configuration")
    func values() throws {
        let configuration = Configuration([
            .init("none", .null), .init("least", .int(.min)), .init("odd", .int((1 << 53) + 1)),
        ])
        var writer = WireWriter()
        writer.write(configuration)
        var reader = WireReader(writer.bytes[...])
        #expect(try reader.configuration() == configuration)
    }

    @Test("Every message comes back as it was, and has the same bytes each time")
    func roundTrip() throws {
        try forEachMessage(seeds: 0..<300) { frames, matches, description in
            let isSame = try matches(frames)
            #expect(isSame, "\(description)")
        }
        for kind in 0..<WireSamples.serverKinds {
            var (first, second) = (WireSamples(seed: 3), WireSamples(seed: 3))
            #expect(first.server(kind: kind).encoded() == second.server(kind: kind).encoded())
        }
    }

    @Test("Trials with their stories come back as they were, and cut off anywhere they are refused")
    func trialRecords() throws {
        for seed in seeds {
            var samples = WireSamples(seed: seed)
            let record = samples.trialRecord()
            var writer = WireWriter()
            writer.write(record)
            var reader = WireReader(writer.bytes[...])
            #expect(try reader.trialRecord() == record)
            try reader.finish()
            for count in stride(from: 0, to: writer.bytes.count, by: 7) {
                #expect(throws: WireError.self) {
                    var reader = WireReader(writer.bytes.prefix(count))
                    _ = try reader.trialRecord()
                    try reader.finish()
                }
            }
        }
    }

    @Test("Numbers that are none come back bit for bit, negative zero too")
    func specialNumbers() throws {
        let attempt = AttemptID(study: "s", trial: 0, number: 1, incarnation: 1, jobFingerprint: 0)
        let values = [
            Double.nan, -Double.nan, Double(bitPattern: 0x7FF0_0000_0000_0001), -0.0,
            .leastNonzeroMagnitude,
        ]
        for value in values {
            let message = ClientMessage.worker(
                .intermediateResult(attempt, IntermediateResult(epoch: 1, metrics: ["loss": value]))
            )
            guard
                case .worker(.intermediateResult(_, let intermediate)) = try ClientMessage(
                    frames: message.encoded())
            else {
                Issue.record("another message")
                continue
            }
            #expect(intermediate.metrics["loss"]?.bitPattern == value.bitPattern)
        }
    }

    @Test("A frame with any one byte changed is refused: it is never another message")
    func flippedBytes() throws {
        var changed = 0
        var read = 0
        try forEachMessage(seeds: 0..<3) { frames, matches, description in
            for frame in frames.indices {
                for place in frames[frame].indices {
                    for mask: UInt8 in [1, 0xFF] {
                        var damaged = frames
                        damaged[frame][place] ^= mask
                        changed += 1
                        do {
                            _ = try matches(damaged)
                            read += 1
                            Issue.record("byte \(place) of frame \(frame) of \(description)")
                        } catch is WireError {}
                    }
                }
            }
        }
        #expect(changed > 10_000 && read == 0)
    }

    @Test("A frame cut short or made longer is refused")
    func truncated() throws {
        try forEachMessage(seeds: 0..<3) { frames, matches, description in
            for length in frames[0].indices {
                var cut = frames
                cut[0] = Array(frames[0].prefix(length))
                #expect(throws: WireError.self, "\(length) bytes of \(description)") {
                    try matches(cut)
                }
            }
            var longer = frames
            longer[0].append(0)
            #expect(throws: WireError.self) { try matches(longer) }
        }
    }

    @Test("A body that is missing, cut short, or not announced is refused")
    func bodies() throws {
        try forEachMessage(seeds: seeds) { frames, matches, description in
            var others: [[[UInt8]]] = [frames + [[1]], frames + [[], []]]
            if frames.count == 2 {
                others.append([frames[0]])
                if !frames[1].isEmpty { others.append([frames[0], frames[1].dropLast()]) }
            }
            for other in others {
                #expect(throws: WireError.self, "\(description)") { try matches(other) }
            }
            let isSame = try isHarmless(frames + [[]], matches)
            #expect(isSame, "\(description)")
        }
        #expect(throws: WireError.tooShort(bytes: 0)) { try ClientMessage(frames: []) }
        #expect(throws: WireError.tooShort(bytes: 0)) { try ServerMessage(frames: [[]]) }
    }

    @Test(
        "Random bytes are refused, with a header or without, with a right checksum or a wrong one")
    func garbage() throws {
        var random = ScheduleGenerator(seed: 1)
        for round in 0..<4000 {
            var bytes = (0..<random.int(0...120)).map { _ in
                UInt8(truncatingIfNeeded: random.word())
            }
            if round % 2 == 0 {
                let kind = UInt16(
                    random.element(of: Array(1...9) + [20, 21, 30] + Array(101...130)))
                bytes = frame(version: spoken, kind: kind, content: bytes)
            }
            let frames = round % 3 == 0 ? [bytes, [1, 2, 3]] : [bytes]
            // Some garbage makes sense, an empty content above all: what counts is that all is
            // survived.
            if let message = try? ClientMessage(frames: frames) {
                #expect(round % 2 == 0, "\(message)")
            }
            if let message = try? ServerMessage(frames: frames) {
                #expect(round % 2 == 0, "\(message)")
            }
        }
        for text in [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}hello world",
        ] {
            #expect(throws: WireError.notPodium) { try ClientMessage(frames: [Array(text.utf8)]) }
        }
    }

    @Test("Lengths beyond what is there are refused at once")
    func giantLengths() throws {
        let giant: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
        for kind in [UInt16(1), 2, 3, 4, 5, 6, 7, 20, 30] {
            let bytes = frame(version: spoken, kind: kind, content: giant)
            #expect(throws: WireError.self) { try ClientMessage(frames: [bytes]) }
        }
        for kind in [UInt16(101), 102, 103, 104, 105, 106, 120, 130] {
            let bytes = frame(version: spoken, kind: kind, content: giant)
            #expect(throws: WireError.self) { try ServerMessage(frames: [bytes]) }
        }
        var header = frame(version: spoken, kind: 8, content: [])
        header.replaceSubrange(8..<12, with: giant)
        #expect(throws: WireError.wrongLength(stated: 0xFFFF_FFFF, found: 0)) {
            try ClientMessage(frames: [header])
        }
    }

    @Test("Of another version only a hello and a rejection are read, whatever follows in them")
    func versions() throws {
        for version in [UInt16(0), 1, 65535] {
            for seed in seeds {
                var samples = WireSamples(seed: seed)
                for kind in 0..<WireSamples.clientKinds {
                    let message = samples.client(kind: kind)
                    let frames = rewritten(message.encoded(), version: version, tail: [])
                    if case .worker(.hello) = message {
                        let later = rewritten(message.encoded(), version: version, tail: [1, 2, 3])
                        #expect(try ClientMessage(frames: frames) == message)
                        #expect(try ClientMessage(frames: later) == message)
                    } else {
                        #expect(throws: WireError.unsupportedVersion(version)) {
                            try ClientMessage(frames: frames)
                        }
                    }
                }
                for kind in 0..<WireSamples.serverKinds {
                    let message = samples.server(kind: kind)
                    let frames = rewritten(message.encoded(), version: version, tail: [])
                    if kind == 1 {
                        let later = rewritten(message.encoded(), version: version, tail: [9])
                        #expect(try ServerMessage(frames: frames) == message)
                        #expect(try ServerMessage(frames: later) == message)
                    } else {
                        #expect(throws: WireError.unsupportedVersion(version)) {
                            try ServerMessage(frames: frames)
                        }
                    }
                }
            }
        }
    }

    @Test("Unknown kinds and values that make no sense are refused with words that say so")
    func nonsense() {
        #expect(throws: WireError.unknownKind(999)) {
            try ClientMessage(frames: [frame(version: spoken, kind: 999, content: [])])
        }
        #expect(throws: WireError.unknownKind(1)) {
            try ServerMessage(frames: [frame(version: spoken, kind: 1, content: [])])
        }
        #expect(throws: WireError.malformed("3 bytes too many")) {
            try ClientMessage(frames: [frame(version: spoken, kind: 8, content: [1, 2, 3])])
        }
        #expect(throws: WireError.malformed("a question of kind 9")) {
            let content = [1, 0, 0, 0, 115, 9] + [UInt8](repeating: 0, count: 8)
            return try ClientMessage(
                frames: [frame(version: spoken, kind: 31, content: content)])
        }
        #expect(throws: WireError.malformed("a text that is not UTF-8")) {
            try ClientMessage(
                frames: [frame(version: spoken, kind: 31, content: [2, 0, 0, 0, 0xC3, 0x28])])
        }
    }

    @Test("The layout of a frame is as documented, byte for byte")
    func layout() {
        // CRC-32 of 04 00 08 00 00 00 00 00.
        #expect(
            ClientMessage.worker(.goodbye).encoded()
                == [
                    Array("Podm".utf8) + [4, 0, 8, 0, 0, 0, 0, 0] + crc32([4, 0, 8, 0, 0, 0, 0, 0])
                ])
        let ready = ClientMessage.worker(.ready(credit: 258)).encoded()
        #expect(ready.count == 1 && Array(ready[0][16...]) == [2, 1, 0, 0, 0, 0, 0, 0])
        #expect(ready == [frame(version: spoken, kind: 2, content: [2, 1, 0, 0, 0, 0, 0, 0])])
    }

    @Test("A request for data names a data set's file, or a file by its digest")
    func dataRequests() {
        let place: [UInt8] = [4, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0]
        let input = DataRequest(.input(sha256: "ab"), offset: 4, count: 9)
        let checkpoint = DataRequest(
            .checkpoint(study: "s", digest: "cd"), offset: 4, count: 9)
        let file = DataRequest(.dataset(.mnist, file: "f"), offset: 4, count: 9)
        let name = [5, 0, 0, 0] + Array("mnist".utf8)
        for (request, content) in [
            (input, [1, 2, 0, 0, 0] + Array("ab".utf8) + place),
            (file, [0] + name + [1, 0, 0, 0] + Array("f".utf8) + place),
            (
                checkpoint,
                [2, 1, 0, 0, 0] + Array("s".utf8) + [2, 0, 0, 0] + Array("cd".utf8) + place
            ),
        ] {
            #expect(
                ClientMessage.dataRequest(request).encoded()
                    == [frame(version: spoken, kind: 20, content: content)])
        }
        #expect(throws: WireError.malformed("a data request of kind 3")) {
            try ClientMessage(frames: [frame(version: spoken, kind: 20, content: [3] + place)])
        }
    }

    /// The frames in another version, with bytes added to the content, and a checksum that fits.
    private func rewritten(
        _ frames: [[UInt8]], version: UInt16, tail: [UInt8]
    ) -> [[UInt8]] {
        let kind = UInt16(frames[0][6]) | UInt16(frames[0][7]) << 8
        let content = Array(frames[0][16...]) + tail
        let body = frames.count == 2 ? frames[1] : []
        return [frame(version: version, kind: kind, content: content, body: body)]
            + frames.dropFirst()
    }

    /// A frame made by the documentation, not by the code under test.
    private func frame(
        version: UInt16, kind: UInt16, content: [UInt8], body: [UInt8] = []
    ) -> [UInt8] {
        func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: number.littleEndian) { Array($0) }
        }
        let head = bytes(version) + bytes(kind) + bytes(UInt32(content.count))
        return Array("Podm".utf8) + head + crc32(head + content + body) + content
    }

    /// CRC-32 as in IEEE 802.3, bit by bit, little-endian.
    private func crc32(_ bytes: [UInt8]) -> [UInt8] {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return withUnsafeBytes(of: (~crc).littleEndian) { Array($0) }
    }
}
