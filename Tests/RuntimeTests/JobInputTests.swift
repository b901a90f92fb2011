import Datasets
import Foundation
import Models
import Objectives
import StudyModel
import Synchronization
import TestSupport
import Testing
import Wire
import ZeroMQ

@testable import Runtime
@testable import Studies

@Suite("Files that a job names")
struct JobInputTests {
    private let scratch: ScratchDirectory
    private let values: InputFile
    private let labels: InputFile

    init() throws {
        scratch = try ScratchDirectory()
        values = try Self.npy([3, 1, 2, 2], [UInt8](0..<12), scratch.path + "/x.npy")
        labels = try Self.npy([3], [2, 0, 1], scratch.path + "/y.npy")
    }

    /// A .npy file of bytes.
    private static func npy(
        _ dimensions: [Int], _ bytes: [UInt8], _ path: String
    ) throws -> InputFile {
        let shape = dimensions.map { "\($0), " }.joined()
        var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(shape)), }"
        header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
        let file =
            Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(header.utf8) + Data(bytes)
        try file.write(to: URL(fileURLWithPath: path))
        return try InputFile(reading: path)
    }

    private var reference: DatasetReference {
        .files(
            FileDataset(
                sampleShape: [1, 2, 2],
                training: .init(values: .init(file: values), labels: .init(file: labels))))
    }

    private var cache: DatasetCache { DatasetCache(directory: scratch.path + "/cache") }

    /// What a fetch over the link does, without the link.
    private static func put(_ file: InputFile, into cache: DatasetCache) throws {
        let receiver = try DatasetReceiver(input: file, cache: cache)
        let bytes = try #require(FileManager.default.contents(atPath: file.path))
        try receiver.append(Array(bytes), at: 0)
        try receiver.finish()
    }

    @Test("are fetched when they are first used, once for all slots")
    func once() throws {
        let fetched = Mutex<[NeededData]>([])
        let library = ObjectiveLibrary(cache: cache) { [cache] data in
            fetched.withLock { $0.append(data) }
            guard case .input(let file) = data else { return }
            try Self.put(file, into: cache)
        }
        let first = try library.dataset(reference)
        let second = try library.dataset(reference)
        #expect(first.training === second.training)
        #expect(first.training.pixels.elementsEqual(0..<12))
        #expect(first.training.labels.elementsEqual([2, 0, 1]) && first.test.count == 0)
        #expect(try library.input(values) == cache.path(of: values))
        #expect(fetched.withLock { $0 } == [.input(values), .input(labels)])
        withExtendedLifetime((first, second)) {}
    }

    @Test("are fetched for what measures a GAN's samples too, once for all trials")
    func features() throws {
        var data = FileDataset(
            sampleShape: [1, 2, 2],
            training: .init(values: .init(file: values), labels: .init(file: labels)))
        data.test = data.training
        let here = DatasetCache(directory: scratch.path + "/here")
        let model = try Self.classifier(data, cache: here, path: scratch.path + "/m.safetensors")
        let fetched = Mutex<[NeededData]>([])
        let library = ObjectiveLibrary(cache: cache) { [cache] needed in
            fetched.withLock { $0.append(needed) }
            guard case .input(let file) = needed else { return }
            try Self.put(file, into: cache)
        }
        var job = Self.job(.gan, data)
        job.quality = GANQuality(features: model, samples: 20)
        job.metric = Metric(name: GANQuality.metric)
        job.model = ModelDescription([
            .init("generator", [Self.linear(4), .init(.sigmoid)]),
            .init("discriminator", [.init(.flatten), Self.linear(1), .init(.sigmoid)]),
        ])
        var distances: Set<Double> = []
        for _ in 0..<2 {
            let metrics = try Self.run(job, library).metrics
            distances.insert(try #require(metrics[GANQuality.metric]))
        }
        #expect(distances.count == 1 && distances.allSatisfy { $0 > 0 && $0.isFinite })
        #expect(fetched.withLock { $0 } == [.input(values), .input(labels), .input(model)])
    }

    private static func linear(_ units: Int) -> LayerDescription {
        LayerDescription(.linear, [Setting("units", .literal(.int(units)))])
    }

    private static func job(_ objective: NetworkKind, _ data: FileDataset) -> NetworkJob {
        NetworkJob(
            study: "s", objective: objective, dataset: .files(data),
            split: Split(validation: .testSet), epochs: 1, batchSize: 2,
            metric: Metric(name: "validation_loss"), trials: 1, columns: [],
            space: SearchSpace([]))
    }

    private static func run(
        _ job: NetworkJob, _ library: ObjectiveLibrary
    ) throws -> (metrics: [String: Double], checkpoint: [UInt8]) {
        let keeper = CheckpointKeeper()
        let request = TrialRequest(
            job: job.job, trial: 0,
            configuration: Configuration([.init("learning_rate", .float(0.1))]))
        let end = try library.objective(for: job.job).run(request, observer: keeper)
        guard case .finished(.complete(let metrics), _) = end else { throw Refusal("\(end)") }
        return (metrics, keeper.checkpoint)
    }

    /// The file of a classifier that was trained on the data.
    private static func classifier(
        _ data: FileDataset, cache: DatasetCache, path: String
    ) throws -> InputFile {
        let library = ObjectiveLibrary(cache: cache) { needed in
            guard case .input(let file) = needed else { return }
            try put(file, into: cache)
        }
        var job = job(.classifier, data)
        job.model = ModelDescription([
            .init("classifier", [.init(.flatten), linear(3), .init(.tanh), linear(3)])
        ])
        let document = ModelDocument(
            podium: "0", job: job, trial: 0, rank: 1,
            configuration: Configuration([.init("learning_rate", .float(0.1))]))
        let bytes = try ModelWeights.file(
            of: run(job, library).checkpoint, document: document, epoch: 1)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try InputFile(reading: path)
    }

    @Test("that can't be had are no trial's fault: the next attempt asks again")
    func failing() throws {
        let count = Mutex(0)
        let library = ObjectiveLibrary(cache: cache) { _ in
            count.withLock { $0 += 1 }
            throw Refusal("gone")
        }
        for _ in 0..<2 {
            #expect(throws: Refusal("gone")) { try library.dataset(reference) }
        }
        #expect(count.withLock { $0 } == 2)
    }

    @Test("are the job's data and its weights, each with where this start finds it")
    func inputFiles() throws {
        var job = NetworkJob(
            try StudyFixtures.job().job, training: .autoencoder, NetworkSettings())
        func paths() -> [String] { job.job.objective.inputs.map(\.path) }
        #expect(paths().isEmpty)
        job.dataset = reference
        job.pretrained = PretrainedWeights(
            file: InputFile(path: "w.safetensors", sha256: "00", byteCount: 1), parts: ["encoder"])
        #expect(paths() == [labels.path, values.path, "w.safetensors"])
        job.dataset = .mnist
        #expect(paths() == ["w.safetensors"])
        job.quality = GANQuality(
            features: InputFile(path: "q.safetensors", sha256: "01", byteCount: 1))
        #expect(paths() == ["w.safetensors", "q.safetensors"])
    }
}

/// Keeps what the last epoch made.
///
/// `@unchecked Sendable` because the thread that trains is the one that made it and reads it.
private final class CheckpointKeeper: TrialObserver, @unchecked Sendable {
    private(set) var checkpoint: [UInt8] = []
    let shouldStop = false

    func advanced(samples: Int, fraction: Double) {}
    func record(_ intermediate: IntermediateResult) {}
    func epochEnded(_ intermediate: IntermediateResult, isBest: Bool, state: () -> [UInt8]) {
        checkpoint = state()
    }
}
