import Portable
import StudyModel

/// How the hyperparameters of a branched trial differ from those of its parent.
///
/// A number is multiplied or divided by a factor, and stays within its bounds; a choice becomes a
/// neighbouring one. With some probability, a value is drawn again from its domain instead.
struct Exploration: Sendable {
    // Indices of random numbers, per parameter.
    private static let numbersPerParameter = 2
    private static let drawStep = 1

    private let factor: Double
    private let resample: Double
    private let domains: [String: (parameter: Parameter, drawable: DrawableDomain)]

    /// - Parameters:
    ///   - names: the parameters that change; the others are copied.
    ///   - space: the job's space, with all pools drawn.
    ///   - resample: the probability that a value is drawn again.
    init(of names: [String], in space: SearchSpace, factor: Double, resample: Double) {
        self.factor = factor
        self.resample = resample
        var domains: [String: (parameter: Parameter, drawable: DrawableDomain)] = [:]
        for parameter in space.parameters where names.contains(parameter.name) {
            domains[parameter.name] = (parameter, DrawableDomain(parameter.domain))
        }
        self.domains = domains
    }

    func changed(_ configuration: Configuration, _ generator: SeededGenerator) -> Configuration {
        Configuration(
            configuration.entries.enumerated().map { index, entry in
                guard let (parameter, drawable) = domains[entry.name] else { return entry }
                // Number 0 chooses the parent.
                let first = 1 + index * Self.numbersPerParameter
                if generator.uniform(index: first) < resample {
                    return .init(
                        entry.name,
                        drawable.value(from: generator, parameter: index, attempt: Self.drawStep))
                }
                let isUp = generator.uniform(index: first + 1) < 0.5
                return .init(entry.name, moved(entry.value, in: parameter.domain, up: isUp))
            })
    }

    private func moved(_ value: ParameterValue, in domain: Domain, up: Bool) -> ParameterValue {
        switch (domain, value) {
        case (.float(let domain), .float(let number)):
            let moved = min(max(up ? number * factor : number / factor, domain.low), domain.high)
            guard let step = domain.step, let count = domain.count else { return .float(moved) }
            let index = Int(((moved - domain.low) / step).rounded())
            return .float(domain.value(at: min(max(0, index), count - 1)))
        case (.int(let domain), .int(let number)):
            let scaled = up ? Double(number) * factor : Double(number) / factor
            // Small numbers move by a step at least.
            let far = (scaled - Double(number)) / Double(domain.step)
            let steps = Int(far.rounded(.toNearestOrAwayFromZero))
            let index = (number - domain.low) / domain.step + (steps == 0 ? (up ? 1 : -1) : steps)
            let last = (domain.high - domain.low) / domain.step
            return .int(domain.low + min(max(0, index), last) * domain.step)
        case (.categorical(let choices), _):
            guard let place = choices.firstIndex(of: value) else { return value }
            return choices[min(max(0, place + (up ? 1 : -1)), choices.count - 1)]
        default: return value
        }
    }
}
