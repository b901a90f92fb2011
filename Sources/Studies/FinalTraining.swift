package import Datasets
import Files
import Foundation
package import Models
import Objectives
import Portable
import Reporting
package import StudyModel
import UserErrors

/// Refits one configuration of a study: trains on all training samples and measures on the test
/// samples after each epoch.
///
/// It writes to a directory: `model.safetensors` (weights), `model.json` (their description),
/// `history.csv` (one row per epoch), `first-epoch.safetensors`, and optionally weights of other
/// epochs in `snapshots/`. During training there are also `training.safetensors`, from which an
/// interrupted training resumes bit for bit; `training.json`, which describes that training; and
/// `best.safetensors` if the best epoch is kept.
package struct FinalTraining: Sendable {
    package let directory: String
    package private(set) var document: ModelDocument
    /// The epochs after which weights are kept in addition to the last ones.
    package let snapshots: Set<Int>
    private let cache: DatasetCache

    /// - Parameter document: the model to be trained; its metrics are filled in at the end.
    package init(
        directory: String, document: ModelDocument, cache: DatasetCache, snapshots: Set<Int> = []
    ) {
        self.directory = directory
        self.document = document
        self.cache = cache
        self.snapshots = snapshots
    }

    /// The model that was trained here before, if it is the same and complete.
    package var finished: ModelDocument? {
        guard let bytes = bytes(of: ModelFileName.description),
            let found = try? PortableJSON.decode(ModelDocument.self, from: bytes),
            found.trainsAs(document), !found.metrics.isEmpty,
            FileManager.default.fileExists(atPath: path(ModelFileName.weights))
        else { return nil }
        return found
    }

    /// The name of an epoch's weights file; names sort by epoch.
    package static func snapshot(_ epoch: Int) -> String {
        let digits = String(epoch)
        return "snapshots/epoch-" + String(repeating: "0", count: max(0, 5 - digits.count))
            + digits + ".safetensors"
    }

    package enum End: Sendable {
        case trained(ModelDocument)
        /// The same call resumes from here.
        case interrupted(epochs: Int)
    }

    /// Trains to the end, or until `isInterrupted` returns true.
    ///
    /// - Parameter progress: called after each epoch with its report.
    /// - Throws: `StudyError.trainingFailed` if the configuration can't be trained.
    package func run(
        isInterrupted: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (IntermediateResult) -> Void
    ) throws -> End {
        let library = ObjectiveLibrary(cache: cache) { try Self.bring($0, into: cache) }
        let objective = try library.objective(for: document.job.job)
        let pretrained = try document.job.pretrained.map { try library.weights($0.file) }
        var training = self
        if document.job.dataset.table != nil {
            let dataset = try library.dataset(document.job.dataset, split: document.job.split)
            training.document.encoding = dataset.encoding
        } else if case .files = document.job.dataset {
            let samples = try library.dataset(document.job.dataset, split: document.job.split)
            training.document.valueRange = samples.training.valueRange
        }
        return try training.run(objective, pretrained, isInterrupted, progress)
    }

    private func run(
        _ objective: any Objective, _ pretrained: PretrainedFile?,
        _ isInterrupted: @escaping @Sendable () -> Bool,
        _ progress: @escaping @Sendable (IntermediateResult) -> Void
    ) throws -> End {
        // An error before this line leaves the directory unchanged.
        try begin()
        let keeper = EpochKeeper(
            training: self, pretrained: pretrained, isInterrupted: isInterrupted,
            progress: progress)
        let request = TrialRequest(
            job: document.job.job, trial: document.trial, configuration: document.configuration,
            checkpoint: bytes(of: "training.safetensors"), until: document.lastEpoch)
        switch try objective.run(request, observer: keeper) {
        case .stopped(let checkpoint):
            try keeper.failure.map { throw $0 }
            if let checkpoint { try write(checkpoint, to: "training.safetensors") }
            return .interrupted(epochs: keeper.epochs)
        case .finished(.complete, let intermediateResults),
            .reached(_, _, let intermediateResults):
            try keeper.failure.map { throw $0 }
            return .trained(try keep(intermediateResults, pretrained))
        case .finished(.failed(let reason), _):
            throw StudyError.trainingFailed(study: document.job.study, reason: reason)
        }
    }

    /// Whether the best epoch's weights are kept instead of the last epoch's.
    fileprivate var keepsBest: Bool {
        document.keep.map { $0 == .best } ?? document.job.training.endsEarly
    }

    /// Copies a job's input file that is not in the cache from the path in the job file.
    private static func bring(_ data: NeededData, into cache: DatasetCache) throws {
        switch data {
        case .dataset(let name):
            throw DatasetError.missing(name, directory: cache.directory(of: name))
        case .input(let file):
            let shelf = InputFileServer([file])
            let receiver = try DatasetReceiver(input: file, cache: cache)
            while !receiver.isComplete {
                let offset = receiver.receivedByteCount
                try receiver.append(
                    shelf.read(sha256: file.sha256, offset: offset, count: 1 << 20), at: offset)
            }
            try receiver.finish()
        }
    }

    // MARK: Files

    private func path(_ name: String) -> String { directory + "/" + name }

    private func bytes(of name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path(name)).map { Array($0) }
    }

    /// Creates the directory; removes files of another training or of a finished one.
    ///
    /// At each moment, one of the descriptions shows that the files are those of a training.
    ///
    /// - Throws: `InputError` if the directory has files of these names that no training wrote.
    private func begin() throws {
        let files = FileManager.default
        let begun = model(in: "training.json")
        let resumes = finished == nil && begun?.trainsAs(document) == true
        if begun == nil, model(in: ModelFileName.description) == nil { try refuseForeignFiles() }
        func remove(_ names: [String]) throws {
            for place in names.map(path) where files.fileExists(atPath: place) {
                try files.removeItem(atPath: place)
            }
        }
        if !resumes { try remove(["training.safetensors", "best.safetensors", "snapshots"]) }
        try Directory.make(directory + (snapshots.isEmpty ? "" : "/snapshots"))
        if !resumes {
            try write(PortableJSON.encode(document, isRecord: true), to: "training.json")
        }
        try remove([ModelFileName.description])
    }

    private func model(in name: String) -> ModelDocument? {
        bytes(of: name).flatMap { try? PortableJSON.decode(ModelDocument.self, from: $0) }
    }

    /// Files of a user, which a training would replace or remove.
    private func refuseForeignFiles() throws {
        let own =
            ModelFileName.all
            + ["training.safetensors", "training.json", "best.safetensors", "snapshots"]
        let found = own.filter { FileManager.default.fileExists(atPath: path($0)) }
        guard !found.isEmpty else { return }
        throw InputError(
            "\(directory) has \(found.joined(separator: ", ")), which no training of Podium wrote "
                + "and this one would replace; expected an empty directory, or one that it makes "
                + "(--output)")
    }

    fileprivate func write(_ bytes: [UInt8], to name: String) throws {
        try AtomicFile.write(bytes, to: path(name))
    }

    /// A weights file made from a checkpoint, with a description of the model.
    fileprivate func weights(
        of checkpoint: [UInt8], _ document: ModelDocument, epoch: Int,
        _ pretrained: PretrainedFile?,
        parts: [String]? = nil
    ) throws -> [UInt8] {
        try ModelWeights.file(
            of: checkpoint, document: document, epoch: epoch, pretrained: pretrained, parts: parts)
    }

    /// The weights of an intermediate epoch; for a GAN, only the generator's.
    fileprivate func weights(
        of checkpoint: [UInt8], after intermediate: IntermediateResult,
        _ pretrained: PretrainedFile?
    ) throws -> [UInt8] {
        var document = document
        document.epochs = intermediate.epoch
        document.metrics = intermediate.metrics
        return try weights(
            of: checkpoint, document, epoch: intermediate.epoch, pretrained,
            parts: document.job.objective.isAdversarial ? ["generator"] : nil)
    }

    /// Writes the model and removes the files that were needed only during training.
    private func keep(
        _ intermediateResults: [IntermediateResult], _ pretrained: PretrainedFile?
    ) throws -> ModelDocument {
        var document = document
        document.epochs = intermediateResults.count
        if keepsBest {
            let rule = try BestEpoch(of: document.job, in: document.configuration)
            let best = rule.index(in: intermediateResults).map { intermediateResults[$0].epoch }
            document.bestEpoch = best == intermediateResults.count ? nil : best
        }
        document.metrics = intermediateResults.first { $0.epoch == document.epoch }?.metrics ?? [:]
        let name = document.bestEpoch == nil ? "training.safetensors" : "best.safetensors"
        guard let checkpoint = bytes(of: name) else {
            throw FileFailure(
                path: path(name), action: "read it", reason: "it is gone; train again")
        }
        try write(
            weights(of: checkpoint, document, epoch: document.epoch, pretrained),
            to: ModelFileName.weights)
        try write(Array(Self.history(intermediateResults).utf8), to: ModelFileName.history)
        try write(
            PortableJSON.encode(document, isRecord: true) + [UInt8(ascii: "\n")],
            to: ModelFileName.description)
        for name in ["training.safetensors", "best.safetensors", "training.json"] {
            try? FileManager.default.removeItem(atPath: path(name))
        }
        return document
    }

    /// CSV with one row per epoch and one column per metric; floats in shortest round-trip form.
    private static func history(_ intermediateResults: [IntermediateResult]) -> String {
        let names = Set(intermediateResults.flatMap(\.metrics.keys)).sorted()
        var lines = [(["epoch"] + names).joined(separator: ",")]
        lines += intermediateResults.map { intermediate in
            ([String(intermediate.epoch)]
                + names.map { intermediate.metrics[$0]?.description ?? "" })
                .joined(separator: ",")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Writes the files of each epoch.
///
/// `@unchecked Sendable` because only the training thread, which created it, uses it.
private final class EpochKeeper: TrialObserver, @unchecked Sendable {
    private let training: FinalTraining
    private let pretrained: PretrainedFile?
    private let isInterrupted: @Sendable () -> Bool
    private let progress: @Sendable (IntermediateResult) -> Void
    private(set) var epochs = 0
    /// Why a file could not be written; training stops then.
    private(set) var failure: (any Error)?

    init(
        training: FinalTraining, pretrained: PretrainedFile?,
        isInterrupted: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (IntermediateResult) -> Void
    ) {
        self.training = training
        self.pretrained = pretrained
        self.isInterrupted = isInterrupted
        self.progress = progress
    }

    var shouldStop: Bool { failure != nil || isInterrupted() }

    func advanced(samples: Int, fraction: Double) {}

    func record(_ intermediate: IntermediateResult) {
        epochs = intermediate.epoch
        progress(intermediate)
    }

    func epochEnded(_ intermediate: IntermediateResult, isBest: Bool, state: () -> [UInt8]) {
        do {
            let checkpoint = state()
            // Written before the checkpoint: a run that resumes from it does not repeat this epoch.
            if isBest, training.keepsBest { try training.write(checkpoint, to: "best.safetensors") }
            try training.write(checkpoint, to: "training.safetensors")
            let isKept = training.snapshots.contains(intermediate.epoch)
            if intermediate.epoch == 1 || isKept {
                let weights = try training.weights(of: checkpoint, after: intermediate, pretrained)
                if intermediate.epoch == 1 {
                    try training.write(weights, to: ModelFileName.firstEpoch)
                }
                if isKept {
                    try training.write(weights, to: FinalTraining.snapshot(intermediate.epoch))
                }
            }
        } catch {
            failure = error
        }
    }
}
