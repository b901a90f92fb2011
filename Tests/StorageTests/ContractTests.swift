import StudyModel
import Testing

@testable import Storage

/// What every store must do, run on each kind.
@Suite struct ContractTests {
    @Test("A new store holds its job and nothing else", arguments: StoreKind.allCases)
    func empty(kind: StoreKind) throws {
        try kind.withStore { store in
            #expect(try store.load() == StudyRecord(job: exampleJob))
            #expect(try store.trialRecord(0) == nil)
            try store.commit([])
        }
    }

    @Test("A trial's story comes back as it was told", arguments: StoreKind.allCases)
    func story(kind: StoreKind) throws {
        try kind.withStore { store in
            #expect(try store.beginIncarnation() == 1)
            try store.commit([
                .trialAdded(number: 0, configuration: exampleConfiguration(0)),
                .trialAdded(number: 1, configuration: exampleConfiguration(1)),
                .attemptStarted(attempt(1), worker: exampleWorker),
            ])
            try store.commit([.intermediateResult(trial: 1, report(1, 0.5))])
            try store.commit([.attemptEnded(attempt(1), .lost, note: "no sign of life")])
            #expect(try store.trialRecord(1)?.trial.state == .waiting)
            #expect(try store.beginIncarnation() == 2)
            try store.commit([.attemptStarted(attempt(1, 2, epoch: 2), worker: exampleWorker)])
            try store.commit([
                .trialFinished(
                    attempt(1, 2, epoch: 2), .complete(metrics: ["loss": 0.1]),
                    intermediateResults: [report(1, 0.5), report(2, 0.1)])
            ])
            var trial = Trial(
                number: 1, configuration: exampleConfiguration(1), state: .complete,
                metrics: ["loss": 0.1])
            trial.epoch = 2
            let expected = TrialRecord(
                trial: trial, intermediateResults: [report(1, 0.5), report(2, 0.1)],
                attempts: [
                    AttemptRecord(
                        number: 1, incarnation: 1, worker: exampleWorker, startedAt: 1_000_000_001,
                        endedAt: 1_000_000_003, outcome: .lost, note: "no sign of life"),
                    AttemptRecord(
                        number: 2, incarnation: 2, worker: exampleWorker, startedAt: 1_000_000_004,
                        endedAt: 1_000_000_005, outcome: .complete),
                ])
            // A new SQLite store has read its clock once already, for its own date.
            let shift = kind == .sqlite ? 1.0 : 0
            #expect(try store.trialRecord(1).map { shifted($0, by: -shift) } == expected)
            let record = try store.load()
            #expect(record.incarnation == 2)
            #expect(record.trials.map { shifted($0, by: -shift) }.last == expected)
            #expect(record.trials[0].trial.state == .waiting)
        }
    }

    @Test("A running attempt stays so when a new epoch begins", arguments: StoreKind.allCases)
    func epochs(kind: StoreKind) throws {
        try kind.withStore { store in
            try startTrial(store)
            #expect(try store.beginIncarnation() == 2)
            #expect(try store.trialRecord(0)?.attempts.map(\.outcome) == [.running])
            #expect(try store.trialRecord(0)?.trial.state == .running)
        }
    }

    @Test(
        "A failed batch leaves nothing behind, and the store goes on",
        arguments: StoreKind.allCases)
    func atomicity(kind: StoreKind) throws {
        try kind.withStore { store in
            try startTrial(store)
            let before = try store.load()
            var longer = exampleJob
            longer.trials = 200
            let error = try storeError {
                try store.commit([
                    .jobChanged(longer),
                    .trialAdded(number: 1, configuration: exampleConfiguration(1)),
                    .intermediateResult(trial: 0, report(1, 0.5)),
                    .attemptEnded(attempt(0), .returned, note: ""),
                    .attemptStarted(attempt(0, 2), worker: exampleWorker),
                    .trialFinished(attempt(0, 2), .failed(reason: "x"), intermediateResults: []),
                    .conflictingResult(attempt(0), .failed(reason: "y")),
                    .trialAdded(number: 5, configuration: exampleConfiguration(5)),
                ])
            }
            #expect(error == .invariant("trial 5 added to a study of 2 trials"))
            #expect(try store.load() == before)
            try store.commit([.trialAdded(number: 1, configuration: exampleConfiguration(1))])
            #expect(try store.load().trials.count == 2)
        }
    }

