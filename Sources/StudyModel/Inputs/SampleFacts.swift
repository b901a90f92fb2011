/// Statistics of a data set's labels.
package struct LabelFacts: Sendable, Hashable {
    package var count: Int
    package var lowest: Int
    package var highest: Int

    package init(count: Int, lowest: Int, highest: Int) {
        self.count = count
        self.lowest = lowest
        self.highest = highest
    }
}

/// Statistics of a data set's samples.
package struct SampleFacts: Sendable, Hashable {
    package var count: Int
    /// The lowest and the highest value in the file.
    package var lowest: Double
    package var highest: Double
    /// The same values after the mapping for training.
    package var mappedLowest: Double
    package var mappedHighest: Double
    /// The size of the samples in memory.
    package var byteCount: Int
    /// Whether the samples are trained on as bytes, which stand for 0 to 1.
    package var areBytes: Bool

    package init(
        count: Int, lowest: Double, highest: Double, mappedLowest: Double, mappedHighest: Double,
        byteCount: Int, areBytes: Bool = false
    ) {
        self.count = count
        self.lowest = lowest
        self.highest = highest
        self.mappedLowest = mappedLowest
        self.mappedHighest = mappedHighest
        self.byteCount = byteCount
        self.areBytes = areBytes
    }
}

/// A request for statistics of a job's samples.
package struct SampleQuestion: Sendable, Hashable {
    package var path: String
    package var variable: String?
    package var shape: [Int]
    package var range: FileDataset.Range?
    /// The number of labels, if there are any.
    package var labelCount: Int?

    package init(
        path: String, variable: String?, shape: [Int], range: FileDataset.Range?, labelCount: Int?
    ) {
        self.path = path
        self.variable = variable
        self.shape = shape
        self.range = range
        self.labelCount = labelCount
    }
}
