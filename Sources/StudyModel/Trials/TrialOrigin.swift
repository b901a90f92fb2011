/// Where a trial begins that does not begin untrained: at the training state of another trial.
package struct TrialOrigin: Sendable, Hashable, Codable {
    package var parent: Int
    /// The epoch at which the parent had this state.
    package var epoch: Int

    package init(parent: Int, epoch: Int) {
        self.parent = parent
        self.epoch = epoch
    }
}
