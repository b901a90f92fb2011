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
        let count = environment["PODIUM_SCHEDULES"].flatMap(UInt64.init) ?? 250
        let first = environment["PODIUM_SEED"].flatMap(UInt64.init) ?? 0
        for seed in first..<first + count {
            guard let story = failure(of: Schedule(seed: seed)) else { continue }
            Issue.record("\(story)")
            return
        }
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

    @Test("A planted bug is found", arguments: Mutation.allCases)
    func mutations(mutation: Mutation) {
        for seed in 0..<Mutation.schedules {
            var cluster = SimulatedCluster(Schedule(seed: seed), mutation: mutation)
            do { try cluster.run() } catch { return }
        }
        Issue.record("\(Mutation.schedules) schedules pass with the bug \(mutation)")
    }

    @Test("Without faults each segment has one attempt")
    func faultless() throws {
        for seed in UInt64(0)..<50 {
            var cluster = SimulatedCluster(Schedule(seed: seed, faults: false))
            try cluster.run()
            for trial in cluster.store.committed.values.flatMap(\.trials) {
                let segments = trial.attempts.dropLast().allSatisfy { $0.outcome == .reached }
                #expect(segments, "seed \(seed), trial \(trial.trial.number)")
            }
        }
    }

    @Test("The faults do happen: attempts end in every way there is")
    func faultsHappen() throws {
        var outcomes: [AttemptOutcome: Int] = [:]
        for seed in UInt64(0)..<60 {
            var cluster = SimulatedCluster(Schedule(seed: seed))
            try cluster.run()
            for attempt in cluster.store.committed.values.flatMap(\.trials).flatMap(\.attempts) {
                outcomes[attempt.outcome, default: 0] += 1
            }
        }
        for outcome in AttemptOutcome.allCases where outcome != .running {
            #expect(outcomes[outcome, default: 0] > 0, "no attempt was \(outcome)")
        }
        #expect(outcomes[.running] == nil)
    }

    @Test("Some schedules have studies that learn from their trials, and some make workers wait")
    func learning() throws {
        var (learning, waiting) = (0, 0)
        for seed in UInt64(0)..<60 {
            let schedule = Schedule(seed: seed)
            guard schedule.jobs.contains(where: { $0.sampler.lag != nil }) else { continue }
            learning += 1
            waiting +=
                schedule.jobs.contains { job in
                    guard let lag = job.sampler.lag,
                        case .int(let startup)? = job.sampler["startup"]
                    else { return false }
                    return lag < schedule.workers * schedule.slots && job.trials > startup + lag
                } ? 1 : 0
        }
        #expect(learning > 10)
        #expect(waiting > 5)
    }

    @Test("A schedule has the same transcript each time", arguments: [6, 7, 14, 17] as [UInt64])
    func transcript(seed: UInt64) throws {
        let texts = try (0..<2).map { _ in
            var cluster = SimulatedCluster(Schedule(seed: seed), recordsTranscript: true)
            try cluster.run()
            return cluster.transcript.text
        }
        #expect(texts[0] == texts[1])
    }

    // Sets and dictionaries have another order in each process: what depends on it differs from the
    // file.
    @Test("Fifty transcripts are, by their digests, those of every other process")
    func digests() throws {
        let lines = try (UInt64(0)..<50).map { seed in
            var cluster = SimulatedCluster(Schedule(seed: seed), recordsTranscript: true)
            try cluster.run()
            let text = cluster.transcript.text
            // FNV-1a.
            let digest = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01B3
            }
            return "\(seed) \(cluster.transcript.lines.count) \(digest)"
        }
        let text = lines.joined(separator: "\n") + "\n"
        #expect(try GoldenFile("digests.txt").difference(from: text) == nil)
    }
}
