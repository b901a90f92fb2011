import Files
import Foundation
import ProcessControl
import Testing

@Suite("Directory")
struct DirectoryTests {
    @Test("names are sorted, and are as many as there are, however long")
    func names() throws {
        let directory = try TemporaryDirectory()
        // Entries of all lengths, in more than one buffer of the C library (32 KB).
        let names = (1...1500).map { "\($0)".padding(toLength: 4, withPad: "0", startingAt: 0) }
        let all = Set(names + [String(repeating: "n", count: 255), "ä ö", "new\nline"])
        for name in all { try Data().write(to: URL(fileURLWithPath: directory.path + "/" + name)) }
        #expect(try Directory.names(in: directory.path) == (all.union([".lock"])).sorted())
        #expect(Directory.readableNames(in: directory.path).count == all.count + 1)
    }

    @Test("a directory that is not there is an error with its path and reason")
    func missing() throws {
        let path = try TemporaryDirectory().path + "/missing"
        #expect(Directory.readableNames(in: path).isEmpty)
        let failure = FileFailure(path: path, action: "read the directory", code: ENOENT)
        #expect(throws: failure) { try Directory.names(in: path) }
    }

    @Test("files at any depth have their sizes; links are not followed")
    func tree() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        try FileManager.default.createDirectory(
            atPath: path + "/a/b", withIntermediateDirectories: true)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path + "/a/b/three"))
        try Data([1]).write(to: URL(fileURLWithPath: path + "/one"))
        try FileManager.default.createSymbolicLink(
            atPath: path + "/a/loop", withDestinationPath: path)
        let files = Directory.files(below: path).filter { $0.path != ".lock" }
        #expect(files.map(\.path) == ["a/b/three", "a/loop", "one"])
        #expect(files.filter { $0.path != "a/loop" }.map(\.bytes) == [3, 1])
    }
}
