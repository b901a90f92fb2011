import StudyModel
import TrainingEngine

/// The progress and the reports of a trial, stored in a checkpoint's metadata.
struct TrainingProgress: Sendable, Hashable {
    /// The current epoch, counted from 1.
    var epoch = 1
    /// The number of the epoch's samples already trained on.
    var sample = 0
    /// The sums over these samples, in the order of `sumNames`.
    var sums: [Double]
    let sumNames: [String]
    /// The reports of the finished epochs.
    var intermediateResults: [IntermediateResult] = []

    init(sumNames: [String]) {
        self.sumNames = sumNames
        sums = Array(repeating: 0, count: sumNames.count)
    }

    /// Moves to the next epoch.
    mutating func finishEpoch(_ intermediate: IntermediateResult) {
        intermediateResults.append(intermediate)
        epoch += 1
        sample = 0
        sums = Array(repeating: 0, count: sumNames.count)
    }
}

/// Doubles are written as the hexadecimal digits of their bits, so they are restored exactly.
extension TrainingProgress {
    var metadata: [String: String] {
        var metadata = [
            "progress.epoch": "\(epoch)", "progress.sample": "\(sample)",
        ]
        for (name, sum) in zip(sumNames, sums) { metadata[Self.sumKey(name)] = Self.text(sum) }
        for intermediate in intermediateResults {
            for (name, value) in intermediate.metrics {
                metadata["report.\(intermediate.epoch).\(name)"] = Self.text(value)
            }
        }
        return metadata
    }

    /// - Throws: `EngineError.badCheckpoint` if a key is missing or not a number.
    init(
        metadata: [String: String], sumNames: [String], source: String
    ) throws(EngineError) {
        func refuse(_ key: String) -> EngineError {
            .badCheckpoint(
                source: source,
                reason: "its metadata has no valid \"\(key)\"; found "
                    + (metadata[key].map { "\"\($0)\"" } ?? "nothing"))
        }
        // Each finished epoch has a report, so the epoch can't exceed the number of keys.
        guard let epoch = metadata["progress.epoch"].flatMap({ Int($0) }), epoch >= 1,
            epoch <= metadata.count
        else {
            throw refuse("progress.epoch")
        }
        guard let sample = metadata["progress.sample"].flatMap({ Int($0) }), sample >= 0 else {
            throw refuse("progress.sample")
        }
        var sums: [Double] = []
        for name in sumNames {
            let key = Self.sumKey(name)
            guard let sum = metadata[key].flatMap(Self.number) else { throw refuse(key) }
            sums.append(sum)
        }
        var metrics = Array(repeating: [String: Double](), count: epoch - 1)
        for (key, text) in metadata where key.hasPrefix("report.") {
            let parts = key.split(separator: ".", maxSplits: 2)
            guard parts.count == 3, let reported = Int(parts[1]), (1..<epoch).contains(reported),
                let value = Self.number(text)
            else { throw refuse(key) }
            metrics[reported - 1][String(parts[2])] = value
        }
        if let gap = metrics.firstIndex(where: \.isEmpty) { throw refuse("report.\(gap + 1)") }
        self.epoch = epoch
        self.sample = sample
        self.sums = sums
        self.sumNames = sumNames
        intermediateResults = metrics.enumerated().map {
            IntermediateResult(epoch: $0.offset + 1, metrics: $0.element)
        }
    }

    private static func sumKey(_ name: String) -> String { "progress.sum.\(name)" }
    private static func text(_ value: Double) -> String { String(value.bitPattern, radix: 16) }
    private static func number(_ text: String) -> Double? {
        UInt64(text, radix: 16).map { Double(bitPattern: $0) }
    }
}
