import JobFiles
import Search
import StudyModel
import Testing

/// Conditions, constraints and rules for repeats, as job files give them.
@Suite struct SpaceReadingTests {
    private func job(_ lines: String, space: String) throws -> Job {
        try JobFile.parse(text: nullJob(lines, space: space), file: "job.yaml").job
    }

    private static let space = """
          momentum: { type: float, low: 0, high: 0.9, step: 0.3, when: { optimizer: SGD } }
          optimizer: [Adam, SGD]
          size: { type: categorical, choices: [1, 2.5], when: { optimizer: [Adam], n: 2 } }
          n: { type: int, low: 1, high: 2 }
        """

    @Test("A condition has the kinds of the values that it names")
    func conditions() throws {
        let job = try job("sampler: grid", space: Self.space)
        #expect(
            job.space["momentum"]?.condition
                == Condition([.init("optimizer", [.text("SGD")])]))
        #expect(
            job.space["size"]?.condition
                == Condition([.init("optimizer", [.text("Adam")]), .init("n", [.int(2)])]))
        // SGD: 4 values of momentum, 2 of n; Adam: n is 1, or 2 with 2 sizes.
        #expect(job.trials == 11)
        #expect(try JSONValue(encoding: job).decode(Job.self) == job)
    }

    @Test("A condition, a constraint and a rule are part of the study")
    func compared() throws {
        let nine = "trials: 9\ntable: [{ value: trial }]"
        let recorded = try job(nine, space: Self.space)
        let changes: [(field: String, lines: String, space: String)] = [
            ("constraints", "\(nine)\nconstraints: [n > 1]", Self.space),
            ("repeats", "\(nine)\nrepeats: never", Self.space),
            ("repeats", "trials: 3\nrepeats: 3\ntable: [{ value: trial }]", Self.space),
            ("feasible", "\(nine)\nfeasible: [validation_loss < 1]", Self.space),
            (
                "space.momentum.when", nine,
                Self.space.replacing("{ optimizer: SGD }", with: "{ optimizer: [SGD, Adam] }")
            ),
        ]
        for change in changes {
            let requested = try job(change.lines, space: change.space)
            let found = JobComparison.differences(recorded: recorded, requested: requested)
            #expect(found.map(\.field) == [change.field])
            #expect(found.map(\.verdict) == [.refused])
            #expect(requested.fingerprint != recorded.fingerprint)
            #expect(try JSONValue(encoding: requested).decode(Job.self) == requested)
        }
    }

    @Test("A job of one configuration has constants for its active parameters alone")
    func constants() throws {
        let text = nullJob(
            "trials: 9\nrepeats: never\nconstraints: [n > 1]\ninitial: [{ n: 2 }]",
            space: Self.space)
        let configuration = Configuration([
            .init("optimizer", .text("Adam")), .init("size", .float(2.5)), .init("n", .int(2)),
        ])
        let single = try JobText(text).withConstants(configuration, study: "one")
        let job = try JobFile.parse(text: single, file: "one.yaml").job
        var sampler = try StudySampler(job: job)
        #expect(sampler.limit == 1)
        #expect(sampler.suggest(trial: 0) == configuration)
    }

    @Test("A job of one configuration keeps null apart from the text")
    func nullConstant() throws {
        let space = "  a: [null, 'none']\n  b: [1, 2]"
        for value in [ParameterValue.null, .text("none")] {
            let configuration = Configuration([.init("a", value), .init("b", .int(2))])
            let single = try JobText(nullJob("trials: 9", space: space))
                .withConstants(configuration, study: "one")
            var sampler = try StudySampler(
                job: JobFile.parse(text: single, file: "one.yaml").job)
            #expect(sampler.suggest(trial: 0) == configuration)
        }
    }

    @Test("null is a choice beside numbers of one kind, and an int beyond 2^53 is itself")
    func values() throws {
        let job = try job(
            "trials: 3\ninitial: [{ a: null, b: 9007199254740993 }]",
            space: """
                  a: [null, 0, 0.5]
                  b: [9007199254740992, 9007199254740993]
                  c: { type: int, low: -9223372036854775808, high: -2 }
                  d: { type: int, low: 0, high: 3, when: { a: null } }
                """)
        #expect(job.space["a"]?.domain == .categorical([.null, .float(0), .float(0.5)]))
        #expect(job.initial[0]["a"] == .null && job.initial[0]["b"] == .int((1 << 53) + 1))
        #expect(job.space["c"]?.domain == .int(IntDomain(low: .min, high: -2)))
        #expect(job.space["d"]?.condition == Condition([.init("a", [.null])]))
        #expect(try JSONValue(encoding: job).decode(Job.self) == job)
    }

    @Test("A network takes its default for a setting whose parameter is inactive")
    func defaults() throws {
        let momentum = "  momentum: { type: float, low: 0.1, high: 0.9, when: { optimizer: SGD } }"
        let text = MistakeCases.autoencoder(optimizer: "[Adam, SGD]", more: momentum)
        #expect(messages(text).isEmpty)
        // A parameter of which only others' conditions speak.
        let switched = MistakeCases.autoencoder(
            optimizer: "SGD",
            more: "  heavy: [true, false]\n"
                + "  momentum: { type: float, low: 0.1, high: 0.9, when: { heavy: true } }")
        #expect(messages(switched).isEmpty)
        #expect(messages(switched.replacing("heavy: true", with: "optimizer: SGD")).count == 1)
    }

    @Test("With runs, trials counts configurations, and the table has deviation and runs")
    func runs() throws {
        let random = try job("trials: 4\nrepeats: 3", space: Self.space)
        #expect(random.trials == 12)
        #expect(random.runs == 3)
        #expect(random.configurations == 4)
        #expect(random.repeats == nil)
        #expect(
            random.columns.map(\.heading).suffix(3) == ["validation_loss", "deviation", "runs"])
        #expect(
            random.columns.map(\.source).suffix(2) == [.deviation("validation_loss"), .runs])
        let one = try job("trials: 4\nrepeats: 1", space: Self.space)
        #expect(one == (try job("trials: 4", space: Self.space)))
        let grid = try job("sampler: grid\nrepeats: 2", space: "  a: [1, 2, 3]\n  b: [1, 2]")
        #expect(grid.trials == 12)
        let table = try job(
            "trials: 4\nrepeats: 3\ntable: [{ deviation: validation_loss }, { value: runs }]",
            space: Self.space)
        #expect(table.columns.map(\.heading) == ["validation_loss deviation", "runs"])
        var overrides = JobOverrides()
        overrides.trials = 5
        let longer = try JobFile.parse(
            text: nullJob("trials: 4\nrepeats: 3", space: Self.space), file: "job.yaml",
            overrides: overrides
        ).job
        #expect(longer.trials == 15)
    }

    @Test("More trials than a space has are a warning that says what follows")
    func warnings() throws {
        func warnings(_ lines: String) throws -> [String] {
            try JobFile.parse(text: nullJob(lines, space: Self.space), file: "job.yaml")
                .warnings.map(\.message)
        }
        #expect(
            try warnings("trials: 50") == [
                "50 trials, but the space has only 11 configurations: some will be tried more "
                    + "than once"
            ])
        #expect(
            try warnings("trials: 50\nrepeats: never") == [
                "50 trials, but the space has only 11 configurations: the search ends when all "
                    + "were tried"
            ])
        #expect(try warnings("trials: 50\nrepeats: always").isEmpty)
    }
}
