package import Search
package import StudyModel

/// Recorded configurations as a space that samplers search: the value of what they draw is looked
/// up.
///
/// If every configuration of the space is recorded, a search finds what it would have found. In
/// another space a drawn configuration has the values of the nearest recorded one.
package struct RecordedSpace: Sendable {
    /// What the configurations come from: `study mnist-curves`, `table nasbench201-cifar10`.
    package let source: String
    package let table: ReplayTable
    /// The searched space, without pools.
    package let space: SearchSpace
    let index: ConfigurationIndex
    /// Trials of the recorded study: its final values in the order of trials, nil without one.
    package internal(set) var recorded: [Double?] = []
    /// The configurations of the first trials, as the study's job gives them.
    var initial: [Configuration] = []
    var repeats: RepeatRule?
    /// The studies that the study's sampler learnt from.
    var warmStart: [EarlierStudy] = []
    /// What a reader must know of how the record is used.
    package internal(set) var notes: [String] = []

    var curves: CurveTable { table.curves }

    /// Whether every configuration of the space is recorded.
    package var isComplete: Bool { index.isComplete }

    init(
        source: String, curves: CurveTable, space: SearchSpace, configurations: [Configuration]
    ) {
        self.source = source
        table = ReplayTable(curves)
        self.space = space
        index = ConfigurationIndex(space, configurations)
    }

    /// The space of a table.
    ///
    /// A parameter whose values are listed in ascending order is searched by the place of the value
    /// in its list, counted from 0, because the values of a grid are usually evenly spread on some
    /// scale. Other lists are choices.
    package init(of curves: CurveTable) {
        let axes = curves.parameters.map(TableAxis.init)
        self.init(
            source: "table \(curves.name)", curves: curves,
            space: SearchSpace(axes.map(\.parameter)),
            configurations: curves.configurations.map { row in
                Configuration(
                    zip(axes, row).map { .init($0.parameter.name, $0.value(of: $1)) })
            })
    }
}

/// A parameter of a table as samplers see it.
private struct TableAxis {
    let parameter: Parameter
    private let values: [ParameterValue]
    private let areNumbers: Bool
    private let isAscending: Bool

    init(_ parameter: Parameter) {
        guard case .categorical(let values) = parameter.domain else {
            self.parameter = parameter
            (values, areNumbers, isAscending) = ([], true, false)
            return
        }
        let numbers = values.compactMap(\.number)
        areNumbers = numbers.count == values.count
        isAscending = areNumbers && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
        self.values = values
        self.parameter =
            isAscending
            ? Parameter(
                name: parameter.name, domain: .int(IntDomain(low: 0, high: values.count - 1)))
            : parameter
    }

    /// The value of a number in a table's row.
    func value(of number: Double) -> ParameterValue {
        if case .int = parameter.domain, values.isEmpty {
            return Int(exactly: number).map { .int($0) } ?? .float(number)
        }
        guard !values.isEmpty else { return .float(number) }
        guard areNumbers else {
            let place = Int(exactly: number) ?? -1
            return values.indices.contains(place) ? values[place] : .float(number)
        }
        guard let place = values.firstIndex(where: { $0.number == number }) else {
            return .float(number)
        }
        return isAscending ? .int(place) : values[place]
    }
}
