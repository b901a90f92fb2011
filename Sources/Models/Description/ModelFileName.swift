/// The names of the files that a final training leaves in its directory.
package enum ModelFileName {
    package static let weights = "model.safetensors"
    /// The model's description: a `ModelDocument`, as JSON.
    package static let description = "model.json"
    /// The metrics of each epoch.
    package static let history = "history.csv"
    /// The weights after the first epoch.
    package static let firstEpoch = "first-epoch.safetensors"
    package static let all = [weights, description, history, firstEpoch]
}
