import StudyModel
import Testing

@testable import Storage

@Suite("The trials at a scheduler's stops, counted in the database")
struct RungCountTests {
    @Test("are those of the whole record")
    func counts() throws {
        try withTemporaryDirectory { directory in
            let store = try openExample(directory)
            defer { store.close() }
            func reach(_ trial: Int, _ number: Int, _ epoch: Int) throws {
                try store.commit([
                    .attemptStarted(attempt(trial, number), worker: exampleWorker),
                    .segmentReached(
                        attempt(trial, number), epoch: epoch, checkpoint: nil,
                        intermediateResults: [report(epoch, 0.5)]),
                ])
            }
            for number in 0..<6 {
                try store.commit([
                    .trialAdded(
                        number: number, configuration: exampleConfiguration(number),
                        start: TrialStart(until: 1))
                ])
                if number < 5 { try reach(number, 1, 1) }
            }
            try store.commit([
                .trialPruned(number: 0, reason: "rank 5"),
                .trialResumed(number: 1, until: 2), .trialResumed(number: 2, until: nil),
                .trialAdded(
                    number: 6, configuration: exampleConfiguration(6),
                    start: TrialStart(until: 2, origin: TrialOrigin(parent: 1, epoch: 1))),
            ])
            try reach(1, 2, 2)
            try reach(6, 1, 2)
            try store.commit([
                .attemptStarted(attempt(2, 2), worker: exampleWorker),
                .attemptStarted(attempt(5), worker: exampleWorker),
                .trialResumed(number: 6, until: nil),
                .attemptStarted(attempt(6, 2), worker: exampleWorker),
                .trialFinished(
                    attempt(6, 2), .complete(metrics: ["loss": 0.1]),
                    intermediateResults: [report(3, 0.1)]),
            ])
            var counts = RungCounts(stops: [1, 2], epochs: 3)
            try store.count(in: &counts)
            var expected = RungCounts(stops: [1, 2], epochs: 3)
            for trial in try store.load().trials { expected.add(trial.trial, trial.attempts) }
            #expect(counts == expected)
            #expect(counts.rungs.map(\.reached) == [5, 2, 1])
            #expect(counts.rungs.map(\.pruned) == [1, 0, 0])
            #expect(counts.rungs.map(\.paused) == [2, 1, 0])
            #expect(counts.rungs.map(\.running) == [1, 0, 1])
            #expect(counts.epochsTrained == 5 + 1 + 2)
            #expect(counts.begun == 6)
        }
    }
}
