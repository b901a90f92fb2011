/// How a trial begins.
package struct TrialStart: Sendable, Hashable, Codable {
    /// The epoch at which it first pauses; nil if it is trained to the last epoch.
    package var until: Int?
    /// Nil if it begins untrained.
    package var origin: TrialOrigin?
    /// The digest of the checkpoint that it begins with.
    package var checkpoint: String?

    package init(until: Int? = nil, origin: TrialOrigin? = nil, checkpoint: String? = nil) {
        self.until = until
        self.origin = origin
        self.checkpoint = checkpoint
    }

    /// Untrained, to the last epoch.
    package static let untrained = TrialStart()
}
