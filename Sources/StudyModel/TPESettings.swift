/// How the TPE sampler goes about its search.
package struct TPESettings: Sendable, Hashable, Codable {
    /// How many trials are drawn at random before any is learnt from.
    package var startup: Int
    /// How many candidates are drawn for each later trial; the most promising one is tried.
    package var candidates: Int
    /// Trial n is drawn from the outcomes of trials 0...n - lag, whatever else has ended by then.
    ///
    /// So a study's configurations don't depend on how fast its trials are, and at most so many of
    /// them can run at a time.
    package var lag: Int

    package init(startup: Int = 10, candidates: Int = 24, lag: Int = 8) {
        self.startup = startup
        self.candidates = candidates
        self.lag = lag
    }
}
