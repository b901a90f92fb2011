import Search
import StudyModel
import Yams

extension JobReader {
    /// The sampler and its settings; nil if they are invalid.
    mutating func sampler(_ fields: JobFields) -> SamplerSpec? {
        guard let node = fields["sampler"] else { return .random }
        let kinds = SamplerKind.all.map { MethodKind(name: $0.name, settings: $0.settings) }
        return method(node, key: "sampler", of: kinds).flatMap { kind, settings in
            SamplerKind.named(kind.name)?.spec(settings)
        }
    }
}
