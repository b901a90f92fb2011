import Foundation

/// How a coordinator serves many workers.
package struct ScaleOutcome: Codable {
    /// The times between a message and what it causes.
    package struct Latency: Codable {
        package var count: Int
        package var p50Milliseconds: Double
        package var p99Milliseconds: Double
        package var maximumMilliseconds: Double

        init(_ seconds: [Double]) {
            let sorted = seconds.sorted()
            func at(_ part: Double) -> Double {
                guard !sorted.isEmpty else { return 0 }
                return sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))] * 1000
            }
            count = sorted.count
            p50Milliseconds = at(0.5)
            p99Milliseconds = at(0.99)
            maximumMilliseconds = at(1)
        }
    }

    package var workers: Int
    package var registrationSeconds: Double
    package var seconds: Double
    package var trialsPerSecond: Double
    package var dispatch: Latency
    package var ping: Latency
    package var coordinatorPeakMegabytes: Double?
    package var coordinatorProcessorSeconds: Double?
    package var descriptorLimit: Int
}

extension ScaleOutcome {
    package var text: String {
        func line(_ name: String, _ latency: Latency) -> String {
            String(
                format: "%@: p50 %.1f ms, p99 %.1f ms, longest %.1f ms (%d)", name,
                latency.p50Milliseconds, latency.p99Milliseconds, latency.maximumMilliseconds,
                latency.count)
        }
        var lines = [
            String(
                format: "%d workers registered in %.2f s; then %.0f trials/s for %.0f s",
                workers, registrationSeconds, trialsPerSecond,
                seconds),
            line("from a result to the next trial", dispatch),
            line("from a ping to its answer", ping),
        ]
        if let peak = coordinatorPeakMegabytes,
            let used = coordinatorProcessorSeconds
        {
            lines.append(
                String(
                    format: "coordinator: peak memory %.0f MB, %.1f s of processor time", peak,
                    used))
        }
        lines.append("descriptor limit: \(descriptorLimit)")
        return lines.joined(separator: "\n")
    }
}
