import Portable
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
            initialPositions.append(element.position)
            guard let given = initialConfiguration(element, path: path, space) else { continue }
            let lacking = Self.lacking(given, space)
            checkCompleteness(lacking, sampler, path: path, at: element.position)
            if lacking.isEmpty, let first = list.firstIndex(of: given) {
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
            guard let written = choice(entry.value, path: place) else {
                refuse(entry.value, path: place, expected: expected)
                continue
            }
            guard let value = parameter.domain.value(writtenAs: written) else {
                note(
                    "\(place) is \(Self.told(written)); expected \(expected)",
                    at: entry.value.position)
                continue
            }
            given[entry.key] = value
        }
        for entry in entries where given[entry.key] != nil {
            let clause = space[entry.key]?.condition?.clauses.first { clause in
                given[clause.parameter].map { !clause.values.contains($0) } ?? false
            }
            guard let clause else { continue }
            note(
                "\(path).\(entry.key) has a value, but \(entry.key) is inactive: its condition is "
                    + "\(Condition([clause])); leave it out", at: entry.position)
        }
        guard mistakes.count == before else { return nil }
        return Configuration(names.compactMap { name in given[name].map { .init(name, $0) } })
    }

    /// The parameters whose values an entry lacks; with conditions, the first one.
    private static func lacking(_ given: Configuration, _ space: SearchSpace) -> [String] {
        space.isConditional
            ? [space.misplaced(in: given)].compactMap { $0 }
            : space.parameters.map(\.name).filter { given[$0] == nil }
    }

    /// A grid has no distributions that could complete a configuration.
    private mutating func checkCompleteness(
        _ missing: [String], _ sampler: SamplerSpec, path: String, at position: Position
    ) {
        guard SamplerKind.named(sampler.type)?.isExhaustive == true, !missing.isEmpty else {
            return
        }
        note(
            "\(path) has no \(Spelling.joined(missing)); expected a value for every active "
                + "parameter, because the \(sampler.type) sampler draws nothing", at: position)
    }

    /// Checks that each initial configuration has its trial.
    mutating func checkInitial(_ job: Job, _ fields: JobFields) {
        guard job.initial.count > job.configurations,
            let place = fields.values["initial"]?.position
        else { return }
        note(
            "initial has \(job.initial.count, "configuration"), but trials is "
                + "\(job.configurations); "
                + "raise trials, or leave some out", at: place)
    }
}
