import Foundation
import StudyModel
import TestSupport
import Testing

/// Seeded schedules of faults over the real state machines.
///
/// `PODIUM_SCHEDULES` says how many, `PODIUM_SEED` where to begin.
struct SimulationTests {
    @Test("Whatever breaks, every trial ends once, with the outcome it has without faults")
    func schedules() {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["PODIUM_SCHEDULES"].flatMap(UInt64.init) ?? 100
        let first = environment["PODIUM_SEED"].flatMap(UInt64.init) ?? 0
        let start = ContinuousClock.now
        for seed in first..<first + count {
            guard let story = failure(of: Schedule(seed: seed)) else { continue }
            Issue.record("\(story)")
            return
        }
        print("\(count) schedules in \(ContinuousClock.now - start)")
    }

    /// The failure with its transcript, or nil if there is none.
    private func failure(of schedule: Schedule) -> String? {
        var cluster = SimulatedCluster(schedule)
        do {
            try cluster.run()
            return nil
        } catch {
            var again = SimulatedCluster(schedule, recordsTranscript: true)
            try? again.run()
            return "seed \(schedule.seed): \(error)\n\(again.transcript.text)"
        }
    }
}
