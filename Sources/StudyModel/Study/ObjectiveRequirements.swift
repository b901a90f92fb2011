/// What an objective requires of a job's study: the single source for the job checker and for the
/// objective itself.
package struct ObjectiveRequirements: Sendable, Hashable {
    /// The parameters that it knows, or nil if it accepts any.
    ///
    /// A parameter used by several settings has one entry per distinct requirement.
    package var parameters: [ParameterRequirement]?
    /// The metrics that it reports; the first one is the default to rank by.
    package var metrics: [String]
    /// Whether it works for a number of epochs, which the job must state.
    package var hasEpochs: Bool

    package init(parameters: [ParameterRequirement]?, metrics: [String], hasEpochs: Bool) {
        self.parameters = parameters
        self.metrics = metrics
        self.hasEpochs = hasEpochs
    }

    /// Those of a formula: any parameters, a metric and a cost, no epochs.
    package static let null = ObjectiveRequirements(
        parameters: nil,
        metrics: ObjectiveSpec.null.metrics.map(\.name) + [ObjectiveSpec.nullCost],
        hasEpochs: false)

    /// All requirements on a parameter.
    package func requirements(of name: String) -> [ParameterRequirement] {
        (parameters ?? []).filter { $0.name == name }
    }

    /// Adds a requirement, unless the parameter has an equal one already.
    package mutating func add(_ requirement: ParameterRequirement) {
        guard
            let index = parameters?.firstIndex(where: {
                $0.name == requirement.name && $0.accepted == requirement.accepted
            })
        else {
            parameters?.append(requirement)
            return
        }
        if requirement.isRequired { parameters?[index].isRequired = true }
    }
}
