import Datasets
import Foundation
import StudyModel
import Synchronization
import Testing
import ZeroMQ

@testable import Runtime

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
        var job = try StudyFixtures.job().job
        #expect(job.inputFiles.isEmpty)
        job.dataset = reference
        job.pretrained = PretrainedWeights(
            file: InputFile(path: "w.safetensors", sha256: "00", byteCount: 1), parts: ["encoder"])
        #expect(job.inputFiles.map(\.path) == [values.path, labels.path, "w.safetensors"])
        job.dataset = .mnist
        #expect(job.inputFiles.map(\.path) == ["w.safetensors"])
    }
}
