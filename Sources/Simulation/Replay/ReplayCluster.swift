import Portable

/// The machines of a simulated cluster: how many slots, and how irregular their work is.
package struct ReplayCluster: Sendable, Hashable {
    /// Workers of one slot each.
    package var slots: Int
    /// The share of segments that take longer, 0 to 1.
    package var stragglers: Double
    /// How many times as long these take.
    package var stragglerFactor: Double
    /// The share of segments that are lost on the way and run again, 0 to less than 1.
    package var failures: Double

    package init(
        slots: Int, stragglers: Double = 0, stragglerFactor: Double = 3, failures: Double = 0
    ) {
        precondition(
            slots > 0 && (0...1).contains(stragglers) && (0..<1).contains(failures)
                && stragglerFactor > 0,
            "\(slots) slots, \(stragglers) stragglers, \(failures) failures")
        self.slots = slots
        self.stragglers = stragglers
        self.stragglerFactor = stragglerFactor
        self.failures = failures
    }

    /// What happens to one execution of a segment.
    struct Fate {
        /// Times the usual duration.
        var slowness: Double
        /// The fraction of the segment after which the execution is lost; nil if it is not.
        var lostAfter: Double?
    }

    /// The fate of an execution, which depends on seed, trial, segment and attempt only: not on the
    /// number of slots, and not on the order of events.
    ///
    /// - Parameter until: the last epoch of the segment.
    func fate(seed: UInt64, trial: Int, until: Int, attempt: Int) -> Fate {
        guard stragglers > 0 || failures > 0 else { return Fate(slowness: 1, lostAfter: nil) }
        let generator = SeededGenerator(seed: seed, trial: trial, purpose: .simulation)
        func draw(_ index: Int) -> Double {
            // Step 0 is the order of the rows.
            generator.uniform(epoch: until, step: attempt, index: index)
        }
        return Fate(
            slowness: draw(0) < stragglers ? stragglerFactor : 1,
            lostAfter: draw(1) < failures ? draw(2) : nil)
    }
}
