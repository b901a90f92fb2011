internal import Foundation

extension Job {
    /// A hash of everything that can change the trials: all of the job except the budget, the
    /// failure limit, the table's layout, descriptions and file paths.
    package var fingerprint: UInt64 {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let bytes = try? encoder.encode(canonical) else {
            preconditionFailure("a job can always be encoded: \(self)")
        }
        // FNV-1a: it must detect accidental differences, not resist an attacker.
        return bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The job without everything that trials do not depend on.
    private var canonical: Job {
        var job = self
        job.objective = objective.canonical
        job.purpose = ""
        job.warmStart = warmStart.map {
            var summary = $0.summary
            summary.path = summary.study
            return summary
        }
        job.trials = 0
        job.budget = .none
        job.top = 0
        job.columns = []
        job.maxFailures = nil
        job.threads = 1
        // A program sees its cores and devices, and fails beyond its memory.
        job.resources = objective.runsPrograms ? resources?.visible : nil
        job.checkpointEvery = nil
        job.stages = []
        return job
    }
}
