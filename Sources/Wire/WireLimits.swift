/// Size limits of messages.
package enum WireLimits {
    /// The largest checkpoint that a worker uploads; a larger one is omitted.
    package static let largestCheckpoint = 1 << 30
    /// The largest content of a message to the coordinator.
    package static let largestContent = 16 << 20
    /// The largest content of a hello, because reading takes time per held attempt.
    package static let largestHello = 8 << 20
    /// The largest number of reports in a results message, because reading them takes time.
    package static let reportsPerMessage = 100_000
    /// The largest frame that the coordinator accepts; a larger one closes the connection.
    package static let largestFrameFromPeer = largestContent
    /// The largest frame that a worker or a command accepts.
    package static let largestAnswer = 256 << 20
    /// Messages queued for one peer; a peer with more is disconnected.
    package static let messagesToPeer = 1000
    /// Bytes of a data set's file per message.
    package static let dataChunk = 1 << 20
}
