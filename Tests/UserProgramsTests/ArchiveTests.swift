import Foundation
import Fuzzing
import StudyModel
import Testing

@testable import UserPrograms

@Suite("A checkpoint as an archive")
struct ArchiveTests {
    private static let goldens = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "Goldens")

    /// What `Scripts/program-goldens.py` puts into its archive.
    private static let entries = [
        TapeArchive.Entry("a/run.sh", isExecutable: true, bytes: Array("#!/bin/sh\n".utf8)),
        .init("a/b/empty", bytes: []),
        .init("c", bytes: nil),
        .init("block", bytes: [UInt8](repeating: 7, count: 512)),
        .init("bytes", bytes: (0..<1000).map { UInt8($0 % 251) }),
        .init("ä", bytes: [1]),
        .init(
            String(repeating: "d", count: 90) + "/" + String(repeating: "e", count: 90),
            bytes: [2]),
    ]

    private func golden() throws -> [UInt8] {
        Array(try Data(contentsOf: Self.goldens.appending(path: "archive.tar")))
    }

    @Test("It has the bytes of Python's tarfile, in any order of its entries")
    func written() throws {
        #expect(try TapeArchive(Self.entries).encoded() == golden())
        #expect(try TapeArchive(Self.entries.reversed()).encoded() == golden())
    }

    @Test("What Python's tarfile wrote is read")
    func read() throws {
        let found = try TapeArchive(golden())
        #expect(Set(found.entries) == Set(Self.entries) && found.entries.count == 7)
    }

    @Test("Paths that leave the directory, links and damage are refused")
    func hostile() throws {
        for name in ["absolute.tar", "parent.tar", "symlink.tar", "twice.tar", "nested.tar"] {
            let bytes = try Data(contentsOf: Self.goldens.appending(path: name))
            #expect(throws: ArchiveFault.self, "\(name)") { try TapeArchive(Array(bytes)) }
        }
        let whole = try golden()
        for count in stride(from: 0, to: whole.count - 1024, by: 100) {
            #expect(throws: ArchiveFault.self) { try TapeArchive(Array(whole[..<count])) }
        }
        for place in stride(from: 0, to: 512, by: 3) {
            var damaged = whole
            damaged[place] ^= 0x55
            #expect(throws: ArchiveFault.self) { try TapeArchive(damaged) }
        }
    }

    @Test("A checkpoint keeps the results and the files with all their bits")
    func checkpoint() throws {
        let checkpoint = ProgramCheckpoint(
            results: [
                .init(epoch: 1, metrics: ["loss": 0.1 + 0.2, "a": 5e-324]),
                .init(epoch: 4, metrics: ["loss": -0.0, "a": 1e300]),
            ], entries: Self.entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        )
        let bytes = try checkpoint.encoded()
        let found = try ProgramCheckpoint(bytes)
        #expect(found.entries == checkpoint.entries)
        for (a, b) in zip(found.results, checkpoint.results) {
            #expect(a.epoch == b.epoch)
            #expect(a.metrics.mapValues(\.bitPattern) == b.metrics.mapValues(\.bitPattern))
        }
        #expect(try found.encoded() == bytes)
        #expect(throws: ArchiveFault.self) { try ProgramCheckpoint(golden()) }
    }

    @Test("Damaged checkpoints are refused or read, and never end the process")
    func fuzz() throws {
        let bytes = try ProgramCheckpoint(
            results: [.init(epoch: 1, metrics: ["loss": 1])], entries: Self.entries
        ).encoded()
        let run = FuzzRun("program-checkpoint", usual: 2_000)
        for seed in 0..<run.rounds {
            var mutator = Mutator(seed: seed)
            let damaged = mutator.mutated(bytes, .init(reach: 1536))
            run.willRead(damaged)
            guard let found = try? ProgramCheckpoint(damaged) else { continue }
            #expect(found.entries.allSatisfy { RunPath.complaint(about: $0.path) == nil })
        }
    }
}

@Suite("Paths in a run directory")
struct RunPathTests {
    @Test(
        "lead to files below it",
        arguments: [
            "a", "a/b.c", ".hidden", "a b/ä", "-x", "...", String(repeating: "a", count: 250),
        ])
    func right(path: String) { #expect(RunPath.complaint(about: path) == nil) }

    @Test(
        "Others are refused",
        arguments: [
            "", "/", "/etc/passwd", "..", "../a", "a/../b", "a/..", "./a", "a//b", "a/", "a\nb",
            "a\u{0}b", "a\u{7F}", String(repeating: "a", count: 251),
        ])
    func wrong(path: String) { #expect(RunPath.complaint(about: path) != nil) }

    @Test("No two are the same, and none is in the other's way")
    func lists() {
        #expect(RunPath.complaint(about: ["a/b", "a/c", "ab"]) == nil)
        #expect(RunPath.complaint(about: ["a", "b", "a"])?.contains("twice") == true)
        #expect(RunPath.complaint(about: ["a/b/c", "a/b"])?.contains("directory") == true)
    }
}
