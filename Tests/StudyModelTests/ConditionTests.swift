import Portable
import StudyModel
import Testing

/// Which parameters are active.
@Suite struct ConditionTests {
    private static func choice(_ values: String...) -> Domain {
        .categorical(values.map { .text($0) })
    }

    /// `deep` depends on `child`, which depends on `top`; the first comes first.
    private static let space = SearchSpace([
        Parameter(
            name: "deep", domain: choice("x", "y"),
            condition: Condition([.init("child", [.int(2), .int(3)])])),
        Parameter(name: "top", domain: choice("a", "b")),
        Parameter(
            name: "child", domain: .int(IntDomain(low: 1, high: 3)),
            condition: Condition([.init("top", [.text("a")])])),
        Parameter(
            name: "both", domain: choice("z"),
            condition: Condition([.init("top", [.text("a")]), .init("child", [.int(1)])])),
    ])

    private static func active(_ top: String, _ child: Int) -> [String] {
        let whole = Configuration([
            .init("deep", .text("x")), .init("top", .text(top)), .init("child", .int(child)),
            .init("both", .text("z")),
        ])
        return space.active(whole).entries.map(\.name)
    }

    @Test("A parameter is active if all its clauses hold, and theirs")
    func nested() {
        #expect(Self.active("a", 1) == ["top", "child", "both"])
        #expect(Self.active("a", 2) == ["deep", "top", "child"])
        // The value of an inactive parameter makes nothing active.
        #expect(Self.active("b", 2) == ["top"])
        #expect(Self.active("b", 1) == ["top"])
    }

    @Test("A configuration with a missing or a superfluous value is found")
    func misplaced() {
        func misplaced(_ entries: [Configuration.Entry]) -> String? {
            Self.space.misplaced(in: Configuration(entries))
        }
        #expect(misplaced([.init("top", .text("b"))]) == nil)
        #expect(misplaced([.init("top", .text("a"))]) == "child")
        #expect(misplaced([.init("deep", .text("x")), .init("top", .text("b"))]) == "deep")
    }

    @Test("Parameters come behind those that their conditions name; cycles have no order")
    func order() throws {
        #expect(try Activity(Self.space).order == [1, 2, 0, 3])
        var space = Self.space
        space.parameters[1].condition = Condition([.init("deep", [.text("x")])])
        #expect(throws: ConditionMistake.cycle(["deep", "top", "child", "both"])) {
            try Activity(space)
        }
        space.parameters[1].condition = Condition([.init("other", [.text("x")])])
        #expect(throws: ConditionMistake.unknown(parameter: "top", in: "other")) {
            try Activity(space)
        }
        let job = Job(
            study: "s", objective: .null, metric: Metric(name: "m"), trials: 1, columns: [],
            space: space)
        #expect(job.complaint != nil)
    }

    @Test("Conditions and constraints come back from JSON; without them a space has its old bytes")
    func coding() throws {
        var space = Self.space
        space.constraints = [try Constraint("child >= 2")]
        #expect(try JSONValue(encoding: space).decode(SearchSpace.self) == space)
        let plain = SearchSpace([Parameter(name: "a", domain: Self.choice("x"))])
        let bytes = try PortableJSON.encode(plain, isSorted: true)
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {"parameters":[{"domain":{"categorical":{"_0":[{"s":"x"}]}},"name":"a"}]}
                """)
        let metric = try PortableJSON.encode(Metric(name: "m"), isSorted: true)
        #expect(String(decoding: metric, as: UTF8.self) == #"{"direction":"minimize","name":"m"}"#)
    }

    @Test("Float steps are the nearest doubles of their decimals")
    func steps() {
        for (low, step, count) in [
            (0.1, 0.1, 60), (0.0, 0.05, 41), (-0.3, 0.1, 10), (1e-5, 1e-5, 99),
        ] {
            let domain = FloatDomain(low: low, high: low + step * Double(count - 1), step: step)
            #expect(domain.count == count)
            for index in 0..<count {
                // Hundred-thousandths are whole numbers here.
                let whole = (low * 1e5).rounded() + Double(index) * (step * 1e5).rounded()
                #expect(domain.value(at: index) == whole / 1e5)
            }
        }
        #expect(FloatDomain(low: 0, high: 1, step: 0.1).value(at: 3).description == "0.3")
    }
}
