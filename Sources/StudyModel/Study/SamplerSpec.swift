/// The sampler of a study: its name and its settings, which only the sampler's own code reads.
package struct SamplerSpec: MethodSpec, Codable {
    /// The name in job files, such as `tpe`.
    package var type: String
    /// All settings, with their defaults filled in.
    package var settings: [Setting]

    package init(_ type: String, _ settings: [Setting] = []) {
        self.type = type
        self.settings = settings
    }

    package static let random = SamplerSpec("random")
    package static let grid = SamplerSpec("grid")

    /// Trial n depends on the outcomes of trials 0...n - lag; nil for samplers that don't learn.
    package var lag: Int? { int("lag") }
}
