import Coordination
import TestSupport
import Testing
import Wire

/// The bytes of each message, as this protocol version was released: a change that would break
/// peers of the same version fails here.
@Suite struct CommittedBytesTests {
    private static let seeds: [UInt64] = [1, 2, 3]

    @Test("Messages of workers have the committed bytes, and are read from them")
    func client() throws {
        var lines: [String] = []
        for kind in 0..<WireSamples.clientKinds {
            for seed in Self.seeds {
                var samples = WireSamples(seed: seed)
                let message = samples.client(kind: kind)
                let frames = message.encoded()
                #expect(try ClientMessage(frames: frames) == message)
                lines.append(Self.line("client", kind, seed, frames))
            }
        }
        try Self.expect(lines, "client")
    }

    @Test("Messages of the coordinator have the committed bytes, and are read from them")
    func server() throws {
        var lines: [String] = []
        for kind in 0..<WireSamples.serverKinds {
            for seed in Self.seeds {
                var samples = WireSamples(seed: seed)
                let message = samples.server(kind: kind)
                let frames = message.encoded()
                #expect(try ServerMessage(frames: frames) == message)
                lines.append(Self.line("server", kind, seed, frames))
            }
        }
        try Self.expect(lines, "server")
    }

    private static func line(
        _ side: String, _ kind: Int, _ seed: UInt64, _ frames: [[UInt8]]
    ) -> String {
        "\(side) \(kind) \(seed) " + frames.map(hexadecimal).joined(separator: " ")
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private static func expect(_ lines: [String], _ side: String) throws {
        let file = GoldenFile("messages-\(ProtocolVersion.highest)-\(side).txt")
        #expect(try file.difference(from: lines.joined(separator: "\n") + "\n") == nil)
    }
}
