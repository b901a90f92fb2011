import Datasets
import Foundation
import Objectives
import StudyModel

/// Makes objectives, and keeps the data sets they need: one copy a process, mapped once and shared
/// by all slots.
///
/// Everything is behind the lock, which is also what lets one slot fetch what the others wait for.
final class ObjectiveLibrary: @unchecked Sendable {
    private let lock = NSLock()
    private let cache: DatasetCache
    private let fetch: @Sendable (DatasetName) throws -> Void
    private let codes = EncodedSamplesStore()
    private var datasets: [DatasetName: ImageDataset] = [:]

    /// - Parameter fetch: brings a data set that the cache lacks into it.
    init(cache: DatasetCache, fetch: @escaping @Sendable (DatasetName) throws -> Void) {
        self.cache = cache
        self.fetch = fetch
    }

    func objective(for job: Job) throws -> any Objective {
        switch job.objective {
        case .null: NullObjective()
        case .autoencoder, .denoisingAutoencoder, .classifier, .gan:
            NetworkObjective(dataset: try dataset(.mnist), codes: codes)
        }
    }

    private func dataset(_ name: DatasetName) throws -> ImageDataset {
        try lock.withLock {
            if let known = datasets[name] { return known }
            if !cache.isComplete(name) { try fetch(name) }
            let loaded = try cache.load(name)
            datasets[name] = loaded
            return loaded
        }
    }
}
