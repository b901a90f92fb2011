import Testing

@testable import Figures

@Suite("A contour of values with much in common")
struct OffsetContourTests {
    private func drawing(_ offset: Double) -> Drawing {
        ContourChart(
            title: "t", x: Axis("x"), y: Axis("y"), metric: Axis("m"),
            trials: (0..<20).map { index in
                SIMD3(Double(index % 5), Double(index / 5), offset + 0.005 * Double(index))
            }
        ).drawing
    }

    @Test("has as many heights as one of the same values without it")
    func heights() {
        func heights(_ offset: Double) -> Int {
            let lines = drawing(offset).data.text.split(separator: "\n").prefix { $0 != "# trials" }
            return Set(lines.compactMap { $0.split(separator: "\t").last }).count
        }
        #expect(heights(1_000_000.1) > heights(0.1) / 2)
        #expect(heights(1_000_000.1) > 500)
    }

    @Test("has different numbers at its scale, with room for them")
    func scale() throws {
        func box(_ offset: Double) throws -> Double {
            let command = try #require(
                drawing(offset).commands.first { $0.hasPrefix("set colorbox") })
            let place = command.split(separator: "screen ").dropFirst().first?.prefix { $0 != "," }
            return try #require(place.flatMap { Double($0) })
        }
        let ticks = try #require(
            drawing(1_000_000.1).commands.first { $0.hasPrefix("set cbtics") })
        let labels = ticks.split(separator: "'").enumerated().filter { $0.offset % 2 == 1 }
            .map(\.element)
        #expect(labels.count > 2 && Set(labels).count == labels.count)
        // The common part stands in the heading.
        #expect(labels.allSatisfy { $0.hasPrefix("0.1") })
        #expect(drawing(1_000_000.1).commands.contains { $0.contains("m − 1e6") })
        #expect(try box(1_000_000.1) == 0.82 && box(0.1) == 0.82)
    }
}
