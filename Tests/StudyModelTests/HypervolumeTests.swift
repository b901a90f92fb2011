import Portable
import StudyModel
import Testing

@Suite("Hypervolume")
struct HypervolumeTests {
    @Test("agrees with moocore", arguments: ObjectiveGoldens.sets)
    func golden(_ set: ObjectiveGoldens.PointSet) {
        let found = Hypervolume.of(set.points, reference: set.reference)
        #expect(abs(found - set.hypervolume) < 1e-12 * max(1, set.hypervolume))
    }

    @Test("does not depend on the order of the points, nor on dominated or repeated ones")
    func order() {
        for set in ObjectiveGoldens.sets {
            let volume = Hypervolume.of(set.points, reference: set.reference)
            #expect(Hypervolume.of(set.points.reversed(), reference: set.reference) == volume)
            let front = ParetoFronts(set.numbered).fronts[0].map(\.costs)
            let again = Hypervolume.of(front + front, reference: set.reference)
            #expect(abs(again - volume) < 1e-12)
        }
    }

    @Test("of one point is its box, and of points outside nothing")
    func edges() {
        #expect(Hypervolume.of([[1, 2, 3]], reference: [2, 4, 6]) == 6)
        #expect(Hypervolume.of([[1, 2, 3, 4]], reference: [2, 4, 6, 8]) == 24)
        #expect(Hypervolume.of([[3], [1]], reference: [5]) == 4)
        #expect(Hypervolume.of([[1, 4], [0, 5]], reference: [2, 4]) == 0)
        #expect(Hypervolume.of([], reference: [1, 1]) == 0)
    }

    @Test("is monotone: a further point never lowers it", arguments: [2, 3, 4])
    func monotone(_ objectives: Int) {
        let generator = SeededGenerator(seed: 5, purpose: .tests)
        var points: [[Double]] = []
        var last = 0.0
        for number in 0..<40 {
            points.append((0..<objectives).map { generator.uniform(step: number, index: $0) })
            let volume = Hypervolume.of(
                points, reference: Array(repeating: 1, count: objectives))
            #expect(volume >= last - 1e-12 && volume <= 1)
            last = volume
        }
    }

    @Test("is a share of the box from the ideal to the reference point")
    func share() throws {
        let costs: [[Double]] = [[0, 1000], [10, 0], [5, 500], [20, 4000]]
        let points = costs.enumerated().map { ObjectivePoint($1, trial: $0) }
        let box = try #require(ReferencePoint(of: points))
        #expect(box.ideal == [0, 0])
        #expect(box.reference == [11, 1100])
        // In units of the box: (1 - 0) 0.1 / 1.1, then what (5, 500) and (10, 0) add.
        let expected = (1 - 1 / 1.1) + (1 - 0.5 / 1.1) * 0.5 / 1.1 + (1 - 1 / 1.1) * 0.5 / 1.1
        #expect(abs(box.share(of: points) - expected) < 1e-12)
        #expect(box.share(of: [points[3]]) == 0)
        #expect(ReferencePoint(of: []) == nil)
        // One trial: the range of the objectives is unknown.
        let single = try #require(ReferencePoint(of: [points[0]]))
        #expect(single.reference == [1.1, 1001.1])
        // A value beside which 1 is nothing still has a box.
        let large = [[1e300, 2], [1e300, 1]].enumerated().map { ObjectivePoint($1, trial: $0) }
        let wide = try #require(ReferencePoint(of: large))
        #expect(wide.share(of: [large[0]]) < wide.share(of: large))
    }
}
