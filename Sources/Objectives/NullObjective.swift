package import StudyModel

/// Computes a closed formula of the configuration, without training: for tests and benchmarks.
///
/// The result has the same bits on every machine: it uses integer hashing and additions and
/// multiplications of Double.
package struct NullObjective: Objective {
    package init() {}

    package func run(
        _ request: TrialRequest, observer: any TrialObserver
    ) throws -> ExecutionEnd {
        let loss = Self.loss(request.configuration)
        guard loss.isFinite else {
            // The sign of a NaN differs between processors.
            let text = loss.isNaN ? "nan" : "\(loss)"
            return .finished(
                .failed(reason: "the formula's value is \(text)"), intermediateResults: [])
        }
        let epoch = request.until ?? max(1, request.job.epochs)
        var metrics = ["validation_loss": loss + Self.excess(after: epoch, request)]
        if request.job.uses(metric: ObjectiveSpec.nullCost) {
            metrics[ObjectiveSpec.nullCost] = Self.cost(request.configuration)
        }
        let intermediate = IntermediateResult(epoch: epoch, metrics: metrics)
        observer.advanced(samples: 1, fraction: Double(epoch) / Double(max(1, request.job.epochs)))
        observer.record(intermediate)
        guard request.until == nil else {
            return .reached(epoch: epoch, checkpoint: nil, intermediateResults: [intermediate])
        }
        return .finished(
            .complete(metrics: intermediate.metrics), intermediateResults: [intermediate])
    }

    /// A second objective, which differs from the loss: the sum of v² / (1 + v²) over the
    /// parameters' values v.
    package static func cost(_ configuration: Configuration) -> Double {
        configuration.entries.reduce(0) { total, entry in
            let value = entry.value.number ?? fraction(of: entry.value.description)
            return total + value * value / (1.0).addingProduct(value, value)
        }
    }

    /// How much worse a trial is after an epoch than after the last one.
    ///
    /// The curves of two configurations may cross.
    private static func excess(after epoch: Int, _ request: TrialRequest) -> Double {
        let last = Double(max(1, request.job.epochs))
        let slowness = fraction(of: request.configuration.description)
        return slowness * (1 / Double(epoch) - 1 / last)
    }

    /// A bowl with ripples.
    ///
    /// Every parameter adds (v - c)² / (1 + v²), where c depends on its name, and a term with the
    /// previous parameter. Numbers are used directly; other values are hashed to a fraction.
    package static func loss(_ configuration: Configuration) -> Double {
        var total = 0.0
        var previous = 0.5
        for entry in configuration.entries {
            let value = entry.value.number ?? fraction(of: entry.value.description)
            let distance = value - fraction(of: entry.name)
            total += distance * distance / (1.0).addingProduct(value, value)
            total = total.addingProduct(0.125 * previous, distance / (1 + value * value))
            previous = fraction(of: entry.name + entry.value.description)
        }
        return 1 + total
    }

    /// A hash of the text as a number in [0, 1) (FNV-1a).
    private static func fraction(of text: String) -> Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Double((hash ^ hash >> 32) >> 11 & 0x1F_FFFF_FFFF_FFFF) * 0x1p-53
    }
}
