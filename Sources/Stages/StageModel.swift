package import Models

/// What is known of the model that a stage works on, before the stage runs.
package struct StageModel: Sendable, Hashable {
    package var job: NetworkJob
    /// Whether weights of epochs on the way are kept; nil if it is not known.
    package var keepsSnapshots: Bool?

    package init(_ job: NetworkJob, keepsSnapshots: Bool? = nil) {
        self.job = job
        self.keepsSnapshots = keepsSnapshots
    }

    /// The model's parts, in order.
    var parts: [String] { job.partsInUse }

    /// Why its samples can't be shown as pictures, or nil.
    var pictureObstacle: String? {
        let shape = job.dataset.sampleShape
        guard shape.count != 3 || (shape[0] != 1 && shape[0] != 3) else { return nil }
        return "its samples are of \(shape.map(String.init).joined(separator: " x ")); expected "
            + "images of 1 or 3 channels, which can be shown"
    }

    /// Why there are no test samples to look at it with, or nil.
    var testObstacle: String? {
        guard job.dataset.hasNoTest else { return nil }
        return "the data set of its study \(job.study) has no test samples to look at it with"
    }
}
