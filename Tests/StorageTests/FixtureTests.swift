import Foundation
import StudyModel
import Testing

@testable import Storage

/// Databases that earlier versions wrote.
@Suite struct FixtureTests {
    @Test("A database of version 1 opens and holds what it held")
    func version1() throws {
        // Written once by version 1 and never again: PODIUM_RECORD=1 makes it only where it is
        // missing.
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Goldens/study-1.sqlite")
        let changes: [StudyChange] = [
            .trialAdded(number: 0, configuration: exampleConfiguration(0)),
            .trialAdded(number: 1, configuration: exampleConfiguration(1)),
            .trialAdded(number: 2, configuration: exampleConfiguration(2)),
            .attemptStarted(attempt(0), worker: exampleWorker),
            .attemptEnded(attempt(0), .lost, note: "no sign of life for 30 s"),
            .attemptStarted(attempt(0, 2), worker: exampleWorker),
            .intermediateResult(trial: 0, report(1, 0.5)),
            .trialFinished(
                attempt(0, 2), .complete(metrics: ["loss": 0.25]),
                intermediateResults: [report(1, 0.5), report(2, 0.25)]),
            .attemptStarted(attempt(1), worker: exampleWorker),
            .trialFinished(attempt(1), .failed(reason: "loss is nan"), intermediateResults: []),
            .conflictingResult(attempt(1), .complete(metrics: ["loss": 1])),
            .attemptStarted(attempt(2), worker: exampleWorker),
        ]
        if ProcessInfo.processInfo.environment["PODIUM_RECORD"] == "1",
            !FileManager.default.fileExists(atPath: fixture.path), Schema.version == 1
        {
            try withTemporaryDirectory { directory in
                let store = try openExample(directory, clock: SteppingClock(1_700_000_000))
                _ = try store.beginIncarnation()
                try store.commit(changes)
                try FileManager.default.createDirectory(
                    at: fixture.deletingLastPathComponent(), withIntermediateDirectories: true)
                try store.backUp(to: fixture.path)
                store.close()
            }
        }
        var expected = StudyRecord(job: exampleJob, incarnation: 1)
        for change in changes { try expected.apply(change, at: 1_700_000_002) }
        try withTemporaryDirectory { directory in
            try FileManager.default.copyItem(
                atPath: fixture.path, toPath: "\(directory)/study.sqlite")
            let store = try openExample(directory)
            #expect(try store.load() == expected)
            #expect(try store.beginIncarnation() == 2)
            store.close()
        }
    }
}
