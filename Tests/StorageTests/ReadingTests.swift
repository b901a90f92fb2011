import Files
import Foundation
import Portable
import ProcessControl
import StudyModel
import Testing

@testable import Storage

/// Reading a study without being its coordinator.
@Suite struct ReadingTests {
    /// Makes a study with a story, and leaves it as a coordinator that ended, or was killed.
    private func makeStudy(_ directory: String, killed: Bool) throws -> StudyRecord {
        let live = killed ? directory + "-live" : directory
        let store = try openExample(live)
        defer { store.close() }
        for number in 0..<20 {
            try store.commit([
                .trialAdded(number: number, configuration: exampleConfiguration(number)),
                .attemptStarted(attempt(number, epoch: 0), worker: exampleWorker),
                .intermediateResult(trial: number, report(1, 0.5)),
            ])
        }
        let record = try store.load()
        if killed {
            // What is on disk while it runs is what is left when it is killed.
            try FileManager.default.copyItem(atPath: live, toPath: directory)
        }
        return record
    }

    /// Everything in a directory, and what it holds.
    private func contents(_ directory: String) throws -> [String: Data] {
        let names = try Directory.names(in: directory)
        return Dictionary(
            uniqueKeysWithValues: try names.map {
                ($0, try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\($0)")))
            })
    }

    @Test(
        "Reading changes no byte, of a study that ended well or was killed",
        arguments: [false, true])
    func changesNothing(killed: Bool) throws {
        try withTemporaryDirectory { scratch in
            let directory = scratch + "/study"
            let record = try makeStudy(directory, killed: killed)
            let before = try contents(directory)
            #expect((before["study.sqlite-wal"]?.count ?? 0 > 0) == killed)
            for _ in 0..<2 {
                let reader = try SQLiteStudyStore.openForReading(directory: directory)
                #expect(try reader.load() == record)
                reader.close()
            }
            #expect(try contents(directory) == before)
        }
    }

    @Test(
        "A study on read-only media can be read",
        .enabled(if: SmallDisk.canBeMade, "mounting isn't permitted here"),
        arguments: [false, true], [false, true])
    func readOnly(killed: Bool, hasLockFile: Bool) throws {
        try withTemporaryDirectory { scratch in
            let disk = try SmallDisk(scratch, kilobytes: 20_000)
            defer { disk.unmount() }
            let directory = scratch + "/study"
            let record = try makeStudy(directory, killed: killed)
            if !hasLockFile { unlink(directory + "/study.lock") }
            try disk.makeReadOnly()
            let reader = try SQLiteStudyStore.openForReading(directory: directory)
            #expect(try reader.load() == record)
            reader.close()
        }
    }

    @Test("Readers don't exclude each other, and a coordinator waits until they are done")
    func several() throws {
        try withTemporaryDirectory { directory in
            _ = try makeStudy(directory, killed: false)
            let readers = try (0..<3).map { _ in
                try SQLiteStudyStore.openForReading(directory: directory)
            }
            #expect(readers.allSatisfy { $0.holdsLock })
            let opened = DispatchSemaphore(value: 0)
            let thread = Thread {
                if let store = try? openExample(directory) {
                    store.close()
                    opened.signal()
                }
            }
            thread.start()
            for reader in readers {
                #expect(try reader.head().job == exampleJob)
                reader.close()
            }
            #expect(opened.wait(timeout: .now() + 60) == .success)
        }
    }

    @Test("A pipe in the place of a study's files keeps no reader waiting")
    func pipes() throws {
        try withTemporaryDirectory { directory in
            let record = try makeStudy(directory, killed: false)
            unlink(directory + "/study.lock")
            try #require(mkfifo(directory + "/study.lock", 0o600) == 0)
            let reader = try SQLiteStudyStore.openForReading(directory: directory)
            #expect(try reader.load() == record)
            reader.close()
            unlink(directory + "/study.sqlite")
            try #require(mkfifo(directory + "/study.sqlite", 0o600) == 0)
            #expect(throws: (any Error).self) {
                try SQLiteStudyStore.openForReading(directory: directory)
            }
        }
    }

