import JobFiles
import Search
import StudyModel
import Testing

/// Jobs with several objectives.
@Suite struct ObjectiveListTests {
    private static let pair = """
        trials: 9
        sampler: nsga2
        objectives:
          - { metric: validation_loss }
          - { metric: cost, direction: maximize }
        """

    private func job(_ lines: String) throws -> LoadedJob {
        try JobFile.parse(text: nullJob(lines), file: "job.yaml", environment: .fixtures)
    }

    @Test("They are read in their order, and each has a column of the table")
    func reading() throws {
        let job = try job(Self.pair).job
        #expect(
            job.metric.objectives == [
                .init(name: "validation_loss"), .init(name: "cost", direction: .maximize),
            ])
        #expect(job.metric.hasSeveralObjectives)
        #expect(job.columns.map(\.heading) == ["Trial", "x", "validation_loss", "cost"])
        #expect(job.uses(metric: "cost") && !job.uses(metric: "parameters"))
    }

    @Test("A list of one is the same as a metric")
    func single() throws {
        let list = try job("trials: 9\nobjectives: [{ metric: cost, direction: maximize }]").job
        let metric = try job("trials: 9\nmetric: { name: cost, direction: maximize }").job
        #expect(list == metric && list.fingerprint == metric.fingerprint)
    }

    @Test("Another objective is another study")
    func comparison() throws {
        let recorded = try job(Self.pair).job
        var requested = recorded
        requested.metric.others[0].direction = .minimize
        #expect(requested.fingerprint != recorded.fingerprint)
        let differences = JobComparison.differences(recorded: recorded, requested: requested)
        #expect(differences.map(\.field) == ["objectives"])
        #expect(differences.map(\.verdict) == [.refused])
    }

    @Test("What looks at the first objective alone is warned of")
    func warnings() throws {
        let text = Self.pair + "\nepochs: 9\nscheduler: asha\nbudget: { target: 0.5 }"
        let warnings = try job(text).warnings.map { "\($0)" }
        #expect(warnings.contains { $0.contains("asha scheduler compares trials by the first") })
        #expect(warnings.contains { $0.contains("budget.target is of the first objective") })
        #expect(try job(Self.pair).warnings.isEmpty)
    }
}
