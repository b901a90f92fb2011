import StudyModel

extension ResultCollector {
    /// What a run that ended as it should means for its trial.
    package enum Conclusion: Sendable, Hashable {
        /// The segment ended; the trial continues from the checkpoint.
        case reached
        case complete(metrics: [String: Double])
        case failed(String)
    }

    /// Judges the results of a run that ended by itself with exit status 0, or that was ended
    /// because it had reached the end of its segment.
    package mutating func conclude() -> Conclusion {
        finishPatterns()
        if let failure { return .failed(failure) }
        let isLast = segment.until >= segment.epochs
        let hasEnd = results.last?.epoch == segment.until
        let hasEpochs = lastEpoch > 0
        if !hasEpochs, final.isEmpty, !hasEnd { return .failed(silence) }
        // A program that reports no epochs has one result: that of the epoch at which it ends.
        if !hasEpochs, !final.isEmpty, !hasEnd {
            results.append(IntermediateResult(epoch: segment.until, metrics: final))
        }
        let metrics = (results.last?.metrics ?? [:]).merging(final) { $1 }
        if !isLast, results.last?.epoch == segment.until {
            // The trial is ranked by this result while it is paused.
            results[results.count - 1].metrics = metrics
            return missing(in: metrics) ?? .reached
        }
        guard isLast || !final.isEmpty else {
            let last = results.last.map { "epoch \($0.epoch)" } ?? "the beginning"
            return .failed(
                "it ended after \(last), but PODIUM_UNTIL_EPOCH is \(segment.until); expected a "
                    + "report of this epoch, or a result without an epoch if the trial is complete")
        }
        return missing(in: metrics) ?? .complete(metrics: metrics)
    }

    private var silence: String {
        if let name = settings.results { return "\(name) has no metric" }
        return settings.usesPatterns
            ? "no pattern of `metrics` matched its output"
            : "it reported no metric; expected lines such as podium: {\"\(firstName)\": 0.5}"
    }

    private var firstName: String { settings.metricNames.first ?? "" }

    private func missing(in metrics: [String: Double]) -> Conclusion? {
        guard let name = settings.metricNames.first(where: { metrics[$0] == nil }) else {
            return nil
        }
        let found = metrics.keys.sorted().joined(separator: ", ")
        return .failed(
            "it reported no \(name); found \(found.isEmpty ? "nothing" : found), expected "
                + settings.metricNames.joined(separator: ", "))
    }
}
