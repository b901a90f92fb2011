import Foundation
import StudyModel
import Synchronization

/// A plain thread that can be waited for.
final class TestThread: Sendable {
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () -> Void) {
        let done = done
        let thread = Thread {
            body()
            done.signal()
        }
        thread.stackSize = 1 << 20
        thread.start()
    }

    func join() { done.wait() }
}

/// Reports by trial, gathered from several threads.
final class Results: Sendable {
    private let intermediateResults = Mutex<[Int: [IntermediateResult]]>([:])

    func set(_ value: [IntermediateResult], _ trial: Int) {
        intermediateResults.withLock { $0[trial] = value }
    }
    var all: [[IntermediateResult]] {
        intermediateResults.withLock { all in all.keys.sorted().map { all[$0]! } }
    }
}
