import Search
import StudyModel
import Yams

/// A prior as it is written, with the position of its value.
struct LocatedPrior {
    var value: ParameterValue
    var confidence: ParameterPrior.Confidence
    var position: Position
}

/// What users believe about the best values of parameters.
extension JobReader {
    /// The keys `prior` and `confidence` of a domain; nil if they are invalid, and a nil inside if
    /// they are not given.
    mutating func prior(_ fields: JobFields) -> LocatedPrior?? {
        let confidence = optional(
            fields, "confidence", default: ParameterPrior.Confidence.medium
        ) {
            $0.word($1, path: $2)
        }
        guard let node = fields["prior"] else {
            guard let entry = fields.values["confidence"] else { return .some(nil) }
            note(
                "\(fields.path("confidence")) is of a prior, and there is none; give prior, or "
                    + "leave confidence out", at: entry.position)
            return nil
        }
        let path = fields.path("prior")
        guard let value = choice(node, path: path) else {
            refuse(node, path: path, expected: "a value of the domain")
            return nil
        }
        guard let confidence else { return nil }
        return LocatedPrior(value: value, confidence: confidence, position: node.position)
    }

    /// The prior of a parameter, whose value must be in the domain.
    mutating func prior(
        _ located: LocatedPrior?, of name: String, in domain: Domain
    ) -> ParameterPrior? {
        guard let located else { return nil }
        priorPositions[name] = located.position
        guard let value = domain.value(writtenAs: located.value) else {
            note(
                "\(name).prior is \(located.value.description.shown); expected a value of its "
                    + "domain, \(domain.text.shown)", at: located.position)
            return nil
        }
        return ParameterPrior(value, confidence: located.confidence)
    }

    /// Checks that a job's sampler uses priors, if there are any.
    mutating func checkPriors(_ job: Job) {
        guard let kind = SamplerKind.named(job.sampler.type), !kind.usesPriors,
            let parameter = job.space.parameters.first(where: { $0.prior != nil }),
            let position = priorPositions[parameter.name]
        else { return }
        let others = SamplerKind.all.filter(\.usesPriors).map(\.name)
        note(
            "the \(kind.name) sampler doesn't use priors; leave prior out, or use the "
                + "\(Spelling.list(others)) sampler", at: position)
    }
}
