import StudyModel
import Testing

@testable import Reporting

@Suite("Tables of studies with several objectives")
struct FrontTableTests {
    private static let job = Job(
        study: "s", objective: .null,
        metric: Metric(name: "loss", others: [.init(name: "score", direction: .maximize)]),
        trials: 9, top: 3,
        columns: [
            TableColumn(heading: "x", source: .parameter("x")),
            TableColumn(heading: "loss", source: .metric("loss")),
            TableColumn(heading: "score", source: .metric("score")),
        ],
        space: SearchSpace([Parameter(name: "x", domain: .int(IntDomain(low: 0, high: 9)))]))

    private static func trial(
        _ number: Int, _ loss: Double?, _ score: Double?, _ state: Trial.State = .complete
    ) -> Trial {
        var metrics: [String: Double] = [:]
        metrics["loss"] = loss
        metrics["score"] = score
        return Trial(
            number: number, configuration: Configuration([.init("x", .int(number))]),
            state: state, metrics: metrics, failure: state == .failed ? "why" : nil)
    }

    /// Front 1: trials 2, 5, 1, 0; front 2: trials 3 and 7; trial 6 lacks a metric.
    private static let trials = [
        trial(0, 3, 9), trial(1, 2, 6), trial(2, 1, 1), trial(3, 2.5, 6),
        trial(4, nil, nil, .failed),
        trial(5, 1.25, 2), trial(6, 0.5, nil), trial(7, 1.5, 1), trial(8, 0.1, 20, .pruned),
    ]

    @Test("Trials come by front and crowding distance, in every format")
    func formats() {
        let table = StudyTable(job: Self.job, trials: Self.trials)
        #expect(
            table.csv() == """
                Rank,Front,Trial,x,loss,score,State
                1,1,2,2,1.0,1.0,complete
                2,1,0,0,3.0,9.0,complete
                3,1,1,1,2.0,6.0,complete
                4,1,5,5,1.25,2.0,complete
                5,2,7,7,1.5,1.0,complete
                6,2,3,3,2.5,6.0,complete
                7,,8,8,0.1,20.0,pruned
                ,,4,4,,,failed
                ,,6,6,0.5,,complete

                """)
        let top = table.ranked(top: 2)
        #expect(
            top.render(.markdown) == """
                | Rank | Front | Trial |    x | loss | score |
                | ---: | ----: | ----: | ---: | ---: | ----: |
                |    1 |     1 |     2 |    2 |    1 |     1 |
                |    2 |     1 |     0 |    0 |    3 |     9 |

                """)
        #expect(top.render(.latex).contains("Rank & Front & Trial & x & loss & score"))
        #expect(top.render(.json).contains("\"Rank\": 1, \"Front\": 1, \"Trial\": 2"))
        #expect(top.render(.text, width: 12).contains("Rank"))
    }

    @Test("A ranking is the same in whatever order trials come, and with a limit")
    func ranking() {
        let whole = Ranking(metric: Self.job.metric, trials: Self.trials)
        var single = Ranking(metric: Self.job.metric, limit: 3)
        for trial in Self.trials.reversed() { single.insert(trial) }
        #expect(single.top().map(\.number) == whole.top(3).map(\.number))
        #expect(single.count == 3 && whole.count == 7)
        #expect(whole.best?.number == 2 && whole.bestValue == 1)
        #expect(whole.firstFront.map(\.number) == [2, 0, 1, 5] && whole.frontSize == 4)
        for (index, trial) in whole.top().enumerated() {
            #expect(whole.rank(of: trial.number) == index + 1)
        }
        #expect(whole.rank(of: 6) == nil)
        var inserted = Ranking(metric: Self.job.metric)
        #expect(inserted.insert(Self.trials[0]) == 1)
        #expect(inserted.insert(Self.trials[2]) == 1)
        #expect(inserted.insert(Self.trials[3]) == 3)
        #expect(inserted.insert(Self.trials[6]) == nil)
    }

    @Test("A narrow terminal loses columns and says so, and no number is cut")
    func narrow() {
        let table = RankedTable(job: Self.job, trials: Self.trials)
        let cells = Set(table.rows.joined().map(\.rounded))
        for width in 8...60 {
            let lines = table.textLines(width: width)
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(width)")
            let shown = lines.suffix(table.rows.count).map { $0.split(separator: " ") }
            #expect(shown.joined().allSatisfy { cells.contains(String($0)) }, "\(width)")
            // The first objective stays.
            #expect(shown.first?.contains("1.000") == true, "\(width)")
            let isWhole = shown.first?.count == table.headings.count
            let isMarked = lines.contains { $0.contains("…") }
            #expect(isWhole != isMarked, "\(width)")
        }
        #expect(table.textLines(width: 7).contains { $0.hasSuffix("1.000") })
    }

    @Test("Trials that miss a condition have no front, and come last")
    func infeasible() throws {
        var job = Self.job
        job.metric.feasible = [try OutcomeConstraint("loss >= 2")]
        let placed = Ranking(metric: job.metric, trials: Self.trials).placed()
        #expect(placed.map(\.trial.number) == [1, 0, 3, 7, 5, 2, 8])
        #expect(placed.map(\.front) == [1, 1, 2, nil, nil, nil, nil])
    }

    @Test("Status and history show all objectives")
    func status() {
        var summary = StudySummary(
            job: Self.job, counts: [.complete: 7], best: Self.trials[2])
        summary.front = 4
        let text = StatusText.render(summary)
        #expect(text.contains("best     loss 1, score 1  trial 2"))
        #expect(text.contains("front    4 trials that no other one dominates"))
        let history = TrialHistoryText.render(
            job: Self.job, record: TrialRecord(trial: Self.trials[0]), place: (2, 1))
        #expect(history.contains("rank 2, on Pareto front 1"))
        let document = StudyDocument(
            job: Self.job, counts: [:], best: 2, conflicts: 0, starts: 1, activity: .done)
        #expect(document.objectives?.map(\.name) == ["loss", "score"])
    }
}
