package import StudyModel

extension LabelFacts {
    /// Reads labels as a worker does.
    ///
    /// - Throws: `unusable`, with path and variable, if they are not labels.
    package init(reading path: String, variable: String?) throws(DatasetError) {
        let labels = try LabelArray.load(path, variable: variable)
        self.init(
            count: labels.count, lowest: labels.min().map(Int.init) ?? 0,
            highest: labels.max().map(Int.init) ?? 0)
    }
}

extension SampleFacts {
    /// Reads samples as a worker does.
    ///
    /// - Throws: `unusable`, with path and variable, if they are not samples of the shape.
    package init(reading question: SampleQuestion) throws(DatasetError) {
        let range = question.range.map { $0.low...$0.high }
        let set = try ImageSet(
            values: question.path, variable: question.variable, labels: nil,
            labelCount: question.labelCount, sampleShape: question.shape, range: range)
        var (low, high) = (Double.infinity, -Double.infinity)
        let mapped: (Double) -> Double
        switch set.element {
        case .bytes:
            low = set.pixels.min().map(Double.init) ?? 0
            high = set.pixels.max().map(Double.init) ?? 0
            mapped = { $0 / 255 }
        case .floats:
            for value in set.floats {
                low = min(low, Double(value))
                high = max(high, Double(value))
            }
            mapped = { $0 }
        }
        let (mappedLowest, mappedHighest) = (mapped(low), mapped(high))
        if let range, set.element == .floats {
            let width = range.upperBound - range.lowerBound
            (low, high) = (low * width + range.lowerBound, high * width + range.lowerBound)
        }
        self.init(
            count: set.count, lowest: low, highest: high, mappedLowest: mappedLowest,
            mappedHighest: mappedHighest, byteCount: set.values.count,
            areBytes: set.element == .bytes)
        withExtendedLifetime(set) {}
    }
}
