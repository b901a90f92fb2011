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
    private static let steps = 2
    /// The most changes until one fulfils the constraints.
    private static let mostAttempts = 100

    private let factor: Double
    private let resample: Double
    private let space: DrawableSpace
    private let parameters: [Parameter]
    private let names: Set<String>

    /// - Parameters:
    ///   - names: the parameters that change; the others are copied.
    ///   - space: the job's space, with all pools drawn.
    ///   - resample: the probability that a value is drawn again.
    init(of names: [String], in space: SearchSpace, factor: Double, resample: Double) {
        self.factor = factor
        self.resample = resample
        self.space = DrawableSpace(space)
        parameters = space.parameters
        self.names = Set(names)
    }

    /// A changed configuration that fulfils the constraints; the same one if none does.
    func changed(_ configuration: Configuration, _ generator: SeededGenerator) -> Configuration {
        for attempt in 0..<Self.mostAttempts {
            let changed = changed(configuration, generator, attempt)
            if space.accepts(changed) { return changed }
        }
        return configuration
    }

    /// Change number `attempt`; parameters that become active are drawn.
    private func changed(
        _ configuration: Configuration, _ generator: SeededGenerator, _ attempt: Int
    ) -> Configuration {
        space.configuration { place in
            let step = attempt * Self.steps
            let drawn = {
                space.domains[place].value(
                    from: generator, parameter: place, attempt: step + Self.drawStep)
            }
            let name = space.names[place]
            guard let old = configuration[name] else { return drawn() }
            guard names.contains(name) else { return old }
            // Number 0 chooses the parent.
            let first = 1 + place * Self.numbersPerParameter
            if generator.uniform(step: step, index: first) < resample { return drawn() }
            let isUp = generator.uniform(step: step, index: first + 1) < 0.5
            return moved(old, in: parameters[place].domain, up: isUp)
        }
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
            let most = Double(domain.count)
            let rounded = min(max(far.rounded(.toNearestOrAwayFromZero), -most), most)
            let steps = Int(min(rounded, 0x1p62))
            let (index, overflow) = ((number - domain.low) / domain.step)
                .addingReportingOverflow(steps == 0 ? (up ? 1 : -1) : steps)
            let last = domain.count - 1
            return .int(domain.value(at: overflow ? last : min(max(0, index), last)))
        case (.categorical(let choices), _):
            guard let place = choices.firstIndex(of: value) else { return value }
            return choices[min(max(0, place + (up ? 1 : -1)), choices.count - 1)]
        default: return value
        }
    }
}
