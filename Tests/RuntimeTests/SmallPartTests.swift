import Coordination
import Datasets
import Foundation
import Portable
import StudyModel
import Testing
import Wire
import ZeroMQ

@testable import Runtime
@testable import Studies

@Suite("Addresses")
struct EndpointTests {
    @Test(
        "are tcp://HOST:PORT",
        arguments: [
            ("tcp://127.0.0.1:5555", true), ("tcp://localhost:1", true),
            ("tcp://[::1]:65535", true), ("tcp://127.8.0.1:*", true), ("tcp://*:5555", false),
            ("tcp://0.0.0.0:5555", false),
            ("tcp://192.168.1.10:5555", false), ("tcp://[::]:5555", false),
            ("tcp://node1.example.org:5555", false), ("tcp://[fe80::1]:5555", false),
        ])
    func good(text: String, isLoopback: Bool) throws {
        let endpoint = try Endpoint(text)
        #expect(endpoint.text == text)
        #expect(endpoint.isLoopback == isLoopback)
    }

    @Test("that only look like this machine's own are others'")
    func pretenders() throws {
        #expect(try Endpoint("tcp://localhost:5555").bound.text == "tcp://127.0.0.1:5555")
        #expect(try Endpoint("tcp://localhost:*").bound.text == "tcp://127.0.0.1:*")
        #expect(try Endpoint("tcp://10.0.0.1:5555").bound.text == "tcp://10.0.0.1:5555")
        #expect(try !Endpoint("tcp://127.evil.example.org:5555").isLoopback)
        #expect(try !Endpoint("tcp://localhost.example.org:5555").isLoopback)
    }

    @Test("A host without an address is named, with the system's reason")
    func unknownHost() throws {
        let text = "tcp://no-such-host.invalid:5555"
        let error = #expect(throws: EndpointError.self) { try Endpoint(target: text).checkHost() }
        #expect(
            try #require(error).description
                .hasPrefix("\(text): the host no-such-host.invalid is not known: "))
        for known in ["tcp://localhost:1", "tcp://127.0.0.1:1", "tcp://[::1]:1"] {
            try Endpoint(target: known).checkHost()
        }
        for listening in ["tcp://*:5555", "tcp://127.0.0.1:*"] {
            #expect(throws: EndpointError.onlyListens(listening)) {
                try Endpoint(target: listening)
            }
        }
    }

    @Test(
        "of other forms are refused with an example of the right one",
        arguments: [
            "", "127.0.0.1:5555", "udp://127.0.0.1:5555", "tcp://", "tcp://:5555", "tcp://host",
            "tcp://host:", "tcp://host:0", "tcp://host:65536", "tcp://host:-1", "tcp://host:http",
        ])
    func bad(text: String) {
        let error = #expect(throws: EndpointError.self) { try Endpoint(text) }
        #expect(error == .malformed(text))
        #expect("\(error!)".contains("tcp://192.168.1.10:5555"))
    }
}

@Suite("Rates")
struct RateMeterTests {
    private let start = Instant(nanoseconds: 5_000_000_000)

    @Test("are nothing at first, and exact where work is steady")
    func steady() {
        var meter = RateMeter()
        #expect(meter.perSecond(of: 0, at: start) == 0)
        for step in 1...50 {
            let rate = meter.perSecond(of: step * 20, at: start + Double(step) * 0.1)
            #expect(abs(rate - 200) < 1e-6)
        }
    }

    @Test("follow a change within seconds, and what is long past is forgotten")
    func changes() {
        var meter = RateMeter()
        for step in 0...100 { _ = meter.perSecond(of: step * 100, at: start + Double(step) * 0.1) }
        var rate = Double.infinity
        for step in 0...50 {
            rate = meter.perSecond(of: 10_000, at: start + 10.1 + Double(step) * 0.1)
        }
        #expect(rate == 0)
    }

    @Test("survive two looks at the same moment")
    func sameMoment() {
        var meter = RateMeter()
        #expect(meter.perSecond(of: 0, at: start) == 0)
        #expect(meter.perSecond(of: 5, at: start) == 0)
    }
}

@Suite("A study's directory")
struct StudyDirectoryTests {
    @Test("is found by path and by name, and others are named where it is not")
    func find() throws {
        let scratch = try ScratchDirectory()
        for name in ["beta", "alpha"] {
            let directory = StudyDirectory(results: scratch.path, study: name)
            try FileManager.default.createDirectory(
                atPath: directory.path, withIntermediateDirectories: true)
            #expect(FileManager.default.createFile(atPath: directory.database, contents: Data()))
        }
        try FileManager.default.createDirectory(
            atPath: scratch.path + "/no-study", withIntermediateDirectories: true)
        for text in ["beta", scratch.path + "/beta", scratch.path + "/beta/"] {
            let found = try StudyDirectory.find(text, results: scratch.path)
            #expect(found.path == scratch.path + "/beta")
            #expect(found.name == "beta")
        }
        let error = StudyError.notFound(
            name: "gamma", results: scratch.path, known: ["alpha", "beta"])
        #expect(throws: error) {
            try StudyDirectory.find("gamma", results: scratch.path)
        }
        #expect(StudyDirectory.all(results: scratch.path + "/nowhere").isEmpty)
    }
}
