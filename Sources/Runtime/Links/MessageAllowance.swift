import Coordination

/// How much a connection may say: a store of units that fills up with time, and that each message
/// takes from.
///
/// A ping costs one unit. The store holds what comes in two seconds, so that a burst is no offence.
struct MessageAllowance: Sendable, Hashable {
    private static let seconds = 2.0

    /// What was spent and has not come back yet.
    private var spent = 0.0
    private var at: Instant?

    /// Takes from the store.
    ///
    /// - Returns: whether there was enough.
    mutating func spend(_ cost: Double, rate: Double, at now: Instant) -> Bool {
        if let at { spent = max(0, spent - max(0, now.seconds(since: at)) * rate) }
        at = now
        spent += cost
        return spent <= rate * Self.seconds
    }
}
