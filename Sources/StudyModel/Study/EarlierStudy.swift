import Portable

/// Trials of another study that a sampler learns from before its own have results.
///
/// They are copied into the job when the study starts for the first time. Later the other study may
/// grow or be deleted: nothing changes.
package struct EarlierStudy: Sendable, Hashable, Codable {
    /// A complete trial.
    package struct EarlierTrial: Sendable, Hashable, Codable {
        /// Its number in the other study.
        package var number: Int
        /// The values of those parameters of this study that the other study has, in the order of
        /// this study's space.
        package var configuration: Configuration
        package var value: Double
        /// The values of the further objectives; nil if there are none, as in records of versions
        /// that knew the first one only.
        private var others: [Double]?
        /// By how much it misses this study's conditions on metrics; 0 if it is feasible.
        package var violation: Double

        package var score: Score {
            Score(value, others: others ?? [], violation: violation)
        }

        package init(number: Int, configuration: Configuration, score: Score) {
            self.number = number
            self.configuration = configuration
            value = score.value
            others = score.others.isEmpty ? nil : score.others
            violation = score.violation
        }
    }

    /// The study as the job file names it.
    package var path: String
    /// SHA-256 of the other study's complete trials, in hexadecimal digits; empty if the study
    /// could not be read.
    package var digest: String
    /// In the order of their numbers.
    package var trials: [EarlierTrial]
    /// The complete trials of the other study, used or not.
    package var found: Int

    package init(path: String, digest: String, trials: [EarlierTrial], found: Int) {
        self.path = path
        self.digest = digest
        self.trials = trials
        self.found = found
    }

    /// The other study's name: the last part of its path.
    package var study: String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// What the trials of this study depend on, without the trials themselves: their digest stands
    /// for them.
    package var summary: EarlierStudy {
        EarlierStudy(path: path, digest: digest, trials: [], found: found)
    }

    /// `30 of 50 trials of results/other`.
    package var text: String { "\(trials.count) of \(found, "trial") of \(path)" }
}

extension Job {
    /// The job as workers get it: they train trials and draw none.
    package var withoutEarlierTrials: Job {
        var job = self
        job.warmStart = warmStart.map(\.summary)
        return job
    }
}
