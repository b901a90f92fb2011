package import Datasets
import Foundation
package import Objectives
package import StudyModel

/// Makes objectives, and keeps the data that they need: one copy a process, mapped once and shared
/// by all slots.
///
/// Everything is behind the lock, which is also what lets one slot fetch what the others wait for.
package final class ObjectiveLibrary: @unchecked Sendable {
    private let lock = NSLock()
    private let cache: DatasetCache
    private let fetch: @Sendable (NeededData) throws -> Void
    private let codes = EncodedSamplesStore()
    private var datasets: [DatasetReference: ImageDataset] = [:]
    private var weights: [String: PretrainedFile] = [:]
    private var features: [String: FeatureNetwork] = [:]
    /// Files of the cache that other processes must leave where they are.
    private var holds: [String: InputHold] = [:]

    /// - Parameter fetch: brings what the cache lacks into it.
    package init(cache: DatasetCache, fetch: @escaping @Sendable (NeededData) throws -> Void) {
        self.cache = cache
        self.fetch = fetch
    }

    package func objective(for job: Job) throws -> any Objective {
        switch job.objective {
        case .null: return NullObjective()
        case .autoencoder, .denoisingAutoencoder, .classifier:
            return NetworkObjective(
                dataset: try dataset(job.dataset ?? .mnist),
                pretrained: try job.pretrained.map { try weights($0.file) }, codes: codes)
        case .gan:
            return GANObjective(
                dataset: try dataset(job.dataset ?? .mnist),
                features: try job.quality.map { try features($0.features) }, codes: codes)
        }
    }

    /// The samples that a job trains on, fetched where they aren't here and kept for the next.
    package func dataset(_ reference: DatasetReference) throws -> ImageDataset {
        try lock.withLock {
            if let known = datasets[reference] { return known }
            let loaded: ImageDataset
            switch reference {
            case .named(let name):
                if !cache.isComplete(name) { try fetch(.dataset(name)) }
                loaded = try cache.load(name)
            case .files(let files):
                for array in files.arrays { try bring(array.file) }
                loaded = try ImageDataset(files) { cache.path(of: $0) }
            }
            datasets[reference] = loaded
            return loaded
        }
    }

    /// Where a file that a job names is on this machine, fetched where it isn't here.
    package func input(_ file: InputFile) throws -> String {
        try lock.withLock {
            try bring(file)
            return cache.path(of: file)
        }
    }

    /// The weights in a file that a job names.
    package func weights(_ file: InputFile) throws -> PretrainedFile {
        try lock.withLock {
            if let known = weights[file.sha256] { return known }
            try bring(file)
            let read = try PretrainedFile(
                bytes: cache.bytes(of: file), sha256: file.sha256, source: file.path)
            weights[file.sha256] = read
            return read
        }
    }

    /// The network in a file that measures what a GAN generates.
    private func features(_ file: InputFile) throws -> FeatureNetwork {
        try lock.withLock {
            if let known = features[file.sha256] { return known }
            try bring(file)
            let read = try FeatureNetwork(
                bytes: cache.bytes(of: file), sha256: file.sha256, source: file.path)
            features[file.sha256] = read
            return read
        }
    }

    /// Has a file here, fetched where need be, and keeps it here as long as this library lives.
    private func bring(_ file: InputFile) throws {
        guard holds[file.sha256] == nil else { return }
        if let hold = cache.hold(file) {
            holds[file.sha256] = hold
            return
        }
        try fetch(.input(file))
        // Another process may have removed it at once, to make room: whoever opens it will say so.
        holds[file.sha256] = cache.hold(file)
    }
}
