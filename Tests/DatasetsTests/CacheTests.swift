import Files
import Foundation
import StudyModel
import Testing

@testable import Datasets

/// The four files of a data set that fits in a test, with the names of MNIST's.
let smallFiles: [(file: DatasetFile, bytes: [UInt8])] = {
    let contents = [threeImages, threeLabels, threeImages.reversed(), threeLabels.reversed()]
    return zip(DatasetFile.files(of: .mnist), contents).map { known, bytes in
        let file = DatasetFile(
            dataset: .mnist, name: known.name, sha256: SHA256.hexadecimal(bytes),
            byteCount: bytes.count, compressedByteCount: bytes.count)
        return (file, bytes)
    }
}()

@Suite("The cache")
struct CacheTests {
    let directory = try! TemporaryDirectory()
    var cache: DatasetCache { DatasetCache(directory: directory.path) }
    let file = smallFiles[0].file
    let bytes = smallFiles[0].bytes

    @Test(
        "Its place is PODIUM_DATA, else the XDG cache directory, else .cache at home",
        arguments: [
            (["PODIUM_DATA": "/d", "XDG_CACHE_HOME": "/x", "HOME": "/h"], "/d"),
            (["PODIUM_DATA": "", "XDG_CACHE_HOME": "/x", "HOME": "/h"], "/x/podium"),
            (["XDG_CACHE_HOME": "relative", "HOME": "/h"], "/h/.cache/podium"),
            (["HOME": "/h"], "/h/.cache/podium"),
            ([:], "podium-data"),
        ])
    func place(environment: [String: String], expected: String) {
        #expect(DatasetCache.standard(environment: environment).directory == expected)
    }

    @Test("The files of both data sets have four different checksums and the lengths of IDX files")
    func catalogue() {
        for name in DatasetName.allCases {
            let files = cache.files(of: name)
            #expect(files.map(\.byteCount) == [47_040_016, 60_008, 7_840_016, 10_008])
            #expect(Set(files.map(\.sha256)).count == 4)
            #expect(files.allSatisfy { $0.sha256.count == 64 })
        }
    }

