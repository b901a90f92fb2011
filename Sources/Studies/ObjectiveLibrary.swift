package import Datasets
import Foundation
import Models
package import Objectives
import ProgramExecution
package import StudyModel
import UserPrograms

/// Creates objectives and caches their data: one copy per process, mapped once and shared by all
/// slots.
///
/// Everything is behind the lock. It is held while fetching: one slot fetches, the others wait.
package final class ObjectiveLibrary: @unchecked Sendable {
    private let lock = NSLock()
    private let cache: DatasetCache
    private let fetch: @Sendable (NeededData) throws -> Void
    private let codes = EncodedSamplesStore()
    /// Where programs run; nil if this worker must not run any.
    private let programs: RunSpace?
    /// The program that ran last, as decoding its settings takes time in proportion to its files.
    private var program: (objective: ObjectiveSpec, settings: ProgramSettings)?
    private var datasets: [DatasetKey: ImageDataset] = [:]
    private var weights: [String: PretrainedFile] = [:]
    private var features: [String: FeatureNetwork] = [:]
    /// Holds on cache files, so that other processes do not remove them.
    private var holds: [String: InputHold] = [:]

    /// - Parameters:
    ///   - programs: how many programs of jobs may run at a time; nil if none may.
    ///   - fetch: downloads missing data into the cache.
    package init(
        cache: DatasetCache, programs: Int? = nil,
        fetch: @escaping @Sendable (NeededData) throws -> Void
    ) {
        self.cache = cache
        self.fetch = fetch
        self.programs = programs.map { RunSpace(cache: cache.directory, slots: $0) }
    }

    /// The objective of a job: the registry of what workers can run.
    package func objective(for job: Job) throws -> any Objective {
        if job.objective.kind == ObjectiveSpec.null.kind { return NullObjective() }
        if job.objective.runsPrograms { return try program(of: job) }
        if job.objective.isExternal { throw StudyError.runsOutside }
        let job = try NetworkJob(job)
        switch job.objective {
        case .autoencoder, .denoisingAutoencoder, .classifier, .regression:
            return NetworkObjective(
                dataset: try dataset(job.dataset, split: job.split),
                pretrained: try job.pretrained.map { try weights($0.file) }, codes: codes)
        case .gan:
            return GANObjective(
                dataset: try dataset(job.dataset, split: job.split),
                pretrained: try job.pretrained.map { try weights($0.file) },
                features: try job.quality.map { try features($0.features) }, codes: codes)
        }
    }

    private func program(of job: Job) throws -> any Objective {
        guard let programs else { throw StudyError.programsNotAllowed }
        let settings = try lock.withLock {
            if let program, program.objective == job.objective { return program.settings }
            let settings = try ProgramSettings(job.objective)
            program = (job.objective, settings)
            return settings
        }
        return ProgramObjective(settings, space: programs) { try self.input($0) }
    }

    /// Removes the directories in which programs run, at the worker's end.
    package func removeRuns() { programs?.remove() }

    /// The samples that a job trains on; fetched if missing, then kept in memory.
    ///
    /// - Parameter split: decides which rows of a table its statistics are of.
    package func dataset(
        _ reference: DatasetReference, split: Split = Split()
    ) throws -> ImageDataset {
        try lock.withLock {
            let key = DatasetKey(
                reference: reference, split: reference.table == nil ? nil : split)
            if let known = datasets[key] { return known }
            let loaded: ImageDataset
            switch reference {
            case .named(let name):
                if !cache.isComplete(name) { try fetch(.dataset(name)) }
                loaded = try cache.load(name)
            case .files(let files):
                for array in files.arrays { try bring(array.file) }
                loaded = try ImageDataset(files) { cache.path(of: $0) }
            case .table(let table):
                for file in table.files { try bring(file) }
                loaded = try ImageDataset(table, split: split) { cache.path(of: $0) }
            }
            datasets[key] = loaded
            return loaded
        }
    }

    /// The local path of a file that a job names; the file is fetched if missing.
    package func input(_ file: InputFile) throws -> String {
        try lock.withLock {
            try bring(file)
            return cache.path(of: file)
        }
    }

    /// The weights in a file that a job names.
    package func weights(_ file: InputFile) throws -> PretrainedFile {
        try read(file, once: \.weights) {
            try PretrainedFile(bytes: $0, sha256: file.sha256, source: file.path)
        }
    }

    /// The feature network in a file that measures a GAN's output.
    private func features(_ file: InputFile) throws -> FeatureNetwork {
        try read(file, once: \.features) {
            try FeatureNetwork(bytes: $0, sha256: file.sha256, source: file.path)
        }
    }

    /// Reads a file that a job names, or returns what was read before.
    private func read<Value>(
        _ file: InputFile, once memory: ReferenceWritableKeyPath<ObjectiveLibrary, [String: Value]>,
        _ decode: ([UInt8]) throws -> Value
    ) throws -> Value {
        try lock.withLock {
            if let known = self[keyPath: memory][file.sha256] { return known }
            try bring(file)
            let value = try decode(cache.bytes(of: file))
            self[keyPath: memory][file.sha256] = value
            return value
        }
    }

    /// Fetches a file if it is missing, and holds it in the cache as long as this library lives.
    private func bring(_ file: InputFile) throws {
        guard holds[file.sha256] == nil else { return }
        if let hold = cache.hold(file) {
            holds[file.sha256] = hold
            return
        }
        try fetch(.input(file))
        // Another process may have removed it already, to make room; opening it then reports the
        // error.
        holds[file.sha256] = cache.hold(file)
    }
}

/// What the samples of a data set in memory depend on.
private struct DatasetKey: Hashable {
    var reference: DatasetReference
    /// Nil for data whose values don't depend on it.
    var split: Split?
}
