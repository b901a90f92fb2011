/// Places for the names of classes in a chart of points: beside the points of each class, where a
/// name covers no point, no other name, and stands nearest to its own class.
///
/// A class in the midst of others may have no such place; the legend names it.
struct ClassLabels {
    /// The half width of a letter, and of the space beside a name, as parts of the chart.
    private static let letter = 0.0115
    private static let gap = 0.008
    private static let halfHeight = 0.03
    /// The distances from the middle of a class at which places are tried, and their directions.
    private static let distances = stride(from: 0.0, through: 0.42, by: 0.03)
    private static let directions: [SIMD2<Double>] = {
        let octant: [SIMD2<Double>] = [
            SIMD2(1, 0), SIMD2(0.92, 0.38), SIMD2(0.71, 0.71), SIMD2(0.38, 0.92),
        ]
        let quarter = octant + octant.map { SIMD2(-$0.y, $0.x) }
        return quarter + quarter.map { SIMD2<Double>.zero - $0 }
    }()

    private struct Box {
        var centre: SIMD2<Double>
        var half: SIMD2<Double>

        func contains(_ place: SIMD2<Double>) -> Bool {
            (place.x - centre.x).magnitude < half.x && (place.y - centre.y).magnitude < half.y
        }

        func overlaps(_ other: Box) -> Bool {
            (other.centre.x - centre.x).magnitude < half.x + other.half.x
                && (other.centre.y - centre.y).magnitude < half.y + other.half.y
        }

        /// Whether the whole box is within the chart.
        var isInside: Bool {
            centre.x - half.x > 0 && centre.x + half.x < 1 && centre.y - half.y > 0
                && centre.y + half.y < 1
        }
    }

    /// The names that have a place, and the place, in parts of the axes from 0 to 1.
    private(set) var places: [(name: String, place: SIMD2<Double>)] = []

    /// - Parameter points: the points drawn, in parts of the axes, with the indices of their
    ///   classes.
    init(of points: [(place: SIMD2<Double>, kind: Int)], names: [String]) {
        var taken: [Box] = []
        for (kind, name) in names.enumerated() {
            let own = points.filter { $0.kind == kind }.map(\.place)
            guard let x = Self.median(own.map(\.x)), let y = Self.median(own.map(\.y)) else {
                continue
            }
            let half = SIMD2(
                Double(min(ScriptText.width(name), ScriptText.longestLabel)) * Self.letter
                    + Self.gap, Self.halfHeight)
            guard
                let box = Self.candidates(about: SIMD2(x, y), half: half).first(where: { box in
                    box.isInside && !taken.contains(where: box.overlaps)
                        && !points.contains { box.contains($0.place) }
                        && Self.nearest(to: box.centre, points) == kind
                })
            else { continue }
            taken.append(box)
            places.append((name, box.centre))
        }
    }

    /// Boxes about a place, the nearest ones first.
    private static func candidates(
        about middle: SIMD2<Double>, half: SIMD2<Double>
    ) -> some Sequence<Box> {
        distances.lazy.flatMap { distance in
            (distance == 0 ? [SIMD2<Double>.zero] : directions).lazy.map { direction in
                // A wide name goes farther to the side than above.
                let way = direction * SIMD2(distance + max(0, half.x - halfHeight), distance)
                return Box(
                    centre: SIMD2(rounded(middle.x + way.x), rounded(middle.y + way.y)),
                    half: half)
            }
        }
    }

    /// The class of the point nearest to a place.
    private static func nearest(
        to place: SIMD2<Double>, _ points: [(place: SIMD2<Double>, kind: Int)]
    ) -> Int? {
        points.min { distance($0.place, place) < distance($1.place, place) }?.kind
    }

    private static func distance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
        let way = a - b
        return way.x * way.x + way.y * way.y
    }

    private static func median(_ values: [Double]) -> Double? {
        let sorted = values.sorted()
        return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }

    private static func rounded(_ part: Double) -> Double { (part * 1000).rounded() / 1000 }
}
