package import Datasets
package import Embeddings
package import Figures
package import StudyModel

/// What stages use of the program that runs them: data sets, gnuplot, and where messages go.
package protocol StageHost: Sendable {
    /// The program's version.
    var version: String { get }
    var cache: DatasetCache { get }
    /// Fetches a data set into the cache.
    func fetch(_ name: DatasetName) throws
    /// The program that draws charts; nil if charts are disabled, or if there is none.
    ///
    /// - Parameter option: a file, or `none`; nil is the one that the user's environment names.
    func gnuplot(_ option: String?) throws -> Gnuplot?
    /// Writes a stage's result.
    func result(_ text: String) throws
    /// Writes a line about a stage's progress, which may be lost.
    func remark(_ line: String)
    /// A new display of the progress of t-SNE.
    func embeddingDisplay() -> any EmbeddingDisplay
}

/// Shows the progress of t-SNE.
package protocol EmbeddingDisplay {
    func show(_ progress: TSNEProgress)
    func end()
}

extension StageHost {
    /// Fetches the data set of a job, unless it is in the cache.
    package func prepare(_ job: Job) throws {
        guard case .named(let name)? = job.objective.dataset, !cache.isComplete(name) else {
            return
        }
        try fetch(name)
    }
}
