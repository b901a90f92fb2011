import Foundation
import GRDB
import Portable
import StudyModel
import Testing

@testable import Storage

/// Disks that fill up, files that are damaged, removed or cut off.
@Suite struct FaultTests {
    @Test("A full database refuses a commit, keeps all earlier ones and goes on when there is room")
    func full() throws {
        try withTemporaryDirectory { directory in
            let store = try openExample(directory)
            let pages = try store.queue.inDatabase { db in
                try Int.fetchOne(db, sql: "PRAGMA page_count")!
            }
            try setPageLimit(store, pages + 4)
            try fillUp(store, directory)
            try setPageLimit(store, 1_000_000)
            let count = try store.load().trials.count
            try store.commit([
                .trialAdded(number: count, configuration: exampleConfiguration(count))
            ])
            store.close()
            let again = try SQLiteStudyStore.openForReading(directory: directory)
            #expect(try again.load().trials.count == count + 1)
            again.close()
        }
    }

    @Test(
        "A full disk does too", .enabled(if: SmallDisk.canBeMade, "mounting isn't permitted here"))
    func fullDisk() throws {
        try withTemporaryDirectory { directory in
            let disk = try SmallDisk(directory, kilobytes: 600)
            defer { disk.unmount() }
            let store = try openExample("\(directory)/study")
            try fillUp(store, directory)
            let count = try store.load().trials.count
            try disk.resize(kilobytes: 6000)
            try store.commit([
                .trialAdded(number: count, configuration: exampleConfiguration(count))
            ])
            store.close()
            let again = try SQLiteStudyStore.openForReading(directory: "\(directory)/study")
            #expect(try again.load().trials.count == count + 1)
            again.close()
        }
    }

