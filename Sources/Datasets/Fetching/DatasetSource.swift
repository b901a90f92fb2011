/// A source of data set files.
protocol DatasetSource: Sendable {
    /// An address or a package, for messages.
    var title: String { get }

    /// Passes the unpacked bytes of each file to `deliver`, one file after another.
    ///
    /// `scratch` is an empty directory that is removed afterwards.
    func bring(
        _ files: [DatasetFile], scratch: String, progress: (FetchProgress) -> Void,
        deliver: ([UInt8], DatasetFile) throws(FetchFailure) -> Void
    ) throws(FetchFailure)
}
