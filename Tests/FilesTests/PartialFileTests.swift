import Foundation
import Testing

@testable import Files

@Suite("Files in the making")
struct PartialFileTests {
    private func withDirectory(_ work: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "podium-partial-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try work(path)
    }

    private func names(in directory: String) throws -> [String] {
        try Directory.names(in: directory)
    }

    private func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    @Test("A file appears under its name when it is committed, and not before")
    func commit() throws {
        try withDirectory { directory in
            let file = try PartialFile(for: directory + "/a")
            try file.append(Array("one".utf8))
            #expect(try names(in: directory) == ["a.podium-partial"])
            try file.append(Array(" two".utf8))
            try file.commit()
            #expect(try names(in: directory) == ["a"])
            #expect(text(directory + "/a") == "one two")
        }
    }

    @Test("A file that is not committed leaves nothing")
    func dropped() throws {
        try withDirectory { directory in
            do {
                let file = try PartialFile(for: directory + "/a")
                try file.append([1, 2, 3])
            }
            #expect(try names(in: directory) == [])
        }
    }

    @Test("Two writers of one file do not wait for each other; the last to commit wins")
    func twoWriters() throws {
        try withDirectory { directory in
            let first = try PartialFile(for: directory + "/a")
            let second = try PartialFile(for: directory + "/a")
            #expect(first.path != second.path)
            try first.append(Array("first".utf8))
            try second.append(Array("second".utf8))
            try second.commit()
            #expect(text(directory + "/a") == "second")
            try first.commit()
            #expect(text(directory + "/a") == "first")
            #expect(try names(in: directory) == ["a"])
        }
    }

    @Test("A private file is private from its first byte on, whatever was left in its place")
    func privacy() throws {
        try withDirectory { directory in
            let left = directory + "/key.podium-partial"
            _ = FileManager.default.createFile(
                atPath: left, contents: Data("old".utf8), attributes: [.posixPermissions: 0o644])
            let file = try PartialFile(for: directory + "/key", mode: 0o600)
            var status = stat()
            #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
            #expect(status.st_size == 0)
            try file.commit()
            #expect(stat(directory + "/key", &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test("A file that must be new replaces none")
    func replacing() throws {
        try withDirectory { directory in
            try AtomicFile.write("old", to: directory + "/a")
            let error = #expect(throws: FileFailure.self) {
                try AtomicFile.write([1], to: directory + "/a", replacing: false)
            }
            #expect(error?.reason == "File exists")
            #expect(text(directory + "/a") == "old")
            try AtomicFile.write([UInt8(ascii: "b")], to: directory + "/b", replacing: false)
            #expect(text(directory + "/b") == "b")
            #expect(try names(in: directory) == ["a", "b"])
        }
    }

    @Test("What ended writers left is removed, what living ones write is not")
    func abandoned() throws {
        try withDirectory { directory in
            try Data("x".utf8).write(to: URL(fileURLWithPath: directory + "/old.partial"))
            try Data("x".utf8).write(to: URL(fileURLWithPath: directory + "/kept"))
            let file = try PartialFile(for: directory + "/new")
            PartialFile.removeAbandoned(among: try names(in: directory), in: directory)
            #expect(try names(in: directory) == ["kept", "new.podium-partial"])
            try file.commit()
        }
    }

    @Test("A link in the place of the partial file is not followed")
    func link() throws {
        try withDirectory { directory in
            try Data("precious".utf8).write(to: URL(fileURLWithPath: directory + "/other"))
            symlink(directory + "/other", directory + "/a.podium-partial")
            #expect(throws: FileFailure.self) { try AtomicFile.write("x", to: directory + "/a") }
            #expect(text(directory + "/other") == "precious")
        }
    }

    @Test("A link's file is written; a device, a pipe, a directory and no name are refused")
    func kinds() throws {
        try withDirectory { directory in
            try Data("old".utf8).write(to: URL(fileURLWithPath: directory + "/file"))
            symlink("file", directory + "/link")
            try AtomicFile.write("new", to: directory + "/link")
            #expect(text(directory + "/file") == "new")
            var status = stat()
            #expect(lstat(directory + "/link", &status) == 0)
            #expect(status.st_mode & S_IFMT == S_IFLNK)

            symlink("gone", directory + "/dangling")
            mkfifo(directory + "/pipe", 0o600)
            mkdir(directory + "/directory", 0o700)
            for (name, reason) in [
                ("dangling", "it is a link to a file that is not there"), ("pipe", "a pipe"),
                ("directory", "a directory"),
            ] {
                let error = #expect(throws: FileFailure.self) {
                    try AtomicFile.write("x", to: directory + "/" + name)
                }
                #expect(error?.reason.contains(reason) == true, "\(name)")
            }
            #expect(lstat(directory + "/pipe", &status) == 0)
            #expect(status.st_mode & S_IFMT == S_IFIFO)
            #expect(throws: FileFailure.self) { try AtomicFile.write("x", to: "/dev/null") }
            #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
            #expect(throws: FileFailure.self) { try AtomicFile.write("x", to: "") }
        }
    }

    @Test("A directory is made with those above it; a file in its place is refused")
    func directories() throws {
        try withDirectory { directory in
            try Directory.make(directory + "/a/b/c")
            try Directory.make(directory + "/a/b/c")
            #expect(try names(in: directory + "/a/b") == ["c"])
            try Data("x".utf8).write(to: URL(fileURLWithPath: directory + "/file"))
            for path in ["/file", "/file/below"] {
                let error = #expect(throws: FileFailure.self) {
                    try Directory.make(directory + path)
                }
                #expect(error?.reason.contains("there is a file of ") == true)
            }
            #expect(text(directory + "/file") == "x")
        }
    }

    @Test("A full disk and a used-up quota are a class of their own")
    func full() {
        #expect(FileFailure(path: "a", action: "write", code: ENOSPC).isOutOfSpace)
        #expect(FileFailure(path: "a", action: "write", code: EDQUOT).isOutOfSpace)
        #expect(!FileFailure(path: "a", action: "write", code: EACCES).isOutOfSpace)
    }
}
