/// The intermediate results of a trial after an epoch (counted from 1).
package struct IntermediateResult: Sendable, Hashable, Codable {
    package var epoch: Int
    package var metrics: [String: Double]

    package init(epoch: Int, metrics: [String: Double]) {
        self.epoch = epoch
        self.metrics = metrics
    }
}