    @Test("A terminal trial never changes", arguments: StoreKind.allCases)
    func terminal(kind: StoreKind) throws {
        try kind.withStore { store in
            try startTrial(store)
            try store.commit([
                .trialFinished(attempt(0), .failed(reason: "nan"), intermediateResults: [])
            ])
            let before = try store.load()
            try store.commit([.intermediateResult(trial: 0, report(1, 0.5))])
            try store.commit([.attemptEnded(attempt(0), .lost, note: "late")])
            #expect(try store.load() == before)
            for change: StudyChange in [
                .trialFinished(attempt(0), .complete(metrics: [:]), intermediateResults: []),
                .trialFinished(attempt(0), .failed(reason: "nan"), intermediateResults: []),
                .attemptStarted(attempt(0, 2), worker: exampleWorker),
            ] {
                let error = try storeError { try store.commit([change]) }
                guard case .invariant(let story) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(story.contains("trial 0 is failed; attempts: 1 failed"), "\(story)")
            }
            #expect(try store.load() == before)
        }
    }

    @Test("The first result wins, whichever attempt it comes from", arguments: StoreKind.allCases)
    func lateResult(kind: StoreKind) throws {
        try kind.withStore { store in
            try startTrial(store)
            try store.commit([
                .attemptEnded(attempt(0), .lost, note: "partition"),
                .attemptStarted(attempt(0, 2), worker: exampleWorker),
            ])
            try store.commit([
                .attemptEnded(attempt(0, 2), .superseded, note: "1 was first"),
                .trialFinished(
                    attempt(0), .complete(metrics: ["loss": 1]), intermediateResults: []),
            ])
            let record = try #require(try store.trialRecord(0))
            #expect(record.trial.state == .complete)
            #expect(record.attempts.map(\.outcome) == [.complete, .superseded])
            #expect(record.attempts[0].note == "partition")
        }
    }

