/// The array found for a job's reference to a file.
package struct FoundArray: Sendable, Hashable {
    package var file: InputFile
    /// The variable that was read; nil if the file has a single unnamed array.
    package var variable: String?
    /// The extents; the first one is the number of samples.
    package var dimensions: [Int]
    /// The extents if another axis counts the samples; a sample's shape or the number of labels can
    /// decide this.
    package var otherDimensions: [Int]?
    /// The extents in the file's own order.
    package var ownDimensions: [Int]
    /// Whether values are bytes; their 0…255 is mapped onto 0…1.
    package var isBytes: Bool

    package init(
        file: InputFile, variable: String? = nil, dimensions: [Int],
        otherDimensions: [Int]? = nil, ownDimensions: [Int]? = nil, isBytes: Bool
    ) {
        self.ownDimensions = ownDimensions ?? dimensions
        self.otherDimensions = otherDimensions
        self.file = file
        self.variable = variable
        self.dimensions = dimensions
        self.isBytes = isBytes
    }
}
