import Files
import Foundation
import GRDB
import ProcessControl
import StudyModel
import Testing

@testable import Storage

@Suite struct SQLiteStoreTests {
    @Test("Commits wait for the disk: the settings are asked of SQLite itself")
    func durability() throws {
        try withTemporaryDirectory { directory in
            for _ in 0..<2 {
                let store = try openExample(directory)
                let found = try store.queue.inDatabase { db in
                    try [
                        "synchronous", "journal_mode", "locking_mode", "foreign_keys",
                        "application_id", "user_version",
                    ].map { try DatabaseValue.fetchOne(db, sql: "PRAGMA \($0)") }
                }
                let expected: [any DatabaseValueConvertible] = [
                    2, "wal", "exclusive", 1, 0x506F_6469, Schema.version,
                ]
                #expect(found == expected.map { $0.databaseValue })
                store.close()
            }
        }
    }

    @Test("A directory that can't be written to is named, with what to do")
    func unwritable() {
        let error = StudyLock.unopened("r/s/study.lock", in: "r/s", code: EROFS)
        #expect("\(error)".hasPrefix("r/s: can't write there: Read-only file system (r/s/study.l"))
        #expect("\(error)".contains("--results"))
        let other = StudyLock.unopened("r/s/study.lock", in: "r/s", code: EISDIR)
        #expect("\(other)".hasPrefix("r/s/study.lock: can't open"))
    }

    @Test("A study that exists keeps its own job and its record")
    func reopening() throws {
        try withTemporaryDirectory { directory in
            let first = try openExample("\(directory)/new/study")
            _ = try first.beginIncarnation()
            try first.commit([.trialAdded(number: 0, configuration: exampleConfiguration(0))])
            let record = try first.load()
            first.close()
            var other = exampleJob
            other.trials = 7
            let second = try SQLiteStudyStore.open(
                directory: "\(directory)/new/study", job: other, jobText: "", wallClock: { 0 })
            #expect(try second.load() == record)
            second.close()
            let names = try Directory.names(in: "\(directory)/new/study")
            #expect(names.sorted() == ["study.lock", "study.sqlite"])
        }
    }

    @Test("A second opener is refused and told who has the study")
    func inUse() throws {
        try withTemporaryDirectory { directory in
            let store = try openExample(directory)
            let holder = StoreError.inUse(
                directory: directory, process: Int(getpid()), host: HostName.current)
            #expect(try storeError { _ = try openExample(directory) } == holder)
            #expect(
                try storeError { _ = try SQLiteStudyStore.openForReading(directory: directory) }
                    == holder)
            #expect("\(holder)".contains("in use by process \(getpid()) on "))
            // The first is not disturbed by the attempts.
            _ = try store.beginIncarnation()
            store.close()
            try openExample(directory).close()
        }
    }

    @Test("A connection that ignores the lock file is refused by SQLite")
    func secondConnection() throws {
        try withTemporaryDirectory { directory in
            let store = try openExample(directory)
            _ = try store.beginIncarnation()
            // Another process: the locks of one process don't exclude each other.
            let found = try run(
                "/bin/sh", "-c",
                "command -v sqlite3 >/dev/null || exit 99; "
                    + "sqlite3 '\(directory)/study.sqlite' 'SELECT epoch FROM study'")
            #expect(found.status == 99 || found.output.contains("database is locked"))
            store.close()
        }
    }

    @Test("Reading needs a study, and refuses changes")
    func reading() throws {
        try withTemporaryDirectory { directory in
            let missing = try storeError {
                _ = try SQLiteStudyStore.openForReading(directory: directory)
            }
            #expect(missing == .notFound(directory: directory))
            let store = try openExample(directory)
            try store.commit([.trialAdded(number: 0, configuration: exampleConfiguration(0))])
            let record = try store.load()
            store.close()
            let reader = try SQLiteStudyStore.openForReading(directory: directory)
            #expect(try reader.load() == record)
            let refusal = try storeError { _ = try reader.beginIncarnation() }
            #expect(refusal == .closed(path: "\(directory)/study.sqlite"))
            reader.close()
        }
    }

    @Test("SQL itself keeps outcomes, configurations and trials from changing")
    func triggers() throws {
        try withTemporaryDirectory { directory in
            let store = try openExample(directory)
            try store.commit([
                .trialAdded(number: 0, configuration: exampleConfiguration(0)),
                .attemptStarted(attempt(0, epoch: 0), worker: exampleWorker),
                .trialFinished(
                    attempt(0, epoch: 0), .complete(metrics: ["loss": 1]), intermediateResults: []),
            ])
            let before = try store.load()
            for sql in [
                "UPDATE trial SET state = 'waiting'", "UPDATE trial SET metrics = '{}'",
                "UPDATE trial SET configuration = '{}'", "UPDATE trial SET number = 3",
                "DELETE FROM trial", "UPDATE trial SET state = 'odd'",
                "INSERT INTO report VALUES (9, 1, '{}')",
                "INSERT INTO study VALUES (2, '', '', 0, 0)",
            ] {
                #expect(throws: DatabaseError.self, "\(sql)") {
                    try store.queue.inDatabase { try $0.execute(sql: sql) }
                }
            }
            #expect(try store.load() == before)
            store.close()
        }
    }

    @Test("A backup of a store in use is a whole study")
    func backUp() throws {
        try withTemporaryDirectory { directory in
            let store = try openExample("\(directory)/live")
            try store.commit([.trialAdded(number: 0, configuration: exampleConfiguration(0))])
            try FileManager.default.createDirectory(
                atPath: "\(directory)/copy", withIntermediateDirectories: true)
            try store.backUp(to: "\(directory)/copy/study.sqlite")
            // An existing file is not overwritten.
            #expect(throws: StoreError.self) {
                try store.backUp(to: "\(directory)/copy/study.sqlite")
            }
            let copy = try SQLiteStudyStore.openForReading(directory: "\(directory)/copy")
            #expect(try copy.load() == store.load())
            copy.close()
            store.close()
        }
    }
}

/// Runs a program to its end.
func run(_ program: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(
        decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, output)
}
