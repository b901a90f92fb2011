import Foundation
import StudyModel
import Testing

@testable import Storage

/// A job to store; nothing of it matters but that it comes back.
let exampleJob = Job(
    study: "example", purpose: "To be stored \"as is\".", objective: .null, epochs: 3,
    metric: Metric(name: "loss"), trials: 100, seed: .max,
    columns: [TableColumn(heading: "L2", source: .parameter("l2"), digits: 3)],
    space: SearchSpace([
        Parameter(name: "x", domain: .float(FloatDomain(low: 0, high: 1))),
        Parameter(
            name: "n",
            domain: .pool(
                PoolDomain(source: .int(IntDomain(low: 1, high: 9)), size: 3, fixed: [.int(0)]))),
    ]))

let exampleWorker = WorkerIdentity(name: "worker \"a\"", host: "host-1")

func exampleConfiguration(_ number: Int) -> StudyModel.Configuration {
    Configuration([
        .init("x", .float(Double(number) / 7)), .init("n", .int(number)),
        .init("optimizer", .text("Ad\"am\\\n")), .init("tied", .bool(number.isMultiple(of: 2))),
    ])
}

func attempt(_ trial: Int, _ number: Int = 1, epoch: Int = 1) -> AttemptID {
    AttemptID(
        study: exampleJob.study, trial: trial, number: number, incarnation: epoch, jobFingerprint: 5
    )
}

func report(_ epoch: Int, _ loss: Double) -> IntermediateResult {
    IntermediateResult(epoch: epoch, metrics: ["loss": loss, "accuracy": 1 - loss])
}

/// A clock that goes one second further whenever it is read.
final class SteppingClock: Sendable {
    private let seconds: Ticker

    init(_ start: Double = 1_000_000_000) { seconds = Ticker(start) }

    var read: @Sendable () -> Double { { self.seconds.next() } }

    /// `@unchecked Sendable`: the number is guarded by the lock.
    private final class Ticker: @unchecked Sendable {
        private let lock = NSLock()
        private var value: Double

        init(_ value: Double) { self.value = value }

        func next() -> Double {
            lock.withLock {
                value += 1
                return value
            }
        }
    }
}

/// The kinds of store that must behave alike.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory, sqlite

    var testDescription: String { rawValue }

    /// A new, empty store, and a clean-up of what it leaves.
    func withStore(_ body: (any StudyStore) throws -> Void) throws {
        let clock = SteppingClock()
        switch self {
        case .memory:
            try body(InMemoryStudyStore(StudyRecord(job: exampleJob), wallClock: clock.read))
        case .sqlite:
            try withTemporaryDirectory { directory in
                let store = try openExample(directory, clock: clock)
                defer { store.close() }
                try body(store)
            }
        }
    }
}

func openExample(
    _ directory: String, clock: SteppingClock = SteppingClock()
) throws(StoreError) -> SQLiteStudyStore {
    try SQLiteStudyStore.open(
        directory: directory, job: exampleJob, jobText: "study: example\n", wallClock: clock.read)
}

/// A scratch directory that is gone afterwards.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("podium-tests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
}

/// The error that a piece of work throws, which must be a store's.
func storeError(_ body: () throws -> Void) throws -> StoreError {
    try #require(#expect(throws: StoreError.self) { try body() })
}