    @Test("A database or log that is removed or replaced stops the store", arguments: Loss.allCases)
    func replaced(loss: Loss) throws {
        try withTemporaryDirectory { directory in
            let store = try openExample(directory)
            try store.commit([.trialAdded(number: 0, configuration: exampleConfiguration(0))])
            let path = "\(directory)/study.sqlite"
            switch loss {
            case .databaseRemoved: unlink(path)
            case .databaseReplaced:
                try FileManager.default.copyItem(atPath: path, toPath: path + ".copy")
                try #require(rename(path + ".copy", path) == 0)
            case .logRemoved: unlink(path + "-wal")
            case .directoryMoved: try #require(rename(directory, directory + "-moved") == 0)
            }
            defer { try? FileManager.default.removeItem(atPath: directory + "-moved") }
            for number in 1...2 {
                let error = try storeError {
                    try store.commit([
                        .trialAdded(number: number, configuration: exampleConfiguration(number))
                    ])
                }
                let lost = loss == .logRemoved ? path + "-wal" : path
                #expect(error == .replaced(path: lost))
            }
            if loss == .databaseRemoved { #expect(access(path, F_OK) != 0) }
            store.close()
        }
    }

    enum Loss: CaseIterable, Sendable {
        case databaseRemoved, databaseReplaced, logRemoved, directoryMoved
    }

    @Test("Damage is found at the start, and told with the file")
    func damaged() throws {
        let changes = (0..<300).map {
            StudyChange.trialAdded(number: $0, configuration: exampleConfiguration($0))
        }
        for damage in Damage.allCases {
            try withTemporaryDirectory { directory in
                let store = try openExample(directory)
                try store.commit(changes)
                store.close()
                let path = "\(directory)/study.sqlite"
                try damage.inflict(on: path)
                let error = try storeError { _ = try openExample(directory) }
                guard case .damaged(path, _) = error else {
                    Issue.record("\(damage): \(error)")
                    return
                }
                // Those who only read are told the same.
                let readingError = try storeError {
                    let store = try SQLiteStudyStore.openForReading(directory: directory)
                    defer { store.close() }
                    _ = try store.load()
                }
                switch readingError {
                case .damaged(path, _): break
                case .notFound where damage == .databaseGone: break
                default: Issue.record("\(damage), reading: \(readingError)")
                }
                // It is still there for whoever can repair it.
                #expect(damage == .databaseGone || access(path, F_OK) == 0)
            }
        }
    }

    enum Damage: CaseIterable {
        case noise, zeros, emptied, cutOff, foreignDatabase, databaseGone

        func inflict(on path: String) throws {
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            let size = try file.seekToEnd()
            switch self {
            case .noise:
                try file.seek(toOffset: 0)
                try file.write(contentsOf: Data((0..<4096).map { UInt8($0 % 251) }))
            case .zeros:
                try file.seek(toOffset: size / 2)
                try file.write(contentsOf: Data(count: 8192))
            case .emptied: try file.truncate(atOffset: 0)
            case .cutOff: try file.truncate(atOffset: size / 2)
            case .foreignDatabase:
                try FileManager.default.removeItem(atPath: path)
                let queue = try DatabaseQueue(path: path)
                try queue.inDatabase { try $0.execute(sql: "CREATE TABLE t (a)") }
                try queue.close()
            case .databaseGone:
                try FileManager.default.moveItem(atPath: path, toPath: path + "-wal")
            }
        }
    }

    @Test("A database of a later version is refused")
    func newer() throws {
        try withTemporaryDirectory { directory in
            let store = try openExample(directory)
            try store.queue.inDatabase { try $0.execute(sql: "PRAGMA user_version = 9") }
            store.close()
            let error = try storeError { _ = try openExample(directory) }
            let path = "\(directory)/study.sqlite"
            #expect(error == .newer(path: path, version: 9, supported: Schema.version))
        }
    }

    @Test("What a crash leaves, cut off anywhere, is a prefix of the commits and all acknowledged")
    func crash() throws {
        try withTemporaryDirectory { directory in
            let store = try openExample("\(directory)/live")
            var records = [try store.load()]
            var logSizes = [0]
            for number in 0..<12 {
                try store.commit([
                    .trialAdded(number: number, configuration: exampleConfiguration(number)),
                    .attemptStarted(attempt(number, epoch: 0), worker: exampleWorker),
                ])
                records.append(try store.load())
                let log = try Data(
                    contentsOf: URL(fileURLWithPath: "\(directory)/live/study.sqlite-wal"))
                logSizes.append(log.count)
            }
            let log = try Data(
                contentsOf: URL(fileURLWithPath: "\(directory)/live/study.sqlite-wal"))
            let generator = SeededGenerator(seed: 3, purpose: .tests)
            let cuts = logSizes + (0..<40).map { generator.uniform(below: log.count, index: $0) }
            for (index, cut) in cuts.enumerated() {
                let copy = "\(directory)/\(index)"
                try FileManager.default.createDirectory(
                    atPath: copy, withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: "\(directory)/live/study.sqlite", toPath: "\(copy)/study.sqlite")
                try log.prefix(cut).write(
                    to: URL(fileURLWithPath: "\(copy)/study.sqlite-wal"))
                let recovered = try openExample(copy)
                // As many commits as had been acknowledged when the log had this length.
                let acknowledged = logSizes.lastIndex { $0 <= cut }!
                #expect(try recovered.load() == records[acknowledged], "cut at \(cut)")
                try recovered.commit([
                    .trialAdded(
                        number: acknowledged, configuration: exampleConfiguration(acknowledged))
                ])
                recovered.close()
            }
            store.close()
        }
    }

    @Test("Only a lack of space counts as one: the system's number decides, for writes alone")
    func classes() {
        func classified(_ code: ResultCode, _ number: Int32) -> StoreError {
            SQLiteStudyStore.storeError(
                DatabaseError(resultCode: code), "/nowhere/study.sqlite", systemCode: number)
        }
        for code: ResultCode in [
            .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC,
            .SQLITE_IOERR_TRUNCATE,
        ] {
            for number in [ENOSPC, EDQUOT] {
                let error = classified(code, number)
                #expect(error.isOutOfSpace)
                #expect("\(error)".contains(String(cString: strerror(number))))
            }
            for number in [EIO, EROFS, EACCES, EFBIG, 0] {
                #expect(!classified(code, number).isOutOfSpace)
            }
        }
        #expect(classified(.SQLITE_FULL, 0).isOutOfSpace)
        // A number that an earlier call left says nothing about a read.
        #expect(!classified(.SQLITE_IOERR_READ, ENOSPC).isOutOfSpace)
        #expect(!classified(.SQLITE_CANTOPEN, ENOSPC).isOutOfSpace)
        #expect(!classified(.SQLITE_CORRUPT, ENOSPC).isOutOfSpace)
    }

    // MARK: Fillers

    private func setPageLimit(_ store: SQLiteStudyStore, _ pages: Int) throws {
        try store.queue.inDatabase { db in
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
        }
    }

    /// Adds trials until there is no room, and checks that the batch that failed left nothing.
    private func fillUp(_ store: SQLiteStudyStore, _ directory: String) throws {
        var count = 0
        while true {
            try #require(count < 100_000)
            let batch = (count..<count + 16).map {
                StudyChange.trialAdded(number: $0, configuration: exampleConfiguration($0))
            }
            do {
                try store.commit(batch)
                count += 16
            } catch {
                guard case .full = error else { throw error }
                #expect("\(error)".contains("no room"))
                break
            }
        }
        #expect(count > 0)
        #expect(try store.load().trials.count == count)
    }
}

/// A file system of a few hundred kilobytes in memory.
struct SmallDisk {
    private let path: String

    /// Whether this process may mount: only root may, and not in every container.
    static let canBeMade: Bool = {
        let probe = FileManager.default.temporaryDirectory
            .appendingPathComponent("podium-mount-\(UUID().uuidString)").path
        mkdir(probe, 0o700)
        defer { rmdir(probe) }
        guard geteuid() == 0, let disk = try? SmallDisk(probe, kilobytes: 100) else {
            return false
        }
        disk.unmount()
        return true
    }()

    init(_ path: String, kilobytes: Int) throws {
        self.path = path
        let result = try run(
            "/bin/mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path)
        guard result.status == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func resize(kilobytes: Int) throws { try remount("size=\(kilobytes)k") }

    func remount(_ options: String) throws {
        // A child that another test forks at this moment has the disk's files open until it runs
        // its own program; the disk is busy meanwhile.
        for _ in 0..<200 {
            if try run("/bin/mount", "-o", "remount,\(options)", path).status == 0 { return }
            usleep(10_000)
        }
        throw CocoaError(.fileWriteUnknown)
    }

    func unmount() { _ = try? run("/bin/umount", path) }
}
