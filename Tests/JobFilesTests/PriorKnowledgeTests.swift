import JobFiles
import StudyModel
import Testing

/// What a job says of the best values in advance: priors, and studies to learn from.
@Suite struct PriorKnowledgeTests {
    private func mistakes(
        _ lines: String, space: String, environment: JobEnvironment = .none
    ) -> [String] {
        do {
            _ = try JobFile.parse(
                text: nullJob("trials: 5\n" + lines, space: space), file: "job.yaml",
                environment: environment)
            return []
        } catch {
            return error.mistakes.map(\.message)
        }
    }

    // MARK: Priors

    private static let space = """
          x: { type: float, low: 0, high: 1, prior: 1, confidence: high }
          n: { type: int, low: 1, high: 9, step: 2, prior: 3 }
          o: { type: categorical, choices: [Adam, SGD], prior: SGD, confidence: low }
          plain: [1, 2]
        """

    @Test("Priors have the kind of their domain, and a confidence")
    func reading() throws {
        let job = try JobFile.parse(
            text: nullJob("trials: 5\nsampler: tpe", space: Self.space), file: "job.yaml"
        ).job
        #expect(
            job.space.parameters.map(\.prior) == [
                ParameterPrior(.float(1), confidence: .high), ParameterPrior(.int(3)),
                ParameterPrior(.text("SGD"), confidence: .low), nil,
            ])
        #expect(try JSONValue(encoding: job).decode(Job.self) == job)
        var other = job
        other.space.parameters[1].prior = nil
        #expect(other.fingerprint != job.fingerprint)
        let differences = JobComparison.differences(recorded: job, requested: other)
        #expect(
            differences.map(\.description)
                == ["space.n.prior: 3 (medium) is recorded, nothing is asked for"])
    }

    @Test("A parameter without a prior has the bytes of older records")
    func bytes() throws {
        let parameter = Parameter(name: "x", domain: .categorical([.int(1)]))
        let json = try JSONValue(encoding: parameter)
        #expect(json["prior"] == nil && json["name"] == .text("x"))
    }

    static let wrong: [(space: String, message: String)] = [
        (
            "  x: { type: float, low: 0, high: 1, prior: 2 }",
            "x.prior is 2; expected a value of its domain"
        ),
        (
            "  x: { type: int, low: 1, high: 9, step: 2, prior: 4 }",
            "x.prior is 4; expected a value of its domain"
        ),
        (
            "  x: { type: categorical, choices: [a, b], prior: c }",
            "x.prior is c; expected a value of its domain"
        ),
        (
            "  x: { type: float, low: 0, high: 1, confidence: high }",
            "x.confidence is of a prior, and there is none"
        ),
        (
            "  x: { type: float, low: 0, high: 1, prior: 1, confidence: sure }",
            "x.confidence is 'sure'"
        ),
        ("  x: { type: float, low: 0, high: 1, prior: [1] }", "x.prior is a list"),
        (
            "  x: { type: pool, size: 2, from: { type: int, low: 1, high: 9, prior: 2 } }",
            "unknown key 'prior'"
        ),
    ]

    @Test("A wrong prior is named with what was expected", arguments: wrong.indices)
    func wrongPrior(index: Int) {
        let (space, message) = Self.wrong[index]
        let found = mistakes("sampler: tpe", space: space)
        #expect(found.contains { $0.hasPrefix(message) }, "\(found)")
    }

    @Test("Samplers that don't use priors refuse them")
    func refused() {
        let space = "  x: { type: float, low: 0, high: 1, prior: 0.5 }"
        #expect(
            mistakes("sampler: qmc", space: space) == [
                "the qmc sampler doesn't use priors; leave prior out, or use the random, tpe, "
                    + "cma-es or auto sampler"
            ])
        for sampler in ["random", "tpe", "cma-es", "auto"] {
            #expect(mistakes("sampler: \(sampler)", space: space).isEmpty)
        }
    }

    // MARK: Studies to learn from

    private static let numbers = """
          x: { type: float, low: 0, high: 1 }
          y: { type: float, low: 0, high: 1 }
        """

    /// Studies by the last part of their path.
    private static func environment(
        metric: Metric = Metric(name: "validation_loss"), values: [Double] = [0.25, 2]
    ) -> JobEnvironment {
        struct Absent: Error, CustomStringConvertible {
            var description: String
        }
        return JobEnvironment(
            array: { _, _ in throw Absent(description: "no array") },
            file: { _ in throw Absent(description: "no file") },
            study: { paths, own in
                if own == "results/new" { return nil }
                guard paths[0].hasSuffix("past") else {
                    throw Absent(description: "there is no study in \(paths[0])")
                }
                return FoundStudy(
                    metric: metric, names: ["x"],
                    trials: values.enumerated().map {
                        Trial(
                            number: $0, configuration: Configuration([.init("x", .float($1))]),
                            state: .complete, metrics: [metric.name: 1])
                    }, digest: "d")
            })
    }

    private func load(
        _ lines: String, _ environment: JobEnvironment = PriorKnowledgeTests.environment()
    ) throws -> LoadedJob {
        try JobFile.parse(
            text: nullJob("trials: 5\nsampler: tpe\n" + lines, space: Self.numbers),
            file: "jobs/job.yaml", environment: environment)
    }

    @Test("The trials of other studies become a part of the job")
    func earlier() throws {
        for text in ["results/past", "[results/past]"] {
            let loaded = try load("warm_start: \(text)")
            let study = try #require(loaded.job.warmStart.first)
            #expect(loaded.unread.isEmpty && loaded.job.warmStart.count == 1)
            #expect(study.path == "results/past" && study.study == "past")
            #expect(study.digest == "d" && study.found == 2)
            #expect(study.trials.map(\.number) == [0])
            #expect(
                loaded.notes == [
                    "warm start: 1 of 2 trials of results/past is used: 1 has a value outside "
                        + "the domain of x; they say nothing about y"
                ])
            #expect(try JSONValue(encoding: loaded.job).decode(Job.self) == loaded.job)
        }
    }

    @Test("What is wrong with another study matters until this one has started")
    func unread() throws {
        func message(
            _ lines: String, _ environment: JobEnvironment = PriorKnowledgeTests.environment()
        ) throws
            -> String
        {
            let loaded = try load(lines, environment)
            #expect(loaded.job.warmStart.count == 1 && loaded.unread.count == 1)
            return loaded.unread.first?.description ?? ""
        }
        #expect(
            try message("warm_start: [absent]").hasSuffix("there is no study in jobs/absent"))
        #expect(
            try message(
                "warm_start: [past]",
                Self.environment(
                    metric: Metric(name: "validation_loss", direction: .maximize))
            ).contains("past ranks by validation_loss (maximize), and this job by "))
        #expect(
            try message("warm_start: [past]", Self.environment(values: [7]))
                .contains("the one complete trial of past can't be used: 1 has a value"))
    }

    @Test("Samplers that learn nothing from other studies refuse them, and two of one name, too")
    func refusedStudies() {
        #expect(
            mistakes("warm_start: [past]", space: Self.numbers) == [
                "the random sampler learns nothing from earlier trials; leave warm_start out, or "
                    + "use the tpe, cma-es or auto sampler"
            ])
        #expect(
            mistakes(
                "sampler: tpe\nwarm_start: [past, a/past]", space: Self.numbers,
                environment: Self.environment())
                == ["warm_start has two studies that are named past"])
    }

    @Test("The job of a study that has started reads no other study")
    func started() throws {
        let loaded = try JobFile.parse(
            text: nullJob("trials: 5\nsampler: tpe\nwarm_start: past", space: Self.numbers)
                .replacing("study: s", with: "study: new"),
            file: "results/new/job.yaml", environment: Self.environment())
        #expect(loaded.unread.isEmpty && loaded.job.warmStart[0].digest.isEmpty)
        #expect(loaded.notes == ["warm start: the record has the trials of past"])
    }

    @Test("A job that names other studies is another job")
    func compared() throws {
        let with = try load("warm_start: [past]").job
        let without = try load("").job
        let differences = JobComparison.differences(recorded: with, requested: without)
        #expect(differences.map(\.field) == ["warm_start"])
        var regrown = with
        regrown.warmStart[0].digest = "e"
        #expect(JobComparison.differences(recorded: with, requested: regrown).isEmpty)
    }

    @Test("The job in the study's directory names the same studies, if they are files")
    func moved() throws {
        let loaded = try load("warm_start: [past]")
        #expect(loaded.text(in: "results/new").contains("warm_start: [past]"))
    }
}
