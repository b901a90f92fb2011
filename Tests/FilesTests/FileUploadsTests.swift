import Files
import Foundation
import ProcessControl
import Testing

@Suite("Files that arrive in pieces")
struct FileUploadsTests {
    private func digest(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    private func names(_ path: String) throws -> [String] {
        try Directory.names(in: path).filter { $0 != ".lock" }
    }

    @Test("are there when the last piece has come, whatever was sent twice")
    func pieces() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        let bytes = (0..<250).map { UInt8($0) }
        var uploads = FileUploads(limit: 2)
        func take(_ range: Range<Int>, byteCount: Int = 250) throws -> FileUploads.Outcome {
            try uploads.take(
                .init(
                    byteCount: byteCount, sha256: digest(bytes), offset: range.lowerBound,
                    bytes: Array(bytes[range])),
                of: "a", isDurable: false
            ) { try PartialFile(for: path + "/a") }
        }
        #expect(try take(0..<0) == .next(offset: 0))
        #expect(uploads.isUnderWay("a") && uploads.byteCount == 250)
        #expect(try take(0..<100) == .next(offset: 100))
        #expect(try take(0..<100) == .next(offset: 100))
        #expect(try take(200..<250) == .next(offset: 100))
        #expect(try names(path) == ["a.podium-partial"])
        #expect(try take(100..<250) == .complete)
        #expect(try names(path) == ["a"] && !uploads.isUnderWay("a"))
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: path + "/a")) == Data(bytes))
        withExtendedLifetime(directory) {}
    }

    @Test("are given up if they are damaged, too long, or of two sizes")
    func refused() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        let bytes: [UInt8] = [1, 2, 3]
        var uploads = FileUploads(limit: 2)
        func take(
            _ sent: [UInt8], of byteCount: Int, at offset: Int = 0
        ) throws -> FileUploads.Outcome {
            try uploads.take(
                .init(
                    byteCount: byteCount, sha256: digest(bytes), offset: offset, bytes: sent),
                of: "a", isDurable: false
            ) { try PartialFile(for: path + "/a") }
        }
        #expect(try take([1, 2, 4], of: 3) == .damaged)
        #expect(try take([1, 2], of: 3) == .next(offset: 2))
        #expect(try take([3, 4], of: 3, at: 2) == .tooLong)
        #expect(try take([1, 2], of: 3) == .next(offset: 2))
        #expect(try take([3], of: 4, at: 2) == .sizesDiffer)
        #expect(try names(path).isEmpty && uploads.byteCount == 0)
        #expect(try take(bytes, of: 3) == .complete)
        withExtendedLifetime(directory) {}
    }

    @Test("give way to others if they are idle for longest")
    func idle() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        var uploads = FileUploads(limit: 2)
        func take(_ key: String) throws -> FileUploads.Outcome {
            try uploads.take(
                .init(byteCount: 9, sha256: "", offset: 0, bytes: []), of: key,
                isDurable: false
            ) { try PartialFile(for: path + "/" + key) }
        }
        for key in ["a", "b", "a", "c"] { #expect(try take(key) == .next(offset: 0)) }
        #expect(uploads.isUnderWay("a") && !uploads.isUnderWay("b"))
        #expect(uploads.isUnderWay("c") && uploads.byteCount == 18)
        #expect(try names(path) == ["a.podium-partial", "c.podium-partial"])
        withExtendedLifetime(directory) {}
    }
}
