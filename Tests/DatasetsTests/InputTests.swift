import Files
import Foundation
import StudyModel
import Testing

@testable import Datasets

@Suite("Files that jobs name")
struct InputTests {
    private let directory = try! TemporaryDirectory()

    private func file(_ bytes: [UInt8], _ name: String) throws -> InputFile {
        try InputFile(reading: directory.write(bytes, to: name))
    }

    @Test("A file is known by its digest and its length")
    func digest() throws {
        let file = try file(Array("abc".utf8), "a")
        #expect(file.byteCount == 3 && file.path == directory.path + "/a")
        #expect(
            file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(throws: DatasetError.self) { try InputFile(reading: "/nowhere/a") }
        let large = [UInt8](repeating: 7, count: 3 << 20)
        #expect(try self.file(large, "b").sha256 == SHA256.hexadecimal(large))
    }

    @Test("The shelf gives out the files of jobs by digest, piece by piece, and no others")
    func shelf() throws {
        let file = try file([UInt8](0..<100), "a")
        let shelf = InputFileServer([file])
        #expect(try shelf.read(sha256: file.sha256, offset: 90, count: 50) == Array(90..<100))
        #expect(try shelf.read(sha256: file.sha256, offset: 200, count: 50) == [])
        for (digest, offset, count) in [
            ("../../etc/passwd", 0, 1), (String(repeating: "0", count: 64), 0, 1),
            (file.sha256, -1, 1), (file.sha256, 0, -1),
        ] {
            #expect(throws: DatasetError.self) {
                try shelf.read(sha256: digest, offset: offset, count: count)
            }
        }
    }

    @Test("A file that changed since is refused by name, and served again when it is back")
    func changed() throws {
        let file = try file([1, 2, 3], "a")
        let shelf = InputFileServer([file])
        #expect(try shelf.read(sha256: file.sha256, offset: 0, count: 9) == [1, 2, 3])
        for bytes in [[1, 2, 4], [1, 2, 3, 4]] as [[UInt8]] {
            _ = try directory.write(bytes, to: "a")
            let error = #expect(throws: DatasetError.self) {
                try shelf.read(sha256: file.sha256, offset: 0, count: 9)
            }
            #expect(
                "\(error!)".hasPrefix(
                    directory.path + "/a: the file changed since the job was recorded: found "))
        }
        _ = try directory.write([1, 2, 3], to: "a")
        #expect(try shelf.read(sha256: file.sha256, offset: 0, count: 9) == [1, 2, 3])
        unlink(file.path)
        #expect(throws: DatasetError.self) {
            try shelf.read(sha256: file.sha256, offset: 0, count: 9)
        }
    }

    @Test("What a worker receives is kept under its digest, if the bytes are right")
    func receive() throws {
        let file = try file([1, 2, 3], "a")
        let cache = DatasetCache(directory: directory.path + "/cache")
        #expect(!cache.contains(file) && cache.inputs().isEmpty)
        let wrong = try DatasetReceiver(input: file, cache: cache)
        try wrong.append([1, 2, 4], at: 0)
        #expect(throws: DatasetError.self) { try wrong.finish() }
        #expect(!cache.contains(file))
        let right = try DatasetReceiver(input: file, cache: cache)
        try right.append([1, 2, 3], at: 0)
        try right.finish()
        #expect(cache.contains(file) && cache.path(of: file).hasSuffix("/inputs/" + file.sha256))
        #expect(try cache.bytes(of: file) == [1, 2, 3])
        #expect(cache.inputs().map(\.byteCount) == [3])
    }

    @Test("Of files that nobody uses, those used least recently make room for another")
    func room() throws {
        let cache = DatasetCache(directory: directory.path + "/cache", inputsLimit: 10)
        func receive(_ bytes: [UInt8], usedAt seconds: Double) throws -> InputFile {
            let file = InputFile(path: "of a job", bytes: bytes)
            let receiver = try DatasetReceiver(input: file, cache: cache)
            try receiver.append(bytes, at: 0)
            try receiver.finish()
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: seconds)],
                ofItemAtPath: cache.path(of: file))
            return file
        }
        let old = try receive([1, 1, 1], usedAt: 1_000)
        let older = try receive([2, 2, 2], usedAt: 500)
        let oldest = try receive([3, 3, 3], usedAt: 100)
        #expect(cache.inputs().count == 3)
        // Of two more bytes one has room.
        let new = try receive([4, 4], usedAt: 2_000)
        #expect(!cache.contains(oldest) && cache.contains(older) && cache.contains(old))
        // A hold, as another process may have one, keeps a file, and it counts as use.
        var hold = cache.hold(older)
        #expect(hold != nil)
        let large = try receive([UInt8](repeating: 5, count: 9), usedAt: 3_000)
        #expect(cache.contains(older) && cache.contains(large))
        #expect(!cache.contains(old) && !cache.contains(new))
        #expect(cache.clearInputs() == (removed: 1, held: 1))
        withExtendedLifetime(hold) {}
        hold = nil
        #expect(cache.clearInputs() == (removed: 1, held: 0))
        #expect(cache.inputs().isEmpty && cache.hold(older) == nil)
    }

    @Test("A file can be held as soon as it is in place, whoever brought it")
    func heldAtOnce() throws {
        let cache = DatasetCache(directory: directory.path + "/cache")
        let file = InputFile(path: "of a job", bytes: [1, 2])
        let receiver = try DatasetReceiver(input: file, cache: cache)
        try receiver.append([1, 2], at: 0)
        #expect(cache.hold(file) == nil)
        try receiver.finish()
        let hold = cache.hold(file)
        #expect(hold != nil)
        withExtendedLifetime((receiver, hold)) {}
    }

    @Test("A file that is larger than the limit is kept all the same, until the next one comes")
    func larger() throws {
        let cache = DatasetCache(directory: directory.path + "/cache", inputsLimit: 2)
        for bytes in [[1, 1, 1], [2, 2, 2, 2]] as [[UInt8]] {
            let file = InputFile(path: "of a job", bytes: bytes)
            let receiver = try DatasetReceiver(input: file, cache: cache)
            try receiver.append(bytes, at: 0)
            try receiver.finish()
            #expect(cache.contains(file) && cache.inputs().count == 1)
        }
        // What a peer states must not overflow.
        cache.makeRoom(for: .max)
        #expect(cache.inputs().isEmpty)
        cache.makeRoom(for: .min)
    }

    @Test("The limit is a number with its unit, and anything else is none")
    func limit() {
        #expect(DatasetCache.inputsLimit("500MB") == 500_000_000)
        #expect(DatasetCache.inputsLimit("1.5 gb") == 1_500_000_000)
        #expect(DatasetCache.inputsLimit("2TB") == 2_000_000_000_000)
        for text in ["", "20", "GB", "-1GB", "1e9GB", "99999999999TB", "20GiB", "nanGB", "1..2GB"] {
            #expect(DatasetCache.inputsLimit(text) == nil, "\(text)")
        }
        let set = DatasetCache.standard(environment: ["PODIUM_INPUTS_LIMIT": "1GB"])
        #expect(set.inputsLimit == 1_000_000_000)
        #expect(DatasetCache.standard(environment: [:]).inputsLimit == 20_000_000_000)
    }

    @Test("A digest that is none is no file's name, wherever it comes from")
    func noDigest() throws {
        let cache = DatasetCache(directory: directory.path)
        for digest in ["../x", "", String(repeating: "A", count: 64), "/etc/passwd"] {
            let file = InputFile(path: "p", sha256: digest, byteCount: 1)
            #expect(!cache.contains(file))
            #expect(throws: DatasetError.self) { try DatasetReceiver(input: file, cache: cache) }
        }
    }

    @Test("An array is found as a job file needs it: digest, variable, samples first")
    func found() throws {
        let path = GoldenArrays.path("deflated.npz")
        let found = try FoundArray(reading: path, variable: "X")
        #expect(found.dimensions == [4, 3, 2] && found.isBytes && found.variable == "X")
        #expect(try found.file == InputFile(reading: path))
        #expect(throws: DatasetError.self) { try FoundArray(reading: path, variable: nil) }
        let single = try FoundArray(reading: GoldenArrays.path("f4.idx"), variable: nil)
        #expect(single.variable == nil && !single.isBytes)
    }

    @Test("A data set of files is loaded whole, with its test part or without")
    func dataset() throws {
        let values = try file(
            NumPyHeader.bytes(descr: "|u1", dimensions: [3, 4]) + [UInt8](0..<12), "x.npy")
        let labels = try file(
            NumPyHeader.bytes(descr: "|u1", dimensions: [3]) + [2, 0, 1], "y.npy")
        let samples = FileDataset.Samples(
            values: .init(file: values), labels: .init(file: labels))
        let whole = try ImageDataset(
            FileDataset(sampleShape: [1, 2, 2], training: samples, test: samples)
        ) { $0.path }
        #expect(whole.training.count == 3 && whole.test.count == 3 && whole.name == nil)
        #expect(whole.training.labels.elementsEqual([2, 0, 1]))
        let half = try ImageDataset(
            FileDataset(
                sampleShape: [4], training: samples, range: .init(low: 0, high: 2))
        ) { $0.path }
        #expect(half.test.count == 0 && half.test.element == .floats)
        #expect(half.training.floats[3] == 1.5 && half.training.classCount == 3)
        let turned = try ImageDataset(
            FileDataset(
                sampleShape: [1, 2, 2], training: samples, test: samples, orientation: .transposed)
        ) { $0.path }
        for (set, original) in [
            (turned.training, whole.training), (turned.test, whole.test),
        ] {
            let laid = try #require(original.laid(.transposed))
            #expect(set.pixels.elementsEqual(laid.pixels))
            #expect(!set.pixels.elementsEqual(original.pixels))
            withExtendedLifetime(laid) {}
        }
        withExtendedLifetime(turned) {}
        #expect(throws: DatasetError.self) {
            try ImageDataset(
                FileDataset(sampleShape: [4], training: samples, orientation: .rotated90)
            ) { $0.path }
        }
        withExtendedLifetime((whole, half)) {}
    }
}
