import Foundation
import Portable
import StudyModel
import Testing

@testable import Search

/// The genetic operators and the split of MOTPE against DEAP and Optuna
/// (`Scripts/goldens_objectives.py`).
@Suite struct GeneticTests {
    struct File: Decodable {
        var crossings: [Crossing]
        var mutations: [Mutation]
        var subsets: [Subset]
    }

    struct Crossing: Decodable, Sendable {
        var a, b, index, u, low, high: Double
    }

    struct Mutation: Decodable, Sendable {
        var x, index, u, child: Double
    }

    struct Subset: Decodable, Sendable, CustomTestStringConvertible {
        var points: [[Double]]
        var count: Int
        var chosen: [Int]

        var testDescription: String { "\(count) of \(points.count)" }
    }

    private static let file: File? = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/objectives.json")
        return (try? Data(contentsOf: url)).flatMap {
            try? JSONDecoder().decode(File.self, from: $0)
        }
    }()

    @Test("Children of simulated binary crossover are those of DEAP")
    func crossing() throws {
        let cases = try #require(Self.file).crossings
        #expect(cases.count == 36)
        for given in cases {
            let found = GeneticOperators.crossed(given.a, given.b, index: given.index, u: given.u)
            #expect(abs(found.low - given.low) < 1e-12 && abs(found.high - given.high) < 1e-12)
        }
    }

    @Test("Children of polynomial mutation are those of DEAP")
    func mutation() throws {
        let cases = try #require(Self.file).mutations
        #expect(cases.count == 24)
        for given in cases {
            let found = GeneticOperators.mutated(given.x, index: given.index, u: given.u)
            #expect(abs(found - given.child) < 1e-12)
        }
    }

    @Test("Children stay inside, whatever the parents", arguments: [0.0, 2, 20, 1_000])
    func inside(_ index: Double) {
        let ends = [0, 1e-300, 0x1p-53, 0.3, 0.5, 1 - 0x1p-53, 1]
        for (a, b) in ends.flatMap({ a in ends.map { (a, $0) } }) {
            for u in [0x1p-53, 0.25, 0.5, 0.75, 1 - 0x1p-53] {
                let children = GeneticOperators.crossed(a, b, index: index, u: u)
                let mutant = GeneticOperators.mutated(a, index: index, u: u)
                for child in [children.low, children.high, mutant] {
                    #expect((0...1).contains(child))
                }
                #expect(children.low <= children.high)
            }
        }
    }

    @Test("The chosen part of a front dominates as much as Optuna's", arguments: 0..<5)
    func subset(_ number: Int) throws {
        let given = try #require(Self.file).subsets[number]
        let front = given.points.enumerated().map { ObjectivePoint($1, trial: $0) }
        let chosen = MultiObjectiveSplit.subset(of: front, count: given.count).map(\.trial)
        #expect(chosen.count == given.count && Set(chosen).count == given.count)
        let reference = given.points[0].indices.map { objective in
            1.1 * (given.points.map { $0[objective] }.max() ?? 0)
        }
        func volume(_ numbers: [Int]) -> Double {
            Hypervolume.of(numbers.map { given.points[$0] }, reference: reference)
        }
        #expect(volume(chosen) >= volume(given.chosen) - 1e-9)
    }

    private static let parameters = [
        Parameter(name: "kind", domain: .categorical([.text("a"), .text("b"), .text("c")])),
        Parameter(name: "rate", domain: .float(FloatDomain(low: 0, high: 1))),
        Parameter(name: "units", domain: .int(IntDomain(low: 1, high: 5))),
        Parameter(name: "fixed", domain: .categorical([.int(7)])),
        Parameter(
            name: "depth", domain: .int(IntDomain(low: 1, high: 3)),
            condition: Condition([.init("kind", [.text("b")])])),
    ]

    @Test("Genes and configurations are two forms of the same")
    func genes() throws {
        let space = SearchSpace(Self.parameters)
        let genetic = GeneticSpace(space)
        #expect(genetic.variables == 4)
        var sampler = try RandomSampler(space: space, seed: 2)
        for trial in 0..<50 {
            let configuration = sampler.suggest(trial: trial)
            let genes = try #require(genetic.genes(of: configuration))
            #expect(genes[4].isNaN == (configuration["depth"] == nil))
            let back = genetic.configuration(of: genes)
            #expect(back.entries.map(\.name) == configuration.entries.map(\.name))
            for entry in back.entries where entry.name != "rate" {
                #expect(entry.value == configuration[entry.name])
            }
            let rate = try #require(configuration["rate"]?.number)
            #expect(abs((back["rate"]?.number ?? -1) - rate) < 1e-12)
        }
        #expect(genetic.genes(of: Configuration([.init("rate", .float(0.5))])) == nil)
    }

    @Test("A mutation changes choices and whole numbers, and children mix their parents")
    func children() throws {
        let genetic = GeneticSpace(SearchSpace(Self.parameters))
        let generator = SeededGenerator(seed: 1, trial: 3, purpose: .sampling)
        let first: [Double] = [0, 0.25, 0.1, 0, .nan]
        let second: [Double] = [1, 0.75, 0.9, 0, 0.5]
        let always = NSGA2Settings(crossover: 0, mutation: 1)
        let never = NSGA2Settings(crossover: 1, mutation: 0)
        let parent = genetic.configuration(of: first)
        var kinds: Set<Double> = []
        for attempt in 0..<100 {
            let mutant = genetic.child(
                of: first, second, settings: always, generator, attempt: attempt)
            let configuration = genetic.configuration(of: mutant)
            #expect(configuration["kind"] != parent["kind"])
            #expect(configuration["units"] != parent["units"])
            let child = genetic.child(
                of: first, second, settings: never, generator, attempt: attempt)
            #expect([0, 1].contains(child[0]) && child[4] == 0.5)
            kinds.insert(child[0])
        }
        #expect(kinds == [0, 1])
    }
}
