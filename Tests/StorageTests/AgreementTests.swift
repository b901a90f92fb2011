import Portable
import StudyModel
import Testing

@testable import Storage

/// Both stores, fed the same random changes, valid and not.
@Suite struct AgreementTests {
    @Test("Both stores accept, refuse and hold the same", arguments: 0..<20)
    func randomChanges(seed: Int) throws {
        try withTemporaryDirectory { directory in
            let generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
            var draws = 0
            func draw(_ bound: Int) -> Int {
                draws += 1
                return generator.uniform(below: bound, index: draws)
            }
            let sqlite = try openExample(directory, clock: SteppingClock(0))
            defer { sqlite.close() }
            // Making the database took one reading of its clock.
            let memory = InMemoryStudyStore(
                StudyRecord(job: exampleJob), wallClock: SteppingClock(1).read)
            var refusals = 0
            for _ in 0..<120 {
                let known = try memory.load()
                let batch = (0...draw(2)).map { _ in change(known, draw) }
                let results = [memory as any StudyStore, sqlite].map { store in
                    Result { () throws(StoreError) in try store.commit(batch) }
                }
                if case .failure = results[0] { refusals += 1 }
                #expect(results[0].failure == results[1].failure, "\(batch)")
                if draw(10) == 0 {
                    #expect(try memory.beginIncarnation() == sqlite.beginIncarnation())
                }
            }
            #expect(try memory.load() == sqlite.load())
            #expect(refusals > 0 && refusals < 120)
        }
    }

    private func change(_ record: StudyRecord, _ draw: (Int) -> Int) -> StudyChange {
        let count = record.trials.count
        let trial = draw(count + 1)
        let issued = trial < count ? record.trials[trial].attempts : []
        let known = issued.isEmpty ? nil : issued[draw(issued.count)]
        let id = attempt(
            trial, known?.number ?? draw(3), epoch: known?.incarnation ?? record.incarnation)
        switch draw(17) {
        case 0, 1:
            return .trialAdded(
                number: count + (draw(8) == 0 ? 1 : 0), configuration: exampleConfiguration(count),
                start: start(count, draw))
        case 2, 3:
            return .attemptStarted(
                attempt(trial, issued.count + 1, epoch: record.incarnation), worker: exampleWorker)
        case 4: return .intermediateResult(trial: trial, report(draw(3), Double(draw(100)) / 7))
        case 5: return .attemptEnded(id, .lost, note: "note \(draw(9))")
        case 6:
            let outcome: TrialOutcome =
                draw(2) == 0
                ? .failed(reason: "it did") : .complete(metrics: ["loss": Double(draw(9)) / 3])
            return .trialFinished(
                id, outcome, intermediateResults: (0..<draw(3)).map { report($0, 0.25) })
        case 7: return .trialReopened(number: trial)
        case 8...10:
            let until = trial < count ? record.trials[trial].trial.until ?? 1 : 1
            let epoch = draw(6) == 0 ? draw(4) : until
            return .segmentReached(
                id, epoch: epoch, checkpoint: draw(2) == 0 ? nil : "digest \(draw(9))",
                intermediateResults: draw(8) == 0 ? [] : [report(epoch, 0.5)])
        case 11, 12:
            return .trialResumed(
                number: paused(record, draw) ?? trial, until: draw(3) == 0 ? nil : 1 + draw(4))
        case 13:
            return .trialPruned(
                number: paused(record, draw) ?? trial, reason: "reason \(draw(9))")
        case 14: return .checkpointKept(id, digest: "digest \(draw(9))")
        case 15: return .searchEnded(reason: "reason \(draw(9))")
        default: return .conflictingResult(id, .failed(reason: "again"))
        }
    }

    /// A paused trial, mostly.
    private func paused(_ record: StudyRecord, _ draw: (Int) -> Int) -> Int? {
        let paused = record.trials.filter { $0.trial.state == .paused }.map(\.trial.number)
        return paused.isEmpty || draw(6) == 0 ? nil : paused[draw(paused.count)]
    }

    private func start(_ count: Int, _ draw: (Int) -> Int) -> TrialStart {
        let until = draw(2) == 0 ? nil : 1 + draw(3)
        guard draw(4) == 0 else { return TrialStart(until: until) }
        return TrialStart(
            until: until,
            origin: TrialOrigin(
                parent: draw(max(1, count) + (draw(8) == 0 ? 1 : 0)), epoch: draw(3)),
            checkpoint: draw(2) == 0 ? nil : "digest 1")
    }
}

extension Result {
    var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
