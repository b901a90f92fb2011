package import UserErrors

/// Why a search space can't be searched.
package enum SearchError: Error, Sendable, Hashable {
    /// A pool asks for more values than its source has.
    case poolTooLarge(parameter: String, size: Int, available: Int)
    /// Repeated draws found too few distinct values.
    case poolNotFilled(parameter: String, size: Int, found: Int, draws: Int)
    /// A grid needs finitely many values.
    case continuousGrid(parameter: String)
    /// The number of grid configurations overflows `Int`.
    case uncountableGrid
    /// An initial configuration that is no row of the grid, or the same row as an earlier one.
    case initialOutsideGrid(Int)
    /// No value of the other parameters makes an initial configuration fulfil the constraints.
    case excludedInitial(Int)
    /// A grid with conditions or constraints has more rows than are listed.
    case tooManyRows(Int)
    /// None of many draws fulfils the constraints; the one with this index excludes most of them.
    case noConfiguration(constraint: Int, text: String, excluded: Int, draws: Int)
    /// The sampler has no coordinates for this number of parameters that vary.
    case tooManyParameters(sampler: String, found: Int, most: Int)
    /// The sampler searches for one objective.
    case severalObjectives(sampler: String, found: Int, able: [String])
    /// No sampler has this name.
    case unknownSampler(String, known: [String])
    /// No scheduler has this name.
    case unknownScheduler(String, known: [String])
    /// A setting of the sampler or scheduler is missing or out of range.
    case invalidSetting(of: String, setting: String, expected: String)

    /// The parameter at fault, if there is one.
    package var parameter: String? {
        switch self {
        case .poolTooLarge(let name, _, _), .poolNotFilled(let name, _, _, _),
            .continuousGrid(let name):
            name
        case .uncountableGrid, .initialOutsideGrid, .excludedInitial, .tooManyRows,
            .noConfiguration, .tooManyParameters, .severalObjectives, .unknownSampler,
            .unknownScheduler,
            .invalidSetting:
            nil
        }
    }
}

extension SearchError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .poolTooLarge(let name, let size, let available):
            "the pool of \(name) can't be filled: it asks for \(size) distinct values, and its "
                + "source has \(available) besides the fixed ones; "
                + "lower its size or widen its source"
        case .poolNotFilled(let name, let size, let found, let draws):
            "the pool of \(name) can't be filled: \(draws) draws gave \(found) of \(size) distinct "
                + "values; lower its size or widen its source"
        case .continuousGrid(let name):
            "\(name) is continuous; a grid needs finitely many values: "
                + "give it a step, a pool or a list of choices"
        case .uncountableGrid:
            "the grid has more than \(Int.max) configurations; use the random sampler"
        case .initialOutsideGrid(let number):
            "initial[\(number + 1)] is no configuration of the grid, or one that is listed before; "
                + "expected a value for every parameter, each configuration once"
        case .excludedInitial(let number):
            "initial[\(number + 1)] violates a constraint or a condition, whatever is drawn for "
                + "the other parameters; expected values that fulfil them"
        case .tooManyRows(let limit):
            "the grid has more than \(limit) combinations, before its constraints; use the random "
                + "sampler"
        case .noConfiguration(_, let text, let excluded, let draws):
            "no configuration that fulfils the constraints was found: of \(draws) draws, "
                + "'\(text)' excludes \(excluded), which is the most; expected a constraint that "
                + "more configurations fulfil, or other domains"
        case .tooManyParameters(let sampler, let found, let most):
            "the \(sampler) sampler can't search \(found) parameters with more than one value; "
                + "expected at most \(most): make some constant, or use the random sampler"
        case .severalObjectives(let sampler, let found, let able):
            "the \(sampler) sampler searches for one objective, and the job has \(found); expected "
                + "one of " + able.joined(separator: ", ")
        case .unknownSampler(let name, let known):
            "there is no sampler '\(name)'; expected one of "
                + known.joined(separator: ", ")
        case .unknownScheduler(let name, let known):
            "there is no scheduler '\(name)'; expected one of "
                + known.joined(separator: ", ")
        case .invalidSetting(let method, let setting, let expected):
            "the \(method) has no valid \(setting); expected \(expected)"
        }
    }
}

extension SearchError: UserError {
    package var exitStatus: ExitStatus { .badInput }
}
