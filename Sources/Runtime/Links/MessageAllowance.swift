import Coordination

/// A token bucket that limits a connection's messages.
///
/// A ping costs one unit. The capacity is two seconds of the rate, so that bursts are allowed.
struct MessageAllowance: Sendable, Hashable {
    private static let seconds = 2.0

    /// Units spent and not refilled yet.
    private var spent = 0.0
    private var at: Instant?

    /// Takes units from the bucket.
    ///
    /// - Returns: whether there was enough.
    mutating func spend(_ cost: Double, rate: Double, at now: Instant) -> Bool {
        if let at { spent = max(0, spent - max(0, now.seconds(since: at)) * rate) }
        at = now
        spent += cost
        return spent <= rate * Self.seconds
    }
}
