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

    /// Checks whether a job's sampler can search its space, and warns of parameters that it does
    /// not learn about.
    ///
    /// - Parameter space: the job's, with all pools drawn.
    mutating func checkSampler(_ job: Job, _ fields: JobFields, space: SearchSpace) {
        let place = fields.values["sampler"]?.position ?? fields.position
        if job.repeats == .always, SamplerKind.named(job.sampler.type)?.isExhaustive == true,
            let place = fields.values["repeats"]?.position
        {
            note(
                "repeats is always, but the \(job.sampler.type) sampler tries every configuration "
                    + "once; leave it out, or use the random sampler", at: place)
        }
        do {
            let names = try StudySampler(job: job, over: space).independentParameters
            guard !names.isEmpty else { return }
            warn(
                "the \(job.sampler.type) sampler draws \(names.joined(separator: ", ")) at random, "
                    + "because choices that are not numbers have no order; "
                    + "the \(SamplerKind.tpe.name) sampler learns about them",
                at: .file(file, place))
        } catch {
            note("\(error)", at: self.place(of: error) ?? place)
        }
    }
}
