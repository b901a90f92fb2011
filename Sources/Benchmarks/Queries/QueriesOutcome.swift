import Foundation

/// The times of questions about a study, and the memory of those who ask and answer.
package struct QueriesOutcome: Codable {
    package struct Query: Codable {
        package var command: String
        package var isLive: Bool
        package var seconds: Double
        /// The longest time without a finished trial during the query; nil offline.
        package var silenceSeconds: Double?
    }

    package var trials: Int
    package var queries: [Query] = []
    /// The longest time without a finished trial while no query runs.
    package var idleSilenceSeconds = 0.0
    package var trialsPerSecond = 0.0
    /// The peak of the commands that print a bounded part of the study.
    package var commandPeakMegabytes = 0.0
    package var coordinatorMegabytesBefore = 0.0
    package var coordinatorMegabytesAfter = 0.0
}

extension QueriesOutcome {
    package var text: String {
        var lines = [
            "\(trials) trials done; "
                + String(
                    format: "%.0f trials/s, silent for %.0f ms at most while nothing is asked",
                    trialsPerSecond, idleSilenceSeconds * 1000)
        ]
        for query in queries {
            let silence = query.silenceSeconds.map {
                String(format: ", silent for %.0f ms at most", $0 * 1000)
            }
            lines.append(
                "\(query.isLive ? "live   " : "offline")  "
                    + String(format: "%6.2f s  ", query.seconds) + query.command + (silence ?? ""))
        }
        lines.append(
            String(
                format: "memory: commands %.0f MB at most, coordinator %.0f MB before and %.0f MB "
                    + "after",
                commandPeakMegabytes, coordinatorMegabytesBefore, coordinatorMegabytesAfter))
        return lines.joined(separator: "\n")
    }
}
