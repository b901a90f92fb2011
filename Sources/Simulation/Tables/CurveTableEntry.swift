import StudyModel

/// The description of a table in `tables.json`.
struct CurveTableEntry {
    var file: String
    var metric: Metric
    var epochs: Int
    var rows: Int
    var parameters: [Parameter]
    var optimum: Double
    var median: Double
    var source: String
    /// Nil if the description has none.
    var secondsPerEpoch: Double?

    /// The kind of a table with learning curves.
    static let kind = "curves"
    /// The largest whole number that a table describes: larger ones have gaps as doubles.
    static let largestWhole = 1 << 53
    /// The kind of a table that has one value of every configuration of a finite space.
    static let gridKind = "grid"

    /// - Parameter place: the file and the entry, for errors.
    init(_ value: JSONValue, place: String) throws(SimulationError) {
        let fields = try JSONFields(value, place: place)
        let isGrid = try fields.text("kind") == Self.gridKind
        try fields.check(
            known: [
                "file", "kind", "metric", "direction", "epochs", "rows", "parameters", "optimum",
                "median", "source", "seconds_per_epoch", "extra",
            ])
        file = try fields.text("file")
        let inner = JSONFields(fields, place: "\(place) (\(file))")
        let direction = try inner.text("direction")
        guard let direction = Metric.Direction(rawValue: direction) else {
            throw inner.problem("direction", "'\(direction)'", "minimize or maximize")
        }
        metric = Metric(name: try inner.text("metric"), direction: direction)
        epochs = isGrid ? 1 : try inner.whole("epochs", in: 1...Job.largestCount)
        rows = try inner.whole("rows", in: 1...Job.largestCount)
        optimum = try inner.number("optimum")
        median = try inner.number("median")
        source = try inner.text("source")
        guard metric.ranks(optimum, before: median) else {
            throw inner.problem(
                "optimum", "\(optimum) with a median of \(median)",
                "an optimum that is better than the median")
        }
        if inner.has("seconds_per_epoch") {
            let seconds = try inner.number("seconds_per_epoch")
            guard seconds > 0 else {
                throw inner.problem("seconds_per_epoch", "\(seconds)", "seconds above 0")
            }
            secondsPerEpoch = seconds
        }
        parameters = try inner.list("parameters").enumerated().map {
            (index, value) throws(SimulationError) in
            try Self.parameter(value, place: "\(inner.place), parameter \(index + 1)")
        }
    }

    init(
        file: String, metric: Metric, epochs: Int, rows: Int, parameters: [Parameter],
        optimum: Double, median: Double, source: String
    ) {
        self.file = file
        self.metric = metric
        self.epochs = epochs
        self.rows = rows
        self.parameters = parameters
        self.optimum = optimum
        self.median = median
        self.source = source
    }

    /// The description as `tables.json` has it.
    var json: JSONValue {
        var fields: [String: JSONValue] = [
            "file": .text(file), "kind": .text(Self.kind), "metric": .text(metric.name),
            "direction": .text(metric.direction.rawValue), "epochs": .int(epochs),
            "rows": .int(rows), "optimum": .number(optimum), "median": .number(median),
            "parameters": .list(parameters.map(Self.json)), "source": .text(source),
        ]
        if let secondsPerEpoch { fields["seconds_per_epoch"] = .number(secondsPerEpoch) }
        return .object(fields)
    }

    // MARK: Parameters

    private static func parameter(
        _ value: JSONValue, place: String
    ) throws(SimulationError) -> Parameter {
        let fields = try JSONFields(value, place: place)
        try fields.check(known: ["name", "type", "low", "high", "distribution", "values"])
        let name = try fields.text("name")
        let type = try fields.text("type")
        guard ["float", "int", "categorical"].contains(type) else {
            throw fields.problem("type", "'\(type)'", "float, int or categorical")
        }
        if fields.has("values") || type == "categorical" {
            let values = try fields.list("values").map { (value) throws(SimulationError) in
                try choice(value, isFloat: type == "float", fields)
            }
            return Parameter(name: name, domain: .categorical(values))
        }
        let distribution = fields.has("distribution") ? try fields.text("distribution") : "uniform"
        guard ["uniform", "log"].contains(distribution) else {
            throw fields.problem("distribution", "'\(distribution)'", "uniform or log")
        }
        let kind = distribution == "log" ? Distribution.logUniform : .uniform
        let (low, high) = (try fields.number("low"), try fields.number("high"))
        guard low <= high, distribution == "uniform" || low > 0 else {
            throw fields.problem(
                "low", "\(low) with a high of \(high)",
                "a low that is not above high, and above 0 with the distribution log")
        }
        guard type == "int" else {
            return Parameter(
                name: name,
                domain: .float(FloatDomain(low: low, high: high, distribution: kind)))
        }
        let bounds = -largestWhole...largestWhole
        return Parameter(
            name: name,
            domain: .int(
                IntDomain(
                    low: try fields.whole("low", in: bounds),
                    high: try fields.whole("high", in: bounds), distribution: kind)))
    }

    private static func choice(
        _ value: JSONValue, isFloat: Bool, _ fields: JSONFields
    ) throws(SimulationError) -> ParameterValue {
        switch value {
        case .int(let number): return isFloat ? .float(Double(number)) : .int(number)
        case .number(let number): return .float(number)
        case .text(let text): return .text(text)
        case .bool(let value): return .bool(value)
        case .null: return .null
        default: throw fields.problem("values", "a list or an object", "numbers or texts")
        }
    }

    private static func json(_ parameter: Parameter) -> JSONValue {
        var fields: [String: JSONValue] = ["name": .text(parameter.name)]
        switch parameter.domain {
        case .float(let domain):
            fields["type"] = .text("float")
            fields["low"] = .number(domain.low)
            fields["high"] = .number(domain.high)
            fields["distribution"] = .text(domain.distribution == .logUniform ? "log" : "uniform")
        case .int(let domain):
            fields["type"] = .text("int")
            fields["low"] = .int(domain.low)
            fields["high"] = .int(domain.high)
            fields["distribution"] = .text(domain.distribution == .logUniform ? "log" : "uniform")
        case .categorical(let values):
            fields["type"] = .text(type(of: values))
            fields["values"] = .list(values.map(json))
        case .pool(let pool):
            preconditionFailure("a pool of \(pool.count) that is not drawn, in a table")
        }
        return .object(fields)
    }

    private static func type(of values: [ParameterValue]) -> String {
        guard values.allSatisfy({ $0.number != nil }) else { return "categorical" }
        let isInt = values.allSatisfy { if case .int = $0 { true } else { false } }
        return isInt ? "int" : "float"
    }

    private static func json(_ value: ParameterValue) -> JSONValue {
        switch value {
        case .float(let number): .number(number)
        case .int(let number): .int(number)
        case .text(let text): .text(text)
        case .bool(let value): .bool(value)
        case .null: .null
        }
    }
}
