package import StudyModel

extension ImageSet {
    /// The lowest and the highest raw value; 0 and 0 without samples.
    package var extremes: (low: Float, high: Float) {
        withExtendedLifetime(self) {
            switch element {
            case .bytes: (Float(values.min() ?? 0), Float(values.max() ?? 0))
            case .floats: (floats.min() ?? 0, floats.max() ?? 0)
            }
        }
    }

    /// The lowest and the highest value as a network gets them.
    package var valueRange: FileDataset.Range {
        let (low, high) = extremes
        let unit: Float = element == .bytes ? 255 : 1
        return FileDataset.Range(low: Double(low / unit), high: Double(high / unit))
    }
}
