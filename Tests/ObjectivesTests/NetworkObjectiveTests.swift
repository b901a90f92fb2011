import Datasets
import Models
import StudyModel
import Testing
import TrainingEngine

@testable import Objectives

@Suite struct NetworkObjectiveTests {
    private let objective = NetworkObjective(dataset: Fixtures.dataset)

    private func finish(
        _ request: TrialRequest, _ observer: RecordingObserver = RecordingObserver()
    ) throws -> (outcome: TrialOutcome, intermediateResults: [IntermediateResult]) {
        let end = try objective.run(request, observer: observer)
        guard case .finished(let outcome, let intermediateResults) = end else {
            throw Unfinished(end: "\(end)")
        }
        return (outcome, intermediateResults)
    }

    private struct Unfinished: Error { var end: String }

    private func request(
        job: NetworkJob = Fixtures.job(), _ changes: [String: ParameterValue?] = [:],
        trial: Int = 2,
        checkpoint: [UInt8]? = nil
    ) -> TrialRequest {
        TrialRequest(
            job: job, trial: trial, configuration: Fixtures.configuration(changes),
            checkpoint: checkpoint)
    }

    @Test("A trial reports both losses after each epoch, and they fall")
    func reports() throws {
        let observer = RecordingObserver()
        let (outcome, intermediateResults) = try finish(
            request(job: Fixtures.job(epochs: 5)), observer)
        #expect(intermediateResults.map(\.epoch) == [1, 2, 3, 4, 5])
        #expect(observer.intermediateResults == intermediateResults)
        #expect(outcome == .complete(metrics: intermediateResults[4].metrics))
        for name in ["train_loss", "validation_loss"] {
            let losses = try intermediateResults.map { try #require($0.metrics[name]) }
            #expect(losses.allSatisfy { $0 > 0 && $0 < 0.5 })
            #expect(losses[4] < losses[0])
        }
        #expect(observer.samples == 5 * 120)
        #expect(observer.fractions.last == 1)
        #expect(observer.fractions == observer.fractions.sorted())
    }

    @Test("A trial's numbers depend on its job and number alone, and differ from another's")
    func deterministic() throws {
        let first = try finish(request())
        #expect(try finish(request()) == first)
        #expect(try finish(request(trial: 3)).intermediateResults != first.intermediateResults)
        #expect(
            try finish(request(["optimizer": .text("RMSprop")])).intermediateResults
                != first.intermediateResults)
    }

    @Test(
        "A trial stopped anywhere and resumed ends with the bits of an uninterrupted one",
        arguments: ["Adam", "RMSprop"])
    func resume(optimizer: String) throws {
        let whole = try finish(request(["optimizer": .text(optimizer)]))
        for steps in 0...9 {
            let observer = RecordingObserver(stopAfter: steps)
            var end = try objective.run(
                request(["optimizer": .text(optimizer)]), observer: observer)
            var seen = observer.intermediateResults
            // Stopped again every other step, until the trial ends.
            while case .stopped(let checkpoint) = end {
                let again = RecordingObserver(stopAfter: 2)
                end = try objective.run(
                    request(["optimizer": .text(optimizer)], checkpoint: checkpoint),
                    observer: again)
                seen += again.intermediateResults
            }
            guard case .finished(let outcome, let intermediateResults) = end else {
                Issue.record("not finished: \(end)")
                return
            }
            #expect(outcome == whole.outcome, "stopped after \(steps) steps")
            #expect(intermediateResults == whole.intermediateResults)
            #expect(seen == whole.intermediateResults)
        }
    }

    @Test("A damaged or foreign checkpoint costs time, not numbers")
    func damagedCheckpoint() throws {
        let whole = try finish(request())
        let end = try objective.run(request(), observer: RecordingObserver(stopAfter: 5))
        guard case .stopped(let bytes) = end, var bytes else {
            Issue.record("not stopped: \(end)")
            return
        }
        bytes[bytes.count - 9] ^= 4
        #expect(try finish(request(checkpoint: bytes)) == whole)
        #expect(try finish(request(checkpoint: [1, 2, 3])) == whole)
    }

    @Test("The test images are validated on where the split says so, and all others trained on")
    func testSet() throws {
        let observer = RecordingObserver()
        let job = Fixtures.job(validation: .testSet)
        let intermediateResults = try finish(request(job: job), observer).intermediateResults
        #expect(observer.samples == 3 * 150)
        #expect(intermediateResults != (try finish(request()).intermediateResults))
    }

    @Test("The space may choose the batch size")
    func batchSize() throws {
        let observer = RecordingObserver()
        _ = try finish(request(["batch_size": .int(60)]), observer)
        #expect(observer.fractions.count == 3 * 2)
    }

    @Test(
        "A configuration that can't be run fails in words",
        arguments: [
            ("encoding_dimension", ParameterValue.int(0), "an int in 1...65536"),
            ("encoding_dimension", nil, "encoding_dimension is missing"),
            ("hidden_units", .text("many"), "hidden_units is many, a text"),
            ("learning_rate", .float(0), "a float above 0"),
            ("learning_rate", .float(.infinity), "a float above 0"),
            ("l2", .float(-1e-9), "a float of at least 0"),
            ("optimizer", .text("Adagrad"), "expected Adam, AdamW, RMSprop or SGD"),
            ("batch_size", .int(0), "batch_size is 0"),
        ])
    func refused(name: String, value: ParameterValue?, expected: String) throws {
        let (outcome, intermediateResults) = try finish(request([name: value]))
        guard case .failed(let reason) = outcome else {
            Issue.record("not failed: \(outcome)")
            return
        }
        #expect(reason.contains(expected), "\(reason)")
        #expect(intermediateResults.isEmpty)
    }

    @Test("A loss that is not finite fails the trial at once")
    func divergence() throws {
        let (outcome, intermediateResults) = try finish(
            request(job: Fixtures.job(epochs: 9), ["learning_rate": .float(1e30)]))
        guard case .failed(let reason) = outcome else {
            Issue.record("not failed: \(outcome)")
            return
        }
        #expect(reason.contains("loss became"), "\(reason)")
        #expect(reason.contains("in epoch 1 of 9"), "\(reason)")
        #expect(intermediateResults.isEmpty)
    }

    @Test("Images of a size that the decoder does not give back are refused in words")
    func wrongSize() throws {
        let images = ImageSet(
            height: 20, width: 20, pixels: Array(repeating: 9, count: 4000),
            labels: Array(repeating: 0, count: 10))
        let objective = NetworkObjective(
            dataset: ImageDataset(training: images, test: images))
        let end = try objective.run(request(), observer: RecordingObserver())
        guard case .finished(.failed(let reason), _) = end else {
            Issue.record("not failed: \(end)")
            return
        }
        #expect(reason.contains("28×28") && reason.contains("20×20"), "\(reason)")
    }

    @Test("Trials on several threads give the numbers of one thread")
    func threads() async throws {
        let single = try (0..<4).map { try finish(request(trial: $0)).intermediateResults }
        let objective = objective
        let results = Results()
        let threads = (0..<4).map { trial in
            let request = request(trial: trial)
            return TestThread {
                let end = try? objective.run(request, observer: RecordingObserver())
                if case .finished(_, let intermediateResults)? = end {
                    results.set(intermediateResults, trial)
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(results.all == single)
    }
}
