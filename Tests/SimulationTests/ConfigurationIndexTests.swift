import Portable
import Search
import StudyModel
import Testing

@Suite struct ConfigurationIndexTests {
    private static let space = SearchSpace([
        Parameter(name: "x", domain: .float(FloatDomain(low: -1, high: 3))),
        Parameter(
            name: "rate",
            domain: .float(FloatDomain(low: 1e-4, high: 1, distribution: .logUniform))),
        Parameter(name: "kind", domain: .categorical([.text("a"), .text("b"), .text("c")])),
    ])

    private static func drawn(_ count: Int, seed: UInt64) throws -> [Configuration] {
        var sampler = try RandomSampler(space: space, seed: seed)
        return (0..<count).map { sampler.suggest(trial: $0) }
    }

    /// Gower's distance by its definition, with the quantiles written out.
    private static func distance(_ a: Configuration, _ b: Configuration) -> Double {
        func number(_ configuration: Configuration, _ name: String) -> Double {
            configuration[name]?.number ?? .nan
        }
        let linear = abs(number(a, "x") - number(b, "x")) / 4
        let ratio = number(a, "rate") / number(b, "rate")
        let logarithmic = abs(PortableMath.log(ratio)) / PortableMath.log(1e4)
        return linear + logarithmic + (a["kind"] == b["kind"] ? 0 : 1)
    }

    @Test("The nearest configuration is that of a plain search with Gower's distance")
    func nearest() throws {
        let recorded = try Self.drawn(60, seed: 1)
        let index = ConfigurationIndex(Self.space, recorded)
        #expect(!index.isComplete)
        for wanted in try Self.drawn(200, seed: 2) {
            let found = index.nearest(to: wanted)
            let distances = recorded.map { Self.distance($0, wanted) }
            let least = try #require(distances.min())
            #expect(abs(found.distance - least) < 1e-9)
            #expect(abs(distances[found.index] - least) < 1e-9)
        }
    }

    @Test("A recorded configuration is found itself, the first of equal ones")
    func recorded() throws {
        var recorded = try Self.drawn(20, seed: 3)
        recorded.append(recorded[4])
        let index = ConfigurationIndex(Self.space, recorded)
        for (place, configuration) in recorded.enumerated() {
            let found = index.nearest(to: configuration)
            #expect(found.index == (place == 20 ? 4 : place))
            #expect(found.distance == 0)
        }
    }

    /// A grid of which a condition leaves 3 + 1 configurations.
    private static let grid = SearchSpace([
        Parameter(name: "kind", domain: .categorical([.text("a"), .text("b")])),
        Parameter(
            name: "size", domain: .int(IntDomain(low: 1, high: 3)),
            condition: Condition([.init("kind", [.text("a")])])),
    ])

    @Test("A finite space is complete if all of its configurations are recorded")
    func complete() {
        let all =
            (1...3).map {
                Configuration([.init("kind", .text("a")), .init("size", .int($0))])
            } + [Configuration([.init("kind", .text("b"))])]
        #expect(ConfigurationIndex(Self.grid, all).isComplete)
        for left in all.indices {
            var rest = all
            rest.remove(at: left)
            let index = ConfigurationIndex(Self.grid, rest)
            #expect(!index.isComplete)
            // A neighbour with the same choice is nearer than one with another.
            let found = index.nearest(to: all[left])
            #expect(found.distance > 0)
            if left < 3 { #expect(rest[found.index]["kind"] == .text("a")) }
        }
        #expect(ConfigurationIndex(Self.grid, all + all).isComplete)
    }
}
