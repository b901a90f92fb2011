/// A summary of a variable for display.
package struct ArraySummary: Sendable, Hashable {
    package var lowest: Double
    package var highest: Double
    /// The number of values that are infinite or NaN.
    package var unusableCount: Int
    /// The number of occurrences per label if the array can be labels; else empty.
    package var labelCounts: [(label: Int, count: Int)] {
        labels.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element) }
    }
    private var labels: [Int] = []

    init(_ array: StoredArray) {
        var (lowest, highest, unusableCount) = (Double.infinity, -Double.infinity, 0)
        var counts = [Int](repeating: 0, count: LabelArray.largestLabel + 1)
        var areLabels = LabelArray.isList(array.dimensions) && array.count > 1
        array.forEachValue { value in
            guard value.isFinite else {
                unusableCount += 1
                return
            }
            lowest = min(lowest, value)
            highest = max(highest, value)
            guard areLabels else { return }
            if value >= 0, value <= Double(LabelArray.largestLabel), value == value.rounded() {
                counts[Int(value)] += 1
            } else {
                areLabels = false
            }
        }
        self.lowest = lowest
        self.highest = highest
        self.unusableCount = unusableCount
        guard areLabels, unusableCount == 0 else { return }
        labels = Array(counts[...Int(highest)])
    }
}

extension ArrayFile {
    /// The range and the labels of a variable; reads all its elements.
    package func summary(of variable: ArrayVariable) throws(DatasetError) -> ArraySummary {
        ArraySummary(try load(variable))
    }

    /// The first images of a variable as lines of characters, one line per image row; empty if it
    /// does not look like images.
    ///
    /// - Parameter columns: the available width; each image column takes one character.
    package func pictures(
        of variable: ArrayVariable, columns: Int
    ) throws(DatasetError) -> [String] {
        let extents = SampleLayout.samplesFirst(variable.dimensions, format: format)
        guard extents.count == 3, (2...64).contains(extents[1]), (2...64).contains(extents[2]),
            columns >= extents[2]
        else { return [] }
        let isLast = extents != variable.dimensions
        let array = try load(variable).permuted(isLast ? [2, 0, 1] : [0, 1, 2])
        let (height, width) = (extents[1], extents[2])
        let shown = min(extents[0], (columns + 1) / (width + 1))
        let values = array.prefix(shown).doubleValues()
        let finite = values.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max(), low < high else { return [] }
        let shades = Array(" .:-=+*#%@")
        return (0..<height).map { row in
            (0..<shown).map { sample in
                String(
                    (0..<width).map { column in
                        let value = values[(sample * height + row) * width + column]
                        let share = value.isFinite ? (value - low) / (high - low) : 0
                        return shades[Int((share * Double(shades.count - 1)).rounded())]
                    })
            }.joined(separator: " ")
        }
    }
}
