import Foundation
import Portable
import StudyModel
import Testing

/// The values that studies are made of.
@Suite struct ModelValueTests {
    private func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }

    @Test("Parameter values keep their kind and every bit in JSON")
    func parameterValues() throws {
        let generator = SeededGenerator(seed: 5, purpose: .tests)
        var values: [ParameterValue] = [
            .float(1), .int(1), .float(0), .float(.leastNonzeroMagnitude),
            .float(.greatestFiniteMagnitude),
            .float(0.1), .int(.max), .int(.min), .text(""), .text("1"), .text("é\n\"\u{1F9EA}"),
            .bool(true), .bool(false), .null, .int((1 << 53) + 1),
        ]
        for index in 0..<2_000 {
            let number = Double(bitPattern: generator.word(index: index))
            if number.isFinite { values.append(.float(number)) }
        }
        let decoded = try roundTrip(values)
        #expect(decoded == values)
        for (value, copy) in zip(values, decoded) {
            if case .float(let a) = value, case .float(let b) = copy {
                #expect(a.bitPattern == b.bitPattern)
            }
        }
    }

    @Test("A parameter value is tagged by its kind in JSON")
    func tags() throws {
        func json(_ value: ParameterValue) throws -> String {
            String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        }
        #expect(try json(.int(3)) == #"{"i":3}"#)
        #expect(try json(.float(0.5)) == #"{"f":0.5}"#)
        #expect(try json(.text("a")) == #"{"s":"a"}"#)
        #expect(try json(.bool(true)) == #"{"b":true}"#)
        #expect(try json(.null) == #"{"n":null}"#)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ParameterValue.self, from: Data(#"{"x":1}"#.utf8))
        }
    }

    @Test("Parameter values are described canonically")
    func descriptions() {
        #expect(ParameterValue.float(0.1 + 0.2).description == "0.30000000000000004")
        #expect(ParameterValue.float(1e-5).description == "1e-05")
        #expect(ParameterValue.int(-3).description == "-3")
        #expect(ParameterValue.text("Adam").description == "Adam")
        #expect(ParameterValue.bool(false).description == "false")
        let configuration = Configuration([.init("a", .float(1)), .init("b", .text("x"))])
        #expect(configuration.description == "a=1.0 b=x")
        #expect(configuration["b"] == .text("x") && configuration["c"] == nil)
    }

    @Test("Domains count their values")
    func counts() {
        #expect(Domain.float(FloatDomain(low: 0, high: 1)).count == nil)
        #expect(Domain.float(FloatDomain(low: 1, high: 1)).count == 1)
        #expect(Domain.float(FloatDomain(low: 0, high: 1, step: 0.1)).count == 11)
        #expect(Domain.float(FloatDomain(low: 0, high: 1, step: 0.3)).count == 4)
        #expect(Domain.int(IntDomain(low: 2, high: 9)).count == 8)
        #expect(Domain.int(IntDomain(low: 0, high: 10, step: 4)).count == 3)
        #expect(Domain.categorical([.text("a"), .text("b")]).count == 2)
        let source = PoolDomain.Source.float(FloatDomain(low: 0, high: 1))
        #expect(Domain.pool(PoolDomain(source: source, size: 10, fixed: [.float(0)])).count == 11)
    }

    @Test("A stepped domain has its bounds and no value beyond them, for many steps")
    func steps() {
        for divisions in 1...500 {
            let domain = FloatDomain(low: -1, high: 2, step: 3 / Double(divisions))
            #expect(domain.count == divisions + 1)
            let values = (0...divisions).map { domain.value(at: $0) }
            #expect(values.first == -1 && abs((values.last ?? 0) - 2) < 1e-12)
            #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
            #expect(values.allSatisfy { (-1...2).contains($0) })
        }
    }

    @Test("A space counts its configurations, unless they are too many or not finitely many")
    func combinationCount() {
        let eight = Parameter(name: "d", domain: .int(IntDomain(low: 2, high: 9)))
        let two = Parameter(name: "o", domain: .categorical([.text("a"), .text("b")]))
        let continuous = Parameter(name: "x", domain: .float(FloatDomain(low: 0, high: 1)))
        let wide = Parameter(name: "w", domain: .int(IntDomain(low: 0, high: 1 << 40)))
        #expect(SearchSpace([eight, two]).combinationCount == 16)
        #expect(SearchSpace([eight, continuous]).combinationCount == nil)
        #expect(SearchSpace([wide, wide]).combinationCount == nil)
        #expect(SearchSpace([]).combinationCount == 1)
    }

    @Test("A metric's direction says what ranks first")
    func metric() {
        #expect(Metric(name: "loss").ranks(1, before: 2))
        #expect(!Metric(name: "loss").ranks(2, before: 2))
        #expect(Metric(name: "accuracy", direction: .maximize).ranks(2, before: 1))
    }

    @Test("Jobs come back from JSON as they were, and keep their fingerprint")
    func jobs() throws {
        let unbounded = Double.greatestFiniteMagnitude
        let job = Job(
            study: "s", objective: .null, metric: Metric(name: "m"),
            trials: 3, seed: .max,
            columns: [TableColumn(heading: "x", source: .parameter("x"), digits: 3)],
            space: SearchSpace([
                Parameter(
                    name: "x",
                    domain: .float(
                        FloatDomain(
                            low: -unbounded, high: unbounded,
                            distribution: .normal(mean: 1e-5, deviation: 0.1)))),
                Parameter(name: "o", domain: .categorical([.text("a"), .int(1), .bool(true)])),
                Parameter(
                    name: "p",
                    domain: .pool(
                        PoolDomain(
                            source: .int(IntDomain(low: 1, high: 9, distribution: .logUniform)),
                            size: 3, fixed: [.int(0)]))),
            ]), trialTimeLimit: 1.5)
        let copy = try roundTrip(job)
        #expect(copy == job)
        #expect(copy.fingerprint == job.fingerprint)
    }

    @Test("A fingerprint ignores the budget of trials and the table, and nothing else")
    func fingerprint() throws {
        let job = Job(
            study: "s", objective: .null, metric: Metric(name: "m"), trials: 3, columns: [],
            space: SearchSpace([]))
        var same = job
        (same.trials, same.top, same.purpose, same.threads) = (9, 1, "p", 2)
        same.maxFailures = 3
        same.columns = [TableColumn(heading: "t", source: .trial)]
        #expect(same.fingerprint == job.fingerprint)
        same.objective.metrics = []
        #expect(same.fingerprint == job.fingerprint)
        func lagging(_ lag: Int) -> Job {
            var copy = job
            copy.sampler = SamplerSpec("tpe", [Setting("lag", .literal(.int(lag)))])
            return copy
        }
        #expect(lagging(1).fingerprint != lagging(2).fingerprint)
        #expect(try roundTrip(lagging(1)) == lagging(1) && lagging(3).sampler.lag == 3)
        let changes: [(inout Job) -> Void] = [
            { $0.study = "t" }, { $0.seed = 1 }, { $0.epochs = 2 },
            { $0.objective.kind = "gan" }, { $0.objective.settings = .object(["a": .int(1)]) },
            { $0.metric.name = "n" }, { $0.sampler = .grid }, { $0.trialTimeLimit = 1 },
            { $0.space.parameters = [Parameter(name: "x", domain: .categorical([.int(1)]))] },
        ]
        for change in changes {
            var other = job
            change(&other)
            #expect(other.fingerprint != job.fingerprint)
        }
    }
}
