import Search
import StudyModel
import Yams

/// The configurations of the first trials.
extension JobReader {
    /// A list of mappings of parameters to values; nil if there are mistakes.
    ///
    /// - Parameter space: the job's, with its pools drawn.
    mutating func initial(
        _ fields: JobFields, _ space: SearchSpace?, _ sampler: SamplerSpec?
    ) -> [Configuration]? {
        guard let node = fields["initial"] else { return [] }
        guard let space, let sampler else { return nil }
        guard let elements = elements(node, path: "initial", of: "configurations") else {
            return nil
        }
        let before = mistakes.count
        var list: [Configuration] = []
        for (index, element) in elements.enumerated() {
            let path = "initial[\(index + 1)]"
            guard let given = initialConfiguration(element, path: path, space) else { continue }
            checkCompleteness(given, space, sampler, path: path, at: element.position)
            let isWhole = given.entries.count == space.parameters.count
            if isWhole, let first = list.firstIndex(of: given) {
                note(
                    "\(path) has the values of initial[\(first + 1)]; leave one of them out",
                    at: element.position)
            }
            list.append(given)
        }
        return mistakes.count == before ? list : nil
    }

    /// The given values, in the order of the space.
    private mutating func initialConfiguration(
        _ node: Node, path: String, _ space: SearchSpace
    ) -> Configuration? {
        guard let entries = entries(node, path: path) else { return nil }
        let names = space.parameters.map(\.name)
        let before = mistakes.count
        var given: [String: ParameterValue] = [:]
        for entry in entries {
            guard let parameter = space[entry.key] else {
                note(
                    "\(path) has '\(entry.key.shown)', which is no parameter"
                        + (Spelling.suggestion(for: entry.key, among: names).nonEmpty
                            ?? "; the space has \(Spelling.joined(names))"),
                    at: entry.position)
                continue
            }
            let place = "\(path).\(entry.key)"
            let expected = "a value of its domain, \(parameter.domain.text.shown)"
            guard let written = scalar(entry.value, path: place)?.parameterValue else {
                refuse(entry.value, path: place, expected: expected)
                continue
            }
            guard let value = parameter.domain.value(writtenAs: written) else {
                note(
                    "\(place) is \(written.description.shown); expected \(expected)",
                    at: entry.value.position)
                continue
            }
            given[entry.key] = value
        }
        guard mistakes.count == before else { return nil }
        return Configuration(names.compactMap { name in given[name].map { .init(name, $0) } })
    }

    /// A grid has no distributions that could complete a configuration.
    private mutating func checkCompleteness(
        _ given: Configuration, _ space: SearchSpace, _ sampler: SamplerSpec, path: String,
        at position: Position
    ) {
        guard SamplerKind.named(sampler.type)?.isExhaustive == true else { return }
        let missing = space.parameters.filter { given[$0.name] == nil }.map(\.name)
        guard !missing.isEmpty else { return }
        note(
            "\(path) has no \(Spelling.joined(missing)); expected a value for every parameter, "
                + "because the \(sampler.type) sampler draws nothing", at: position)
    }

    /// Checks that each initial configuration has its trial.
    mutating func checkInitial(_ job: Job, _ fields: JobFields) {
        guard job.initial.count > job.trials, let place = fields.values["initial"]?.position else {
            return
        }
        note(
            "initial has \(job.initial.count) configurations, but trials is \(job.trials); raise "
                + "trials, or leave some out", at: place)
    }
}
