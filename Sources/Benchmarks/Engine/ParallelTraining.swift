import Foundation
import ProcessControl
import TrainingEngine

/// Compares training with several slots or threads and with one, in turn.
package struct ParallelTraining: Sendable {
    var network: Network
    var optimizer: OptimizerSettings
    var batchSize: Int
    var seconds: Double

    /// The throughput of several slots or threads compared with one.
    package struct Comparison: Encodable {
        /// The number of slots or threads.
        package var count: Int
        /// By wall-clock time, the best of several rounds: of one, and of all together.
        package var aloneSamplesPerSecond: Double
        package var togetherSamplesPerSecond: Double
        package var ratio: Double
        /// The ratio by processor time per thread, which excludes the load of other programs.
        ///
        /// Measured for slots only, because the threads of a batch wait for each other.
        package var processorRatio: Double?

        func text(_ what: String) -> String {
            let line = String(
                format: "%d %@: %.0f samples/s, %.2f times one's %.0f", count, what,
                togetherSamplesPerSecond, ratio, aloneSamplesPerSecond)
            guard let processorRatio else { return line }
            return line + String(format: " (%.2f by processor time)", processorRatio)
        }
    }

    static func now(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Samples per second, by wall-clock time and by processor time.
    private struct Rate {
        var wall = 0.0
        var processor = 0.0
    }

    /// Compares independent trainers, one per thread.
    func compare(slots: Int) throws -> Comparison {
        let rounds = 6
        var (alone, together) = (Rate(), Rate())
        for _ in 0..<rounds {
            let one = try rates(slots: 1, seconds: seconds / Double(2 * rounds))
            let all = try rates(slots: slots, seconds: seconds / Double(2 * rounds))
            alone.wall = max(alone.wall, one.wall)
            alone.processor = max(alone.processor, one.processor)
            together.wall = max(together.wall, all.wall)
            together.processor = max(together.processor, all.processor)
        }
        return Comparison(
            count: slots, aloneSamplesPerSecond: alone.wall,
            togetherSamplesPerSecond: together.wall, ratio: together.wall / alone.wall,
            processorRatio: together.processor / alone.processor)
    }

    /// The sum of the rates of several slots that start together.
    private func rates(slots: Int, seconds: Double) throws -> Rate {
        let start = DispatchSemaphore(value: 0)
        let ready = DispatchSemaphore(value: 0)
        let end = DispatchSemaphore(value: 0)
        let results = (0..<slots).map { _ in SlotResult() }
        for result in results {
            // One thread per slot, as in a worker.
            SystemThread.start("slot") {
                do {
                    let workload = try EngineWorkload(
                        network: network, optimizer: optimizer, batchSize: batchSize)
                    _ = workload.train(seconds: 0, now: { 0 })
                    ready.signal()
                    start.wait()
                    let begin = Self.now(CLOCK_THREAD_CPUTIME_ID)
                    let before = workload.samplesTrained
                    let wall = workload.train(
                        seconds: seconds, now: { Self.now(CLOCK_MONOTONIC) })
                    let processor = Self.now(CLOCK_THREAD_CPUTIME_ID) - begin
                    result.finish(
                        wall: wall, samples: workload.samplesTrained - before,
                        processor: Double(processor))
                } catch {
                    result.error = error
                    ready.signal()
                    start.wait()
                }
                end.signal()
            }
        }
        for _ in results { ready.wait() }
        for _ in results { start.signal() }
        for _ in results { end.wait() }
        return try results.reduce(into: Rate()) { sum, result in
            if let error = result.error { throw error }
            sum.wall += result.wall
            sum.processor += result.processor
        }
    }

    /// Compares one trainer whose threads share each batch.
    func compare(threads: Int) throws -> Comparison {
        let rounds = 6
        let one = try EngineWorkload(network: network, optimizer: optimizer, batchSize: batchSize)
        let all = try EngineWorkload(
            network: network, optimizer: optimizer, batchSize: batchSize, threads: threads)
        var (alone, together) = (0.0, 0.0)
        for _ in 0..<rounds {
            let time = seconds / Double(2 * rounds)
            let clock = { Self.now(CLOCK_MONOTONIC) }
            alone = max(alone, 1e9 / one.train(seconds: time, now: clock))
            together = max(together, 1e9 / all.train(seconds: time, now: clock))
        }
        return Comparison(
            count: threads, aloneSamplesPerSecond: alone, togetherSamplesPerSecond: together,
            ratio: together / alone, processorRatio: nil)
    }
}

/// The measurement of a slot's thread.
///
/// @unchecked Sendable: its thread writes it before it signals, and it is read after that.
private final class SlotResult: @unchecked Sendable {
    private(set) var wall = 0.0
    private(set) var processor = 0.0
    var error: (any Error)?

    /// - Parameters:
    ///   - wall: nanoseconds per sample.
    ///   - processor: nanoseconds in total.
    func finish(wall: Double, samples: Int, processor: Double) {
        self.wall = 1e9 / wall
        self.processor = Double(samples) / processor * 1e9
    }
}
