import Foundation
import Portable
import StudyModel
import Testing

@testable import Reporting

@Suite("The table for programs")
struct StudyTableTests {
    private static let job = Job(
        study: "s", objective: .null, epochs: 3, metric: Metric(name: "loss"), trials: 9,
        columns: [
            TableColumn(heading: "rate, scaled", source: .parameter("rate"), digits: 2),
            TableColumn(heading: "units", source: .metric("loss")),
        ],
        space: SearchSpace([
            Parameter(name: "units", domain: .int(IntDomain(low: 1, high: 9))),
            Parameter(name: "rate", domain: .float(FloatDomain(low: 0, high: 1))),
            Parameter(name: "State", domain: .categorical([.text("a"), .text("b\nc")])),
        ]))

    private static func trial(
        _ number: Int, _ state: Trial.State, _ metrics: [String: Double] = [:]
    ) -> Trial {
        Trial(
            number: number,
            configuration: Configuration([
                .init("units", .int(number)), .init("rate", .float(0.125 * Double(number))),
                .init("State", .text(number == 1 ? "b\nc" : "a")),
            ]), state: state, metrics: metrics, failure: state == .failed ? "why, oh" : nil)
    }

    private static let trials = [
        trial(0, .complete, ["loss": 0.5, "extra": .nan]), trial(1, .failed),
        trial(2, .complete, ["loss": .infinity]), trial(3, .running), trial(4, .waiting),
        trial(5, .complete, ["loss": 0.25, "accuracy": 1]), trial(6, .pruned),
    ]

    @Test("has the job's columns first, then every parameter, the state and every metric")
    func csv() {
        #expect(
            StudyTable(job: Self.job, trials: Self.trials).csv() == """
                Rank,Trial,"rate, scaled",units,units (2),State,State (2),accuracy,extra
                1,5,0.625,0.25,5,a,complete,1.0,
                2,0,0.0,0.5,0,a,complete,,nan
                ,1,0.125,,1,"b
                c",failed,,
                ,2,0.25,inf,2,a,complete,,
                ,6,0.75,,6,a,pruned,,

                """)
    }

    @Test("tells an inactive parameter from null and shows which trials are feasible")
    func inactive() throws {
        var job = Self.job
        job.columns = [TableColumn(heading: "rate", source: .parameter("rate"))]
        job.metric.feasible = [try OutcomeConstraint("loss < 0.4")]
        let values: [ParameterValue?] = [.float(0.5), nil, .null]
        let trials = values.enumerated().map { number, value in
            Trial(
                number: number,
                configuration: Configuration(value.map { [.init("rate", $0)] } ?? []),
                state: .complete, metrics: ["loss": 0.5 - 0.125 * Double(number)])
        }
        let table = StudyTable(job: job, trials: trials)
        #expect(
            table.csv() == """
                Rank,Trial,rate,units,State,State (2),Feasible,loss
                1,2,null,,,complete,true,0.25
                2,1,,,,complete,true,0.375
                3,0,0.5,,,complete,false,0.5

                """)
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(table.json().utf8)) as? [[String: Any]])
        #expect(rows[0]["rate"] is NSNull && rows[1]["rate"] == nil)
        #expect(rows[2]["rate"] as? Double == 0.5)
        let cells = RankedTable(job: job, trials: trials).rows.map { $0[2].rounded }
        #expect(cells == ["null", "–", "0.5"])
    }

    @Test("Trials that are not feasible rank behind all others, by how much they miss")
    func feasible() throws {
        var metric = Metric(name: "loss")
        metric.feasible = [
            try OutcomeConstraint("memory <= 8"), try OutcomeConstraint("loss < 1"),
        ]
        let trials = [
            Self.trial(0, .complete, ["loss": 0.1, "memory": 10]),
            Self.trial(1, .complete, ["loss": 0.9, "memory": 8]),
            Self.trial(2, .complete, ["loss": 0.2, "memory": 8.5]),
            Self.trial(3, .complete, ["loss": 0.3]),
            Self.trial(4, .complete, ["loss": 1, "memory": 1]),
            Self.trial(5, .pruned, ["loss": 0.05, "memory": 1]),
            Self.trial(6, .complete, ["loss": 0.5, "memory": 7]),
        ]
        let ranking = Ranking(metric: metric, trials: trials)
        #expect(ranking.top().map(\.number) == [6, 1, 4, 2, 0, 3, 5])
        #expect(ranking.best?.number == 6 && ranking.rank(of: 0) == 5)
        metric.direction = .maximize
        #expect(
            Ranking(metric: metric, trials: trials).top().map(\.number) == [1, 6, 4, 2, 0, 3, 5])
    }

    @Test("has the same rows as JSON, with a key for each column")
    func json() throws {
        let table = StudyTable(job: Self.job, trials: Self.trials)
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(table.json().utf8)) as? [[String: Any]])
        #expect(rows.map { $0["Trial"] as? Int } == [5, 0, 1, 2, 6])
        #expect(rows.map { $0["Rank"] as? Int } == [1, 2, nil, nil, nil])
        #expect(
            rows.map { $0["State (2)"] as? String }
                == ["complete", "complete", "failed", "complete", "pruned"])
        #expect(rows.allSatisfy { $0.count == 9 })
        #expect(StudyTable(job: Self.job, trials: []).json() == "[]\n")
    }

    @Test("has the best rows alone where a number of them is asked for")
    func top() {
        let table = StudyTable(job: Self.job, trials: Self.trials)
        let all = table.csv().split(separator: "\n")
        #expect(table.csv(top: 1).split(separator: "\n") == Array(all.prefix(2)))
        #expect(table.csv(top: 9).split(separator: "\n") == Array(all.prefix(3)))
    }

    @Test("shows people what the ranked table does")
    func ranked() {
        let table = StudyTable(job: Fixture.job, trials: Fixture.trials)
        for top in [nil, 3] as [Int?] {
            let ranked = RankedTable(job: Fixture.job, trials: Fixture.trials, top: top)
            #expect(table.ranked(top: top) == ranked)
        }
    }

    @Test("doesn't depend on the order in which trials finished, nor on those that have not")
    func order() {
        let generator = SeededGenerator(seed: 4, purpose: .tests)
        let expected = StudyTable(job: Self.job, trials: Self.trials).csv()
        for step in 0..<20 {
            let order = generator.permutation(count: Self.trials.count, step: step)
            let some = order.map { Self.trials[Int($0)] }.filter { $0.state != .running }
            #expect(StudyTable(job: Self.job, trials: some).csv() == expected)
        }
    }

    @Test("begins each ranked row with what the ranked table has there")
    func prefixes() {
        let short = RankedTable(job: Fixture.job, trials: Fixture.trials).render(.csv)
            .split(separator: "\n")
        let long = StudyTable(job: Fixture.job, trials: Fixture.trials).csv()
            .split(separator: "\n")
        #expect(long.count == short.count + 1)
        for (short, long) in zip(short, long) { #expect(long.hasPrefix(short + ",")) }
    }
}
