/// Limits of what goes over a link.
package enum WireLimits {
    /// The largest checkpoint that a worker hands back; a larger one is left out.
    package static let largestCheckpoint = 32 << 20
    /// The largest content of a message to the coordinator.
    package static let largestContent = 16 << 20
    /// The largest content of a hello, as reading one takes time for each attempt that is held.
    package static let largestHello = 8 << 20
    /// Reports that a message of results has at most: reading them takes time.
    package static let reportsPerMessage = 100_000
    /// The largest frame that the coordinator accepts: a connection that sends a larger one ends.
    package static let largestFrameFromPeer = largestCheckpoint
    /// The largest frame that a worker or a command accepts.
    package static let largestAnswer = 256 << 20
    /// Messages that wait for one peer; one that lets more come together is sent away.
    package static let messagesToPeer = 1000
    /// How much of a data set's file goes in one message.
    package static let dataChunk = 1 << 20
}
