import Foundation
import Testing

@testable import ProcessControl

@Suite("Directories that go with their process")
struct TemporaryDirectoryTests {
    private let parent: String

    init() throws {
        parent = NSTemporaryDirectory() + "/podium-control-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: parent, withIntermediateDirectories: true)
    }

    private var names: [String] {
        get throws { try DirectoryListing.names(in: parent) }
    }

    @Test("Only the user can read one, and it is gone with its last reference")
    func life() throws {
        defer { Leftovers.removeTree(parent) }
        do {
            let directory = try TemporaryDirectory(in: parent)
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.path)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
            try "secret".write(
                toFile: directory.path + "/key", atomically: false, encoding: .utf8)
            #expect(try names.count == 1)
        }
        #expect(try names == [])
    }

    @Test("One of a process that lives stays; one of a process that was killed goes")
    func abandoned() throws {
        defer { Leftovers.removeTree(parent) }
        let living = try TemporaryDirectory(in: parent)
        // Nobody holds the lock of this one.
        let dead = parent + "/podium-run-abcdef"
        try FileManager.default.createDirectory(
            atPath: dead + "/deep", withIntermediateDirectories: true)
        for file in ["/.lock", "/coordinator.key", "/deep/file"] {
            _ = FileManager.default.createFile(atPath: dead + file, contents: Data())
        }
        // Neither of these is one.
        _ = FileManager.default.createFile(atPath: parent + "/podium-run-file", contents: Data())
        try FileManager.default.createDirectory(
            atPath: parent + "/podium-tests", withIntermediateDirectories: true)
        let next = try TemporaryDirectory(in: parent)
        let kept = [living.path, next.path].map { ($0 as NSString).lastPathComponent }
        #expect(try names == (kept + ["podium-run-file", "podium-tests"]).sorted())
    }

    @Test("A directory that can't be made is an error")
    func refused() {
        Leftovers.removeTree(parent)
        #expect(throws: POSIXError.self) { try TemporaryDirectory(in: parent + "/none") }
    }

    @Test("Removing follows no links")
    func links() throws {
        defer { Leftovers.removeTree(parent) }
        try FileManager.default.createDirectory(
            atPath: parent + "/kept", withIntermediateDirectories: true)
        _ = FileManager.default.createFile(atPath: parent + "/kept/file", contents: Data())
        try FileManager.default.createDirectory(
            atPath: parent + "/gone", withIntermediateDirectories: true)
        symlink(parent + "/kept", parent + "/gone/link")
        // A user who is not root can't remove the link before the directory's permissions change.
        chmod(parent + "/gone", 0o500)
        Leftovers.removeTree(parent + "/gone")
        #expect(try names == ["kept"])
        #expect(FileManager.default.fileExists(atPath: parent + "/kept/file"))
    }

    @Test("Removing needs neither names in UTF-8 nor permissions")
    func hostile() throws {
        defer { Leftovers.removeTree(parent) }
        let inner = Array((parent + "/gone/a").utf8) + [0xFF, 0x62, 0]
        try FileManager.default.createDirectory(
            atPath: parent + "/gone", withIntermediateDirectories: true)
        inner.withUnsafeBytes { name in
            let path = name.baseAddress!.assumingMemoryBound(to: CChar.self)
            #expect(mkdir(path, 0o700) == 0)
            #expect(chmod(path, 0) == 0)
        }
        chmod(parent + "/gone", 0)
        Leftovers.removeTree(parent + "/gone")
        #expect(try names == [])
    }
}