    @Test("A lock that a child of an ended coordinator kept stops nobody from reading")
    func orphanedLock() throws {
        try withTemporaryDirectory { directory in
            let record = try makeStudy(directory, killed: false)
            let path = directory + "/study.lock"
            // A process that has ended, and one that holds the lock without the database.
            let ended = try run("/bin/sh", "-c", "echo $$").output.split(separator: "\n")[0]
            try "\(ended) \(HostName.current)\n".write(
                toFile: path, atomically: false, encoding: .utf8)
            let descriptor = Foundation.open(path, O_RDONLY)
            defer { Foundation.close(descriptor) }
            try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            let reader = try SQLiteStudyStore.openForReading(directory: directory)
            #expect(try reader.load() == record)
            reader.close()
            // A process that lives may be about to open the database.
            try "\(getpid()) \(HostName.current)\n".write(
                toFile: path, atomically: false, encoding: .utf8)
            let error = try storeError {
                _ = try SQLiteStudyStore.openForReading(directory: directory)
            }
            guard case .inUse = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test("Parts of the record are those of the whole", arguments: StoreKind.allCases)
    func parts(kind: StoreKind) throws {
        try kind.withStore { store in
            let generator = SeededGenerator(seed: 11, purpose: .tests)
            for number in 0..<60 {
                var changes: [StudyChange] = [
                    .trialAdded(number: number, configuration: exampleConfiguration(number))
                ]
                let kind = generator.uniform(below: 4, index: number)
                if kind > 0 {
                    let id = attempt(number, epoch: 0)
                    changes.append(.attemptStarted(id, worker: exampleWorker))
                    if kind == 1 { changes.append(.attemptEnded(id, .lost, note: "gone")) }
                    if kind == 2 {
                        let intermediateResults = (1...3).map { report($0, Double(number) / 9) }
                        let metrics = ["loss": number == 30 ? .infinity : Double(number) / 9]
                        changes.append(
                            .trialFinished(
                                id, .complete(metrics: metrics),
                                intermediateResults: intermediateResults))
                    }
                }
                try store.commit(changes)
            }
            let record = try store.load()
            var head = record
            head.trials = []
            #expect(try store.head() == head)
            for rows in [1, 7, 1000] {
                var found: [TrialRecord] = []
                while found.count < 60 {
                    let page = try store.records(from: found.count, rows: rows)
                    try #require(!page.isEmpty)
                    let size = page.dropLast().reduce(0) {
                        $0 + 1 + $1.intermediateResults.count + $1.attempts.count
                    }
                    #expect(size < rows)
                    found += page
                }
                #expect(found == record.trials)
            }
            #expect(try store.records(from: 60, rows: 10).isEmpty)
            #expect(try store.trials(from: 20, count: 5).map(\.number) == Array(20..<25))
            #expect(try store.trials(from: -3, count: 2).map(\.number) == [0, 1])
            #expect(try store.trials(from: 58, count: 5).count == 2)
            var outcomes: [TrialOutcomeValue] = []
            try store.outcomes(of: "loss") { outcomes.append($0) }
            #expect(outcomes.map(\.number) == Array(0..<60))
            for (outcome, trial) in zip(outcomes, record.trials) {
                #expect(outcome.state == trial.trial.state)
                let expected = trial.trial.metrics["loss"]
                #expect(outcome.value?.bitPattern == expected?.bitPattern)
                #expect(
                    try store.latest(of: trial.trial.number)
                        == TrialLatest(
                            attempt: trial.attempts.last,
                            intermediate: trial.intermediateResults.last))
            }
            var times = AttemptTimes()
            for trial in record.trials { trial.attempts.forEach { times.add($0) } }
            #expect(try store.attemptTimes() == times)
            #expect(try store.trialRecord(-1) == nil)
            #expect(try store.trialRecord(60) == nil)
        }
    }

    @Test("One metric is found as the whole reader finds it, whatever the names")
    func scanner() throws {
        let generator = SeededGenerator(seed: 5, purpose: .tests)
        let names = [
            "loss", "validation_loss", "a", "los", "loss2", "\"loss", "a\",\"loss", ",", ":", "",
            "größe", "x:1,\"loss\"", "loss\\", "inf",
        ]
        let values = [
            0, -0.0, 1, -1.5e-300, 1e300, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, 0.1,
            123_456,
        ]
        for round in 0..<400 {
            var metrics: [String: Double] = [:]
            for (place, name) in names.enumerated() {
                let draw = generator.uniform(below: 3, index: round * 100 + place)
                guard draw > 0 else { continue }
                metrics[name] =
                    values[
                        generator.uniform(below: values.count, index: round * 100 + place + 50)]
            }
            let text = CompactJSON.text(of: metrics)
            for name in names + ["none"] {
                let found = try MetricScanner(name).value(text)
                let expected = metrics[name]
                let isSame =
                    found == nil
                    ? expected == nil
                    : found == expected || found?.isNaN == true && expected?.isNaN == true
                #expect(isSame, "\(name) in \(text)")
            }
        }
    }
}

extension SmallDisk {
    func makeReadOnly() throws { try remount("ro") }
}
