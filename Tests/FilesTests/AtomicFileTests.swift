import Files
import Foundation
import Testing

@Suite("Files written whole")
struct AtomicFileTests {
    private let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("podium-files-\(UUID().uuidString)")

    private func withDirectory(_ work: (String) throws -> Void) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try work(directory.path)
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    @Test("A file is made, replaced by a shorter one, and nothing else is left")
    func replaces() throws {
        try withDirectory { path in
            let file = path + "/table.csv"
            for content in [String(repeating: "long\n", count: 100_000), "short\n", ""] {
                try AtomicFile.write(content, to: file)
                #expect(try text(file) == content)
                #expect(
                    try Directory.names(in: path) == ["table.csv"])
            }
        }
    }

    @Test("What a killed process left is used up")
    func leftOver() throws {
        try withDirectory { path in
            let file = path + "/table.csv"
            try Data(repeating: 1, count: 99).write(
                to: URL(fileURLWithPath: file + ".podium-partial"))
            try AtomicFile.write("new\n", to: file)
            #expect(try text(file) == "new\n")
            #expect(try Directory.names(in: path) == ["table.csv"])
        }
    }

    @Test("A reader sees one whole text or another while many write")
    func concurrent() async throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.path + "/table.csv"
        let contents = (0..<4).map { String(repeating: "\($0)", count: 10_000 + $0) }
        try AtomicFile.write(contents[0], to: file)
        await withTaskGroup(of: Bool.self) { group in
            for content in contents {
                group.addTask {
                    for _ in 0..<20 {
                        guard (try? AtomicFile.write(content, to: file)) != nil,
                            let seen = try? Data(contentsOf: URL(fileURLWithPath: file)),
                            contents.contains(String(decoding: seen, as: UTF8.self))
                        else { return false }
                    }
                    return true
                }
            }
            for await isWhole in group { #expect(isWhole) }
        }
        let left = try Directory.names(in: directory.path)
        #expect(left == ["table.csv"])
    }

    @Test("A directory that isn't there is said in words")
    func noDirectory() {
        let error = #expect(throws: FileFailure.self) {
            try AtomicFile.write("x", to: "/nowhere/table.csv")
        }
        #expect(
            error?.description
                == "/nowhere/table.csv: can't write it: there is no directory /nowhere; "
                + "make it first, or write elsewhere")
    }
}
