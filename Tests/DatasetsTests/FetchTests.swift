import Files
import Foundation
import StudyModel
import Synchronization
import Testing

@testable import Datasets

/// A source that hands over what it was given, or fails with a reason.
private final class MadeSource: DatasetSource {
    let title: String
    let contents: [String: [UInt8]]
    let calls = Mutex(0)
    let reason: String

    init(_ title: String, _ contents: [String: [UInt8]], reason: String = "no such file") {
        self.title = title
        self.contents = contents
        self.reason = reason
    }

    func bring(
        _ files: [DatasetFile], scratch: String, progress: (FetchProgress) -> Void,
        deliver: ([UInt8], DatasetFile) throws(FetchFailure) -> Void
    ) throws(FetchFailure) {
        calls.withLock { $0 += 1 }
        for file in files {
            guard let bytes = contents[file.name] else { throw .source(reason) }
            try deliver(bytes, file)
        }
    }
}

private let whole = Dictionary(uniqueKeysWithValues: smallFiles.map { ($0.file.name, $0.bytes) })
private let names = smallFiles.map(\.file.name)

@Suite("Fetching")
struct FetchTests {
    let directory = try! TemporaryDirectory()

    private func fetch(_ sources: [any DatasetSource]) throws(DatasetError) -> [FetchProgress] {
        var seen: [FetchProgress] = []
        try DatasetFetch(
            cache: DatasetCache(directory: directory.path), name: .mnist,
            files: smallFiles.map(\.file), sources: sources
        ).run { seen.append($0) }
        return seen
    }

    @Test("The first source that has all files is enough")
    func first() throws {
        let good = MadeSource("good", whole)
        let spare = MadeSource("spare", whole)
        let seen = try fetch([good, spare])
        #expect(seen.map(\.stage) == Array(repeating: .installed, count: 4))
        #expect(seen.map(\.file) == names)
        #expect(spare.calls.withLock { $0 } == 0)
        #expect(directory.names(in: "mnist") == names.sorted())
    }

    @Test("A second fetch says at once that all is there")
    func second() throws {
        _ = try fetch([MadeSource("good", whole)])
        let idle = MadeSource("idle", whole)
        #expect(try fetch([idle]).map(\.stage) == [.alreadyThere])
        #expect(idle.calls.withLock { $0 } == 0)
    }

    @Test("A source that fails halfway leaves its good files, and the next brings the others")
    func halfway() throws {
        let half = MadeSource("half", whole.filter { $0.key.hasPrefix("train") })
        let rest = MadeSource("rest", whole)
        let seen = try fetch([half, rest])
        #expect(seen.map(\.source) == ["half", "half", "rest", "rest"])
        #expect(seen.map(\.file) == names)
    }

    @Test("Wrong bytes of a source are not kept, and the next is asked")
    func wrongBytes() throws {
        var contents = whole
        contents[names[0]]?[20] ^= 1
        let seen = try fetch([MadeSource("wrong", contents), MadeSource("good", whole)])
        #expect(seen.map(\.source) == Array(repeating: "good", count: 4))
    }

    @Test("A file that went bad in the cache is fetched again")
    func repaired() throws {
        _ = try fetch([MadeSource("good", whole)])
        var bad = smallFiles[2].bytes
        bad[3] ^= 1
        _ = try directory.write(bad, to: "mnist/\(names[2])")
        let seen = try fetch([MadeSource("again", whole)])
        #expect(seen.map(\.file) == [names[2]])
    }

    @Test("Where no source helps, all are named with their reasons, and what to do")
    func unavailable() throws {
        var contents = whole
        contents[names[0]] = [1, 2]
        let sources = [
            MadeSource("http://one/", [:], reason: "could not resolve host"),
            MadeSource("http://two/", contents),
        ]
        let error = datasetError { () throws(DatasetError) in _ = try fetch(sources) }
        guard case .unavailable(.mnist, _, let tried) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(
            tried == [
                FailedSource(source: "http://one/", reason: "could not resolve host"),
                FailedSource(
                    source: "http://two/", reason: "\(names[0]) has 2 bytes, expected 28"),
            ])
        let lines = try #require(error).description.split(separator: "\n").map(String.init)
        #expect(lines[0] == "no source gave the data set mnist; tried, in this order:")
        #expect(lines[1] == "  http://one/: could not resolve host")
        #expect(lines[3].hasSuffix("or put these files in \(directory.path)/mnist:"))
        #expect(lines.count == 8)
        #expect(directory.names(in: "mnist").isEmpty)
    }

    @Test("Threads that fetch at the same time wait for each other; one of them downloads")
    func together() async throws {
        let source = MadeSource("good", whole)
        let path = directory.path
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    datasetError { () throws(DatasetError) in
                        try DatasetFetch(
                            cache: DatasetCache(directory: path), name: .mnist,
                            files: smallFiles.map(\.file), sources: [source]
                        ).run { _ in }
                    } == nil
                }
            }
            for await succeeded in group { #expect(succeeded) }
        }
        #expect(source.calls.withLock { $0 } == 1)
        #expect(directory.names(in: "mnist") == names.sorted())
    }

    @Test("A mirror is asked for the gzip files by address, and unpacks them")
    func mirror() throws {
        let packed = try Golden.bytes("fox.gz")
        let fox = try Gzip.unpack(packed, limit: 5_000).get()
        let file = DatasetFile(
            dataset: .mnist, name: "fox", sha256: SHA256.hexadecimal(fox), byteCount: fox.count,
            compressedByteCount: packed.count)
        let source = MirrorSource(address: "http://mirror/") { address, received in
            received(10)
            received(packed.count)
            return address == "http://mirror/fox.gz"
                ? .success(packed) : .failure(UnpackingFailure(reason: "404"))
        }
        var seen: [FetchProgress] = []
        try DatasetFetch(
            cache: DatasetCache(directory: directory.path), name: .mnist, files: [file],
            sources: [source]
        ).run { seen.append($0) }
        #expect(
            seen.map(\.stage) == [.downloading, .downloading, .downloading, .unpacking, .installed])
        #expect(seen.map(\.receivedByteCount) == [0, 10, packed.count, packed.count, fox.count])
        #expect(seen[0].totalByteCount == packed.count)
    }

    @Test("A mirror's page in the place of a file is a reason to go on, in words")
    func captivePortal() throws {
        let source = MirrorSource(address: "http://mirror/") { _, _ in
            .success(Array("<html>sign in</html>".utf8))
        }
        let error = datasetError { () throws(DatasetError) in _ = try fetch([source]) }
        #expect(
            error?.description.contains(
                "http://mirror/: train-images-idx3-ubyte.gz: not a good gzip file") == true)
    }

    @Test("Every data set has mirrors of its own")
    func mirrors() {
        for name in DatasetName.allCases {
            let titles = MirrorSource.mirrors(of: name).map(\.title)
            #expect(titles.count >= 2)
            #expect(titles.allSatisfy { $0.hasPrefix("http") && $0.hasSuffix("/") })
        }
    }
}
