/// Settings of the TPE sampler.
package struct TPESettings: Sendable, Hashable, Codable {
    /// The number of trials drawn at random before the sampler uses outcomes.
    package var startup: Int
    /// The number of candidates per later trial; the most promising one is tried.
    package var candidates: Int
    /// Trial n uses only the outcomes of trials 0...n - lag, even if more have ended.
    ///
    /// A study's configurations therefore do not depend on the speed of its trials. After
    /// the startup, at most `lag` trials run at a time.
    package var lag: Int

    package init(startup: Int = 10, candidates: Int = 24, lag: Int = 8) {
        self.startup = startup
        self.candidates = candidates
        self.lag = lag
    }
}
