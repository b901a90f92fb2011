package import StudyModel

/// The state of a simulated trial's training, and what it comes to: a pure function of the trials
/// and configurations that led to it, as training is.
package struct SimulatedTraining: Sendable, Hashable {
    package enum Step: Sendable, Hashable {
        case epoch(IntermediateResult)
        case failed(String)
    }

    package private(set) var trial: Int
    package private(set) var epochs = 0
    /// What is left of the trials that this one branched off.
    private var inheritance = 0.0
    package private(set) var results: [IntermediateResult] = []

    package init(trial: Int) { self.trial = trial }

    /// The training of a trial that begins with this state.
    package func branched(to other: Int) -> SimulatedTraining {
        guard other != trial else { return self }
        var copy = self
        copy.trial = other
        copy.inheritance = inheritance / 2 + Double((trial &* 31 &+ epochs) % 17) / 16
        return copy
    }

    /// Trains one epoch.
    package mutating func step(_ configuration: Configuration, of job: Job) -> Step {
        guard case .int(let n)? = configuration["n"] else { return .failed("no n") }
        epochs += 1
        let x = configuration["x"]?.number ?? 0
        var metrics = ["loss": x + Double(n) / Double(epochs) + inheritance]
        if job.uses(metric: "cost") { metrics["cost"] = Double(1_000 - n) + x }
        let result = IntermediateResult(epoch: epochs, metrics: metrics)
        results.append(result)
        // Without a scheduler trials fail in their last epoch, with one in any.
        let isActive = job.scheduler != .none
        let end = isActive ? 1 + n / 7 % job.epochs : job.epochs
        return n % 7 == 0 && epochs == end
            ? .failed("diverged in epoch \(epochs)") : .epoch(result)
    }

    /// Trains until a stop or the last epoch; the failure if there is one.
    package mutating func train(
        _ configuration: Configuration, of job: Job, until: Int?
    ) -> String? {
        while epochs < until ?? job.epochs {
            if case .failed(let reason) = step(configuration, of: job) { return reason }
        }
        return nil
    }

    /// A text in the form of a SHA-256, different for different states.
    package var digest: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for number in [UInt64(trial), UInt64(epochs), inheritance.bitPattern] {
            hash = (hash ^ number) &* 0x100_0000_01B3
            hash ^= hash >> 29
        }
        let digits = String(hash, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.count) + digits
        return String(repeating: padded, count: 4)
    }
}
