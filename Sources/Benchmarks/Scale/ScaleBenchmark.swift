import Foundation
import Studies
import UserErrors
import ZeroMQ

/// A coordinator, as a process of its own, with many simulated workers of one slot.
package struct ScaleBenchmark {
    /// Simulated workers.
    package var workers: Int
    /// Trials per second of all together.
    package var rate: Double
    /// How long to measure.
    package var seconds: Double

    private static let registrationSeconds = 120.0

    package init(workers: Int, rate: Double, seconds: Double) {
        self.workers = workers
        self.rate = rate
        self.seconds = seconds
    }

    /// Starts the coordinator, connects the workers and measures.
    package func run() throws -> ScaleOutcome {
        let limit = raiseDescriptorLimit(to: workers + 500)
        guard limit >= workers + 100 else {
            throw InputError(
                "\(workers) workers need \(workers + 100) descriptors, and this process may have "
                    + "\(limit): raise the limit (ulimit -n), or give fewer --workers")
        }
        let base = NSTemporaryDirectory() + "/podium-bench-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: base) }
        let trials = min(Int(rate * (seconds + 10)) + 2 * workers, 1 << 30)
        let coordinator = try CoordinatorChild(
            job: NullStudy.job("bench-scale", trials: trials), directory: base)
        defer { coordinator.end() }
        return try measure(coordinator, descriptorLimit: limit)
    }

    private func measure(
        _ coordinator: CoordinatorChild, descriptorLimit: Int
    ) throws -> ScaleOutcome {
        // ZeroMQ scans all timers of a thread to cancel one: more threads, fewer connections each.
        let context = try Context(ioThreads: 4)
        defer { context.terminate() }
        let start = SystemTime.now
        let swarm = try Swarm(
            context, security: .encrypted(try KeyFiles.readWorker(coordinator.workerKey)),
            endpoint: coordinator.endpoint, workers: workers,
            trialSeconds: Double(workers) / rate)
        defer { swarm.close() }
        try swarm.run(seconds: Self.registrationSeconds) { swarm.registered == workers }
        let registration = SystemTime.now.seconds(since: start)
        guard swarm.registered == workers else {
            throw StudyError.noAnswer(
                study: "bench-dispatch",
                reason: "\(swarm.registered) of \(workers) workers were welcomed within "
                    + "\(Self.registrationSeconds) s")
        }
        swarm.resetMeasurements()
        let before = coordinator.processorSeconds
        try swarm.run(seconds: seconds)
        let used = coordinator.processorSeconds.flatMap { after in before.map { after - $0 } }
        return ScaleOutcome(
            workers: workers, registrationSeconds: registration, seconds: seconds,
            trialsPerSecond: Double(swarm.finished) / seconds,
            dispatch: ScaleOutcome.Latency(swarm.dispatchSeconds),
            ping: ScaleOutcome.Latency(swarm.pingSeconds),
            coordinatorPeakMegabytes: coordinator.peakMegabytes,
            coordinatorProcessorSeconds: used, descriptorLimit: descriptorLimit)
    }
}