    @Test(
        "A second, different result is counted and changes nothing",
        arguments: StoreKind.allCases)
    func conflict(kind: StoreKind) throws {
        try kind.withStore { store in
            try startTrial(store)
            let other = StudyChange.conflictingResult(
                attempt(0), .complete(metrics: ["loss": 2]))
            let error = try storeError { try store.commit([other]) }
            #expect(
                error == .invariant("a second result of example/0#1, whose trial has no first"))
            try store.commit([
                .trialFinished(attempt(0), .complete(metrics: ["loss": 1]), intermediateResults: [])
            ])
            try store.commit([other, .conflictingResult(attempt(0), .failed(reason: "odd"))])
            let record = try store.load()
            #expect(record.conflicts == 2)
            #expect(record.trials[0].trial.metrics == ["loss": 1])
        }
    }

    @Test("A repeated report or end changes nothing", arguments: StoreKind.allCases)
    func repetition(kind: StoreKind) throws {
        try kind.withStore { store in
            try startTrial(store)
            try store.commit([.intermediateResult(trial: 0, report(2, 0.5))])
            try store.commit([.intermediateResult(trial: 0, report(1, 0.7))])
            try store.commit([.intermediateResult(trial: 0, report(2, 0.6))])
            #expect(
                try store.trialRecord(0)?.intermediateResults == [report(1, 0.7), report(2, 0.5)])
            try store.commit([
                .attemptEnded(attempt(0), .lost, note: "first"),
                .attemptStarted(attempt(0, 2), worker: exampleWorker),
            ])
            try store.commit([.attemptEnded(attempt(0), .returned, note: "second")])
            let record = try #require(try store.trialRecord(0))
            #expect(record.trial.state == .running)
            #expect(record.attempts.map(\.note) == ["first", ""])
        }
    }

    @Test("A result's reports replace those that came before it", arguments: StoreKind.allCases)
    func finalReports(kind: StoreKind) throws {
        try kind.withStore { store in
            try startTrial(store)
            try store.commit([
                .intermediateResult(trial: 0, report(1, 0.9)),
                .intermediateResult(trial: 0, report(3, 0.1)),
            ])
            try store.commit([
                .trialFinished(
                    attempt(0), .complete(metrics: ["loss": 0.5]),
                    intermediateResults: [report(2, 0.5), report(1, 0.6)])
            ])
            #expect(
                try store.trialRecord(0)?.intermediateResults
                    == [report(1, 0.6), report(2, 0.5), report(3, 0.1)])
        }
    }

    @Test(
        "Numbers that aren't finite survive in reports and metrics",
        arguments: StoreKind.allCases)
    func notFinite(kind: StoreKind) throws {
        try kind.withStore { store in
            try startTrial(store)
            let metrics = ["a": Double.nan, "b": .infinity, "c": -.infinity, "d": -0.0]
            try store.commit([
                .trialFinished(
                    attempt(0), .complete(metrics: metrics),
                    intermediateResults: [IntermediateResult(epoch: 1, metrics: metrics)])
            ])
            let record = try #require(try store.trialRecord(0))
            for found in [record.trial.metrics, record.intermediateResults[0].metrics] {
                #expect(found.count == 4)
                #expect(found["a"]?.isNaN == true)
                #expect(found["b"] == .infinity)
                #expect(found["c"] == -.infinity)
                #expect(found["d"]?.sign == .minus)
            }
        }
    }

    @Test("What was never issued is refused", arguments: StoreKind.allCases)
    func neverIssued(kind: StoreKind) throws {
        try kind.withStore { store in
            try startTrial(store)
            let before = try store.load()
            var foreign = attempt(0)
            foreign.study = "other"
            var foreignJob = exampleJob
            foreignJob.study = "other"
            let changes: [StudyChange] = [
                .trialAdded(number: 0, configuration: exampleConfiguration(0)),
                .trialAdded(number: 2, configuration: exampleConfiguration(0)),
                .attemptStarted(attempt(0, 2), worker: exampleWorker),
                .attemptStarted(attempt(1), worker: exampleWorker),
                .attemptStarted(foreign, worker: exampleWorker),
                .intermediateResult(trial: 1, report(1, 0)),
                .attemptEnded(attempt(0, 2), .lost, note: ""),
                .attemptEnded(attempt(0, 1, epoch: 2), .lost, note: ""),
                .attemptEnded(attempt(0), .running, note: ""),
                .attemptEnded(foreign, .lost, note: ""),
                .trialFinished(attempt(0, 0), .failed(reason: ""), intermediateResults: []),
                .trialFinished(
                    attempt(0, 1, epoch: 7), .failed(reason: ""), intermediateResults: []),
                .trialFinished(attempt(-1), .failed(reason: ""), intermediateResults: []),
                .conflictingResult(attempt(3), .failed(reason: "")),
                .jobChanged(foreignJob),
            ]
            for change in changes {
                let error = try storeError { try store.commit([change]) }
                guard case .invariant = error else {
                    Issue.record("\(change): \(error)")
                    continue
                }
                #expect(try store.load() == before, "\(change)")
            }
        }
    }

    @Test(
        "A failed trial that is reopened waits with its story, and no other trial can be",
        arguments: StoreKind.allCases)
    func reopened(kind: StoreKind) throws {
        try kind.withStore { store in
            _ = try store.beginIncarnation()
            try store.commit([
                .trialAdded(number: 0, configuration: exampleConfiguration(0)),
                .trialAdded(number: 1, configuration: exampleConfiguration(1)),
                .attemptStarted(attempt(0), worker: exampleWorker),
                .attemptEnded(attempt(0), .failed, note: "no data"),
                .attemptStarted(attempt(0, 2), worker: exampleWorker),
                .trialFinished(
                    attempt(0, 2), .failed(reason: "diverged"),
                    intermediateResults: [report(1, 0.5)]),
            ])
            #expect(throws: StoreError.self) { try store.commit([.trialReopened(number: 1)]) }
            #expect(throws: StoreError.self) { try store.commit([.trialReopened(number: 7)]) }
            try store.commit([.trialReopened(number: 0)])
            let record = try #require(try store.trialRecord(0))
            #expect(record.trial.state == .waiting && record.trial.failure == nil)
            #expect(record.intermediateResults.isEmpty)
            #expect(record.attempts.map(\.outcome) == [.superseded, .superseded])
            #expect(record.attempts.map(\.note) == ["no data", "diverged"])
            // It is as final as any when it has its outcome.
            try store.commit([
                .attemptStarted(attempt(0, 3), worker: exampleWorker),
                .trialFinished(
                    attempt(0, 3), .complete(metrics: ["loss": 1]), intermediateResults: []),
            ])
            #expect(throws: StoreError.self) { try store.commit([.trialReopened(number: 0)]) }
            #expect(throws: StoreError.self) {
                try store.commit([
                    .trialFinished(attempt(0, 3), .failed(reason: "x"), intermediateResults: [])
                ])
            }
            #expect(try store.load().trials[0].trial.metrics == ["loss": 1])
        }
    }

    @Test("A job may grow", arguments: StoreKind.allCases)
    func grownJob(kind: StoreKind) throws {
        try kind.withStore { store in
            var longer = exampleJob
            longer.trials += 10
            try store.commit([.jobChanged(longer)])
            #expect(try store.load().job == longer)
        }
    }

    @Test("A closed store takes no changes", arguments: StoreKind.allCases)
    func closed(kind: StoreKind) throws {
        try kind.withStore { store in
            store.close()
            store.close()
            let error = try storeError {
                try store.commit([.trialAdded(number: 0, configuration: exampleConfiguration(0))])
            }
            guard case .closed = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    private func startTrial(_ store: any StudyStore) throws {
        _ = try store.beginIncarnation()
        try store.commit([
            .trialAdded(number: 0, configuration: exampleConfiguration(0)),
            .attemptStarted(attempt(0), worker: exampleWorker),
        ])
    }

    private func shifted(_ record: TrialRecord, by seconds: Double) -> TrialRecord {
        var record = record
        for index in record.attempts.indices {
            record.attempts[index].startedAt += seconds
            record.attempts[index].endedAt? += seconds
        }
        return record
    }
}
