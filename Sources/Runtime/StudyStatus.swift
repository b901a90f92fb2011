package import Reporting
package import StudyModel

/// Everything that can be said about a study: its record, and what runs now if a coordinator is
/// live.
package struct StudyStatus: Sendable, Codable {
    package typealias Running = StudyDocument.Running

    package var record: StudyRecord
    package var isLive: Bool
    package var running: [Running]
    package var workers: Int
    package var slots: Int

    package init(
        record: StudyRecord, isLive: Bool = false, running: [Running] = [], workers: Int = 0,
        slots: Int = 0
    ) {
        self.record = record
        self.isLive = isLive
        self.running = running
        self.workers = workers
        self.slots = slots
    }
}

extension StudyStatus {
    /// The status as `podium status --json` writes it.
    package var document: StudyDocument {
        StudyDocument(
            record: record, isLive: isLive, workers: workers, slots: slots, running: running)
    }

    /// The status as `podium status` shows it: the record, and what the live coordinator adds.
    package var summary: StudySummary {
        var summary = StudySummary(record: record, now: SystemTime.wallClock)
        guard isLive else { return summary }
        summary.workers = workers
        for entry in running {
            guard let index = summary.running.firstIndex(where: { $0.number == entry.trial })
            else { continue }
            summary.running[index].fraction = entry.fraction
            summary.running[index].samplesPerSecond = entry.samplesPerSecond
        }
        summary.samplesPerSecond = running.reduce(0) { $0 + $1.samplesPerSecond }
        return summary
    }
}
