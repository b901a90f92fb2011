import StudyModel
import Yams

extension JobReader {
    /// The sampler and its settings; nil if they are invalid.
    ///
    /// The value is a name, or a mapping with `type` and settings.
    mutating func sampler(_ fields: JobFields) -> (SamplerKind?, TPESettings?) {
        let standard = TPESettings()
        guard let node = fields["sampler"] else { return (.random, standard) }
        guard case .mapping = node else {
            return (word(node, path: "sampler"), standard)
        }
        guard let inner = self.fields(node, path: "sampler", known: JobKeys.sampler) else {
            return (nil, nil)
        }
        let words = SamplerKind.allCases.map(\.rawValue)
        let kind: SamplerKind? = required(inner, "type", expected: Spelling.list(words)) {
            $0.word($1, path: $2)
        }
        let settings = JobKeys.sampler.dropFirst().compactMap { inner.values[$0] }
        if let kind, kind != .tpe, let first = settings.first {
            note(
                "the \(kind.rawValue) sampler has no settings; leave them out, or use the tpe "
                    + "sampler", at: first.position)
            return (kind, nil)
        }
        let startup = optional(inner, "startup", default: standard.startup) {
            $0.int($1, path: $2, in: 0...1_000_000)
        }
        let candidates = optional(inner, "candidates", default: standard.candidates) {
            $0.int($1, path: $2, in: 1...10_000)
        }
        let lag = optional(inner, "lag", default: standard.lag) {
            $0.int($1, path: $2, in: 1...1_000_000)
        }
        guard let startup, let candidates, let lag else { return (kind, nil) }
        return (kind, TPESettings(startup: startup, candidates: candidates, lag: lag))
    }
}
