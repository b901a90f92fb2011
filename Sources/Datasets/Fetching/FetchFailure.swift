/// The reason why a source could not provide a file or the cache could not store it.
enum FetchFailure: Error, Sendable, Hashable {
    /// The source failed; the next one may succeed.
    case source(String)
    /// The cache failed: the disk is full, the directory can't be written to. No source can help.
    case cache(DatasetError)
}