    @Test("What isn't there is said with the command that fetches it")
    func missing() {
        #expect(!cache.isComplete(.fashionMNIST))
        let error = datasetError { () throws(DatasetError) in _ = try cache.load(.fashionMNIST) }
        #expect(
            error?.description
                == "\(directory.path)/fashion-mnist: the data set fashion-mnist is not there; "
                + "run `podium data fetch fashion-mnist`, or set PODIUM_DATA to where it is")
    }

    @Test("A file of a wrong length is refused by name when the set is loaded")
    func wrongLength() throws {
        for known in cache.files(of: .mnist) {
            try SystemCalls.makeDirectory(cache.directory(of: .mnist))
            _ = try directory.write([1, 2, 3], to: "mnist/\(known.name)")
        }
        let error = datasetError { () throws(DatasetError) in _ = try cache.load(.mnist) }
        #expect(
            error
                == .badFile(
                    path: "\(directory.path)/mnist/train-images-idx3-ubyte",
                    found: "3 bytes (truncated)", expected: "47040016"))
    }

    @Test("Right bytes are put in place whole; directories are made on the way")
    func install() throws {
        let deep = DatasetCache(directory: directory.path + "/a/b")
        try deep.install(bytes, as: file)
        #expect(deep.contains(file))
        #expect(directory.names(in: "a/b/mnist") == [file.name])
        #expect(try SystemCalls.read(deep.path(of: file), count: 1_000) == bytes)
    }

    @Test("Wrong bytes are refused and nothing is left, not even of what was there before")
    func wrongBytes() throws {
        var wrong = bytes
        wrong[20] ^= 1
        let error = datasetError { () throws(DatasetError) in
            try cache.install(wrong, as: file)
        }
        #expect(
            error
                == .wrongChecksum(
                    file: file.name, found: SHA256.hexadecimal(wrong), expected: file.sha256))
        #expect(directory.names(in: "mnist").isEmpty)
    }

    @Test("Pieces of any size make the file")
    func pieces() throws {
        for size in 1...bytes.count {
            let receiver = try DatasetReceiver(file: file, cache: cache)
            while !receiver.isComplete {
                let start = receiver.receivedByteCount
                try receiver.append(
                    Array(bytes[start..<min(start + size, bytes.count)]), at: start)
            }
            try receiver.finish()
            #expect(directory.names(in: "mnist") == [file.name])
            unlink(cache.path(of: file))
        }
    }

    @Test("A gap, a repetition and too many bytes are refused; a dropped transfer leaves nothing")
    func brokenTransfer() throws {
        func failing(_ work: (DatasetReceiver) throws(DatasetError) -> Void) throws -> String {
            let receiver = try DatasetReceiver(file: file, cache: cache)
            try receiver.append(Array(bytes.prefix(5)), at: 0)
            let error = datasetError { () throws(DatasetError) in try work(receiver) }
            return try #require(error).description
        }
        let gap = try failing { (receiver) throws(DatasetError) in
            try receiver.append([1], at: 6)
        }
        #expect(
            gap == "\(file.name): the transfer brought a piece at byte 6, "
                + "expected one at byte 5; start it again")
        let again = try failing { (receiver) throws(DatasetError) in
            try receiver.append([1], at: 0)
        }
        #expect(again.contains("a piece at byte 0, expected one at byte 5"))
        let long = try failing { (receiver) throws(DatasetError) in
            try receiver.append([UInt8](repeating: 0, count: 100), at: 5)
        }
        #expect(long.contains("105 bytes or more, expected 28"))
        let short = try failing { (receiver) throws(DatasetError) in try receiver.finish() }
        #expect(short.contains("only 5 bytes, expected 28"))
        #expect(directory.names(in: "mnist").isEmpty)
        try cache.install(bytes, as: file)
        #expect(cache.contains(file))
    }

    @Test("What a killed process left is removed by the next; what a living one writes is kept")
    func abandoned() throws {
        try SystemCalls.makeDirectory(directory.path + "/mnist")
        _ = try directory.write([1], to: "mnist/\(file.name).1-0.partial")
        let first = try DatasetReceiver(file: file, cache: cache)
        #expect(directory.names(in: "mnist").count == 1)
        let second = try DatasetReceiver(file: smallFiles[1].file, cache: cache)
        let third = try DatasetReceiver(file: file, cache: cache)
        #expect(directory.names(in: "mnist").count == 3)
        try first.append(bytes, at: 0)
        try third.append(bytes, at: 0)
        try second.append(smallFiles[1].bytes, at: 0)
        try first.finish()
        try third.finish()
        try second.finish()
        #expect(directory.names(in: "mnist") == [file.name, smallFiles[1].file.name])
    }

    @Test("Pieces are read for others, up to the end and no further")
    func read() throws {
        try SystemCalls.makeDirectory(cache.directory(of: .mnist))
        _ = try directory.write([UInt8](0..<200), to: "mnist/t10k-labels-idx1-ubyte")
        func piece(_ offset: Int, _ count: Int) throws -> [UInt8] {
            try cache.read(
                file: "t10k-labels-idx1-ubyte", of: .mnist, offset: offset, count: count)
        }
        #expect(try piece(0, 3) == [0, 1, 2])
        #expect(try piece(198, 10) == [198, 199])
        #expect(try piece(200, 10).isEmpty)
        #expect(try piece(1 << 40, 10).isEmpty)
        #expect(throws: DatasetError.self) { try piece(-1, 10) }
        #expect(throws: DatasetError.self) { try piece(0, -1) }
    }

    @Test("Only the files of the data set are read, whatever name is asked for")
    func readOther() {
        for name in ["../../etc/passwd", "/etc/passwd", "", ".lock"] {
            #expect(throws: DatasetError.self) {
                try cache.read(file: name, of: .mnist, offset: 0, count: 10)
            }
        }
    }

    @Test("A directory that can't be written to is said in words")
    func unwritable() {
        let error = datasetError { () throws(DatasetError) in
            try DatasetCache(directory: "/proc/podium").install(bytes, as: file)
        }
        guard case .system(_, "make the directory", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
