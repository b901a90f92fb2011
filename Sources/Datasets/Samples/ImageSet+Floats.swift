extension ImageSet {
    /// The same samples as floats: bytes become 0 to 1.
    var asFloats: ImageSet {
        guard element == .bytes else { return self }
        return withExtendedLifetime(self) {
            ImageSet(
                sampleShape: sampleShape, floats: pixels.map { Float($0) / 255 },
                labels: Array(labels), targets: Array(targets), targetCount: targetCount)
        }
    }
}
