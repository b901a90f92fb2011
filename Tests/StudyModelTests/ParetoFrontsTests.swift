import Foundation
import Portable
import StudyModel
import Testing

/// Sets of points with what independent programs found of them (`Scripts/goldens_objectives.py`).
struct ObjectiveGoldens: Decodable {
    struct PointSet: Decodable, CustomTestStringConvertible {
        var points: [[Double]]
        var fronts: [[Int]]
        var first: [[Double]]
        var crowding: [Double?]
        var reference: [Double]
        var hypervolume: Double

        var testDescription: String {
            "\(points.count) points, \(reference.count) objectives"
        }

        var numbered: [ObjectivePoint] {
            points.enumerated().map { ObjectivePoint($1, trial: $0) }
        }
    }

    var sets: [PointSet]

    static let sets: [PointSet] = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/objectives.json")
        guard let data = try? Data(contentsOf: url) else { return [] }
        return (try? JSONDecoder().decode(ObjectiveGoldens.self, from: data))?.sets ?? []
    }()
}

@Suite("Pareto fronts")
struct ParetoFrontsTests {
    @Test("The file has sets of 2 to 6 objectives")
    func file() {
        #expect(Set(ObjectiveGoldens.sets.map(\.reference.count)) == [2, 3, 4, 5, 6])
    }

    @Test("The fronts are those of pymoo", arguments: ObjectiveGoldens.sets)
    func fronts(_ set: ObjectiveGoldens.PointSet) {
        let found = ParetoFronts(set.numbered).fronts.map { $0.map(\.trial).sorted() }
        #expect(found == set.fronts)
    }

    @Test("Points that come one by one give the same fronts", arguments: ObjectiveGoldens.sets)
    func insertion(_ set: ObjectiveGoldens.PointSet) {
        let whole = ParetoFronts(set.numbered)
        let shuffled = SeededGenerator(seed: 3, purpose: .tests)
            .permutation(count: set.points.count).map { set.numbered[Int($0)] }
        for order in [set.numbered, set.numbered.reversed(), shuffled] {
            var fronts = ParetoFronts()
            for (index, point) in order.enumerated() {
                fronts.insert(point)
                if index % 10 == 9 {
                    #expect(fronts == ParetoFronts(Array(order.prefix(index + 1))))
                }
            }
            #expect(fronts == whole)
        }
        for (front, points) in whole.fronts.enumerated() {
            #expect(points.allSatisfy { whole.front(of: $0) == front })
        }
        let unknown = ObjectivePoint(whole.fronts[0][0].costs, trial: 1_000)
        #expect(whole.front(of: unknown) == nil)
    }

    @Test("Crowding distances are those of pymoo", arguments: ObjectiveGoldens.sets)
    func crowding(_ set: ObjectiveGoldens.PointSet) {
        let front = set.first.enumerated().map { ObjectivePoint($1, trial: $0) }.sorted()
        let found = ParetoFronts.crowding(of: front)
        for (point, distance) in zip(front, found) where front.count > 2 {
            if let expected = set.crowding[point.trial] {
                #expect(abs(distance - expected) < 1e-12)
            } else {
                #expect(distance == .infinity)
            }
        }
    }

    @Test("Of equal points the first one counts")
    func duplicates() {
        let costs = [[0.0, 2], [0, 2], [1, 1], [1, 1], [2, 0]]
        let front = costs.enumerated().map { ObjectivePoint($1, trial: $0) }
        #expect(ParetoFronts(front).fronts.count == 1)
        #expect(ParetoFronts.crowding(of: front) == [.infinity, 0, 2, 0, .infinity])
        #expect(ParetoFronts.byCrowding(front).map(\.trial) == [0, 4, 2, 1, 3])
        #expect(ParetoFronts.crowding(of: [ObjectivePoint([1, 1], trial: 0)]) == [0])
    }
}

@Suite("The order of trials with several objectives")
struct RankedFrontsTests {
    private static func entries(_ count: Int, seed: UInt64) -> [RankedFronts.Entry] {
        let generator = SeededGenerator(seed: seed, purpose: .tests)
        return (0..<count).map { trial in
            let costs = (0..<2).map {
                Double(generator.uniform(below: 8, step: trial, index: $0))
            }
            let violation = max(0, generator.uniform(below: 4, step: trial, index: 3) - 2)
            let level = generator.uniform(below: 5, step: trial, index: 4)
            return RankedFronts.Entry(
                ObjectivePoint(costs, trial: trial), level: level > 1 ? .max : level,
                violation: Double(violation))
        }
    }

    @Test("is the same in whatever order they came", arguments: 0..<20)
    func order(_ seed: Int) {
        let entries = Self.entries(60, seed: UInt64(seed))
        let whole = RankedFronts(entries)
        var single = RankedFronts()
        for entry in entries.reversed() { single.insert(entry) }
        #expect(single == whole)
        let ordered = whole.ordered()
        #expect(ordered.map(\.trial).sorted() == Array(0..<60))
        for (index, place) in ordered.enumerated() {
            #expect(whole.rank(of: entries[place.trial]) == index + 1)
        }
        for count in [0, 1, 7, 60, 90] {
            #expect(whole.ordered(count).map(\.trial) == ordered.prefix(count).map(\.trial))
        }
        #expect(whole.allFronts.reduce(0) { $0 + $1.count } == 60)
    }

    @Test("puts no trial behind one that it dominates", arguments: 0..<20)
    func dominance(_ seed: Int) {
        let entries = Self.entries(60, seed: UInt64(seed))
        let ordered = RankedFronts(entries).ordered()
        for (index, place) in ordered.enumerated() {
            let entry = entries[place.trial]
            #expect((place.front != nil) == (entry.level == .max && entry.violation == 0))
            for later in ordered[(index + 1)...].map({ entries[$0.trial] }) {
                #expect(entry.level >= later.level)
                guard entry.level == later.level else { continue }
                #expect(entry.violation <= later.violation)
                guard entry.violation == later.violation else { continue }
                #expect(!later.point.dominates(entry.point))
            }
        }
    }

    @Test("begins with the best trial by the first objective", arguments: 0..<20)
    func first(_ seed: Int) throws {
        let entries = Self.entries(40, seed: UInt64(seed))
        let metric = Metric(
            name: "a", direction: .maximize, others: [.init(name: "b")])
        let scores = entries.map {
            Score(-$0.point.costs[0], others: [$0.point.costs[1]], violation: $0.violation)
        }
        let ranked = RankedFronts(
            scores.indices.compactMap { metric.entry(of: scores[$0], trial: $0) })
        let best = try #require(
            scores.indices.min {
                scores[$0] == scores[$1] ? $0 < $1 : metric.ranks(scores[$0], before: scores[$1])
            })
        #expect(ranked.ordered(1).map(\.trial) == [best])
    }
}
