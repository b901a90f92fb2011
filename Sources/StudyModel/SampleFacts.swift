/// What was found in a data set's labels.
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

/// What was found in a data set's samples.
package struct SampleFacts: Sendable, Hashable {
    package var count: Int
    /// The lowest and the highest value as the file has them.
    package var lowest: Double
    package var highest: Double
    /// What they stand for in training.
    package var mappedLowest: Double
    package var mappedHighest: Double
    /// What the samples take in memory.
    package var byteCount: Int

    package init(
        count: Int, lowest: Double, highest: Double, mappedLowest: Double, mappedHighest: Double,
        byteCount: Int
    ) {
        self.count = count
        self.lowest = lowest
        self.highest = highest
        self.mappedLowest = mappedLowest
        self.mappedHighest = mappedHighest
        self.byteCount = byteCount
    }
}

/// Samples that are to be looked into, as a job's data set has them.
package struct SampleQuestion: Sendable, Hashable {
    package var path: String
    package var variable: String?
    package var shape: [Int]
    package var range: FileDataset.Range?
    /// How many labels there are, where there are any.
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
