package import Datasets
import Foundation
import Objectives
import Reporting
package import StudyModel

/// Trains one configuration of a study for keeps: on all training samples, measured on the test
/// samples after each epoch.
///
/// Everything goes to a directory: `model.safetensors` (weights), `model.json` (what they are),
/// `history.csv` (an epoch a row), `first-epoch.safetensors`; and while it trains
/// `training.safetensors`, from which an interrupted training goes on with the same bits.
package struct FinalTraining: Sendable {
    package let directory: String
    package let document: ModelDocument
    private let cache: DatasetCache

    /// - Parameter document: the model to be trained; its metrics are filled in at the end.
    package init(directory: String, document: ModelDocument, cache: DatasetCache) {
        self.directory = directory
        self.document = document
        self.cache = cache
    }

    package enum End: Sendable {
        case trained(ModelDocument)
        /// The same call goes on from here.
        case interrupted(epochs: Int)
    }

    /// Trains to the end, or until `isInterrupted`.
    ///
    /// - Parameter progress: called after each epoch with its report, and how far training is.
    /// - Throws: `RuntimeError.trainingFailed` where the configuration can't be trained.
    package func run(
        isInterrupted: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (Report) -> Void
    ) throws -> End {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        let library = ObjectiveLibrary(cache: cache) { try Self.bring($0, into: cache) }
        let objective = try library.objective(for: document.job)
        let keeper = EpochKeeper(
            training: self, isInterrupted: isInterrupted, progress: progress)
        let request = TrialRequest(
            job: document.job, trial: document.trial, configuration: document.configuration,
            checkpoint: bytes(of: "training.safetensors"))
        switch try objective.run(request, observer: keeper) {
        case .stopped(let checkpoint):
            try keeper.failure.map { throw $0 }
            if let checkpoint { try write(checkpoint, to: "training.safetensors") }
            return .interrupted(epochs: keeper.epochs)
        case .finished(.complete(let metrics), let reports):
            try keeper.failure.map { throw $0 }
            return .trained(try keep(metrics, reports))
        case .finished(.failed(let reason), _):
            throw RuntimeError.trainingFailed(study: document.job.study, reason: reason)
        }
    }

    /// Files of a job that are not in the cache come from where the job file had them.
    private static func bring(_ data: NeededData, into cache: DatasetCache) throws {
        switch data {
        case .dataset(let name):
            throw DatasetError.missing(name, directory: cache.directory(of: name))
        case .input(let file):
            let shelf = InputShelf([file])
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

    fileprivate func write(_ bytes: [UInt8], to name: String) throws {
        try AtomicFile.write(bytes, to: path(name))
    }

    /// What weights are, for those who find the file alone.
    fileprivate func weights(of checkpoint: [UInt8], epoch: Int) throws -> [UInt8] {
        try ModelWeights.file(
            of: checkpoint,
            metadata: [
                "podium.study": document.job.study, "podium.trial": "\(document.trial)",
                "podium.objective": document.job.objective.rawValue, "podium.epoch": "\(epoch)",
            ])
    }

    /// Writes the model, and leaves only what is worth keeping.
    private func keep(_ metrics: [String: Double], _ reports: [Report]) throws -> ModelDocument {
        var document = document
        document.metrics = metrics
        document.epochs = reports.count
        let last = "training.safetensors"
        let best = "best.safetensors"
        guard let checkpoint = bytes(of: best) ?? bytes(of: last) else {
            throw RuntimeError.file(
                path: path(last), action: "read it", reason: "it is gone; train again")
        }
        let epoch = reports.last { $0.metrics == metrics }?.epoch ?? reports.count
        try write(weights(of: checkpoint, epoch: epoch), to: "model.safetensors")
        try write(Array(Self.history(reports).utf8), to: "history.csv")
        try write(
            PortableJSON.encode(document, isRecord: true) + [UInt8(ascii: "\n")], to: "model.json")
        for name in [last, best] { try? FileManager.default.removeItem(atPath: path(name)) }
        return document
    }

    /// A row an epoch, a column a metric, floats shortest-round-trip.
    private static func history(_ reports: [Report]) -> String {
        let names = Set(reports.flatMap(\.metrics.keys)).sorted()
        var lines = [(["epoch"] + names).joined(separator: ",")]
        lines += reports.map { report in
            ([String(report.epoch)] + names.map { report.metrics[$0]?.description ?? "" })
                .joined(separator: ",")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Keeps what each epoch made.
///
/// `@unchecked Sendable` because the thread that trains is the one that made it and reads it.
private final class EpochKeeper: TrialObserver, @unchecked Sendable {
    private let training: FinalTraining
    private let isInterrupted: @Sendable () -> Bool
    private let progress: @Sendable (Report) -> Void
    private var bestValue: Double?
    private(set) var epochs = 0
    /// Why a file could not be written; training stops then.
    private(set) var failure: (any Error)?

    init(
        training: FinalTraining, isInterrupted: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (Report) -> Void
    ) {
        self.training = training
        self.isInterrupted = isInterrupted
        self.progress = progress
    }

    var shouldStop: Bool { failure != nil || isInterrupted() }

    func advanced(samples: Int, fraction: Double) {}

    func report(_ report: Report) {
        epochs = report.epoch
        progress(report)
    }

    func epochEnded(_ report: Report, state: () -> [UInt8]) {
        do {
            let checkpoint = state()
            try training.write(checkpoint, to: "training.safetensors")
            if report.epoch == 1 {
                try training.write(
                    training.weights(of: checkpoint, epoch: 1), to: "first-epoch.safetensors")
            }
            let job = training.document.job
            // Where training may end early, the best epoch is the one that counts.
            guard job.training.endsEarly, let value = report.metrics[job.metric.name] else {
                return
            }
            if bestValue.map({ job.metric.ranks(value, before: $0) }) ?? true {
                bestValue = value
                try training.write(checkpoint, to: "best.safetensors")
            }
        } catch {
            failure = error
        }
    }
}

extension TrainingDescription {
    fileprivate var endsEarly: Bool {
        settings.contains { $0.name.hasPrefix("early_stopping") }
    }
}
