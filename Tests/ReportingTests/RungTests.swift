import StudyModel
import Testing

@testable import Reporting

@Suite("The stops of a scheduler, as status and live view show them")
struct RungTests {
    /// 81 trials with asha: stops 2, 6 and 17 of 50 epochs, in the middle of the search.
    static let counts: RungCounts = {
        var counts = RungCounts(stops: [2, 6, 17], epochs: 50)
        func add(_ state: Trial.State, at epoch: Int, until: Int? = nil, count: Int) {
            counts.add(
                RungCounts.Place(state: state, epoch: epoch, until: until, start: nil),
                count: count)
            for stop in [2, 6, 17] where stop <= epoch { counts.addReached(stop, count: count) }
        }
        add(.pruned, at: 2, count: 42)
        add(.paused, at: 2, count: 3)
        add(.running, at: 0, until: 2, count: 1)
        add(.waiting, at: 2, until: 6, count: 1)
        add(.running, at: 2, until: 6, count: 1)
        add(.pruned, at: 6, count: 12)
        add(.paused, at: 6, count: 7)
        add(.running, at: 6, until: 17, count: 2)
        add(.pruned, at: 17, count: 3)
        add(.running, at: 17, count: 1)
        add(.complete, at: 50, count: 1)
        return counts
    }()

    static func summary() -> StudySummary {
        var summary = Fixture.summary()
        summary.job.epochs = 50
        summary.rungs = counts
        return summary
    }

    @Test("Each trial counts at the stops that it has reached")
    func numbers() {
        let rungs = Self.counts.rungs
        #expect(rungs.map(\.epoch) == [2, 6, 17, 50])
        #expect(rungs.map(\.reached) == [73, 26, 5, 1])
        #expect(rungs.map(\.kept).prefix(3) == [28, 7, 2])
        #expect(rungs.map(\.pruned) == [42, 12, 3, 0])
        #expect(rungs.map(\.paused) == [3, 7, 0, 0])
        #expect(rungs.map(\.running) == [1, 1, 2, 1])
        #expect(Self.counts.begun == 74)
        #expect(Self.counts.epochsTrained == 47 * 2 + 21 * 6 + 4 * 17 + 50)
        #expect(Self.counts.epochsOfFullTraining == 74 * 50)
    }

    @Test("Changes one by one give the counts of the whole record")
    func changes() throws {
        var counts = RungCounts(stops: [2, 4], epochs: 6)
        var records: [TrialRecord] = []
        func change(_ number: Int, _ body: (inout TrialRecord) throws -> Void) rethrows {
            let before = RungCounts.Place(records[number].trial)
            try body(&records[number])
            counts.change(from: before, to: RungCounts.Place(records[number].trial))
        }
        func add(_ start: TrialStart) {
            let trial = Trial(
                number: records.count, configuration: Configuration([]), start: start)
            records.append(TrialRecord(trial: trial))
            counts.add(RungCounts.Place(trial))
        }
        func run(_ number: Int, to epoch: Int?) throws {
            let id = AttemptID(
                study: "s", trial: number, number: records[number].attempts.count + 1,
                incarnation: 1, jobFingerprint: 0)
            try change(number) {
                try $0.trial.start(
                    id, WorkerIdentity(name: "w", host: "h"), attempts: &$0.attempts, at: 0)
            }
            try change(number) { record in
                if let epoch {
                    try record.trial.reach(
                        id, epoch: epoch, checkpoint: "c", metrics: [:],
                        attempts: &record.attempts, at: 1)
                } else {
                    try record.trial.finish(
                        id, as: .complete(metrics: [:]), epoch: 6, attempts: &record.attempts,
                        at: 1)
                }
            }
        }
        add(TrialStart(until: 2))
        add(TrialStart(until: 2))
        try run(0, to: 2)
        try run(1, to: 2)
        #expect(counts.rungs[0].paused == 2)
        try change(0) { try $0.trial.prune(because: "", attempts: $0.attempts) }
        add(TrialStart(until: 4, origin: TrialOrigin(parent: 1, epoch: 2)))
        try change(1) { try $0.trial.resume(until: 4, attempts: $0.attempts) }
        try run(1, to: 4)
        try run(2, to: 4)
        try change(2) { try $0.trial.resume(until: nil, attempts: $0.attempts) }
        try run(2, to: nil)
        var whole = RungCounts(stops: [2, 4], epochs: 6)
        for record in records { whole.add(record.trial, record.attempts) }
        #expect(counts == whole)
        #expect(counts.used == counts)
        let begun = RungCounts(stops: [2, 4], epochs: 6)
        #expect(begun.used.rungs.map(\.epoch) == [6])
        #expect(counts.rungs.map(\.reached) == [2, 2, 1])
        #expect(counts.epochsTrained == 2 + 4 + 4)
        #expect(counts.epochsOfFullTraining == 12)
    }

    @Test(
        "The live view of a study with a scheduler is the recorded one",
        arguments: [(120, 20), (80, 24), (60, 20), (40, 16), (20, 12)])
    func live(width: Int, height: Int) throws {
        let lines = LiveView.lines(
            summary: Self.summary(), top: Fixture.top, width: width, height: height, color: false,
            unicode: true)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= width } && lines.count <= height)
        try Golden.expect(
            lines.joined(separator: "\n") + "\n", is: "live-rungs-\(width)x\(height).txt")
    }

    @Test("The status of a study with a scheduler is the recorded one")
    func status() throws {
        try Golden.expect(StatusText.render(Self.summary()), is: "status-rungs.txt")
        for width in 10...80 {
            let lines = StatusText.render(Self.summary(), width: width).split(separator: "\n")
            #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= width })
        }
    }

    @Test("Of very many stops some are shown, and nothing is said without a scheduler")
    func many() {
        var counts = RungCounts(stops: Array(1..<1_000), epochs: 1_000)
        for stop in 1...700 { counts.addReached(stop, count: 5) }
        var summary = Fixture.summary()
        #expect(!StatusText.render(summary).contains("rungs"))
        summary.rungs = counts
        let text = StatusText.render(summary)
        #expect(text.contains("rungs (8 of 700; --json lists all)"))
        #expect(text.contains("epoch 100") && text.contains("epoch 700"))
        let lines = LiveView.lines(
            summary: summary, top: Fixture.top, width: 80, height: 24, color: false,
            unicode: true)
        #expect(lines.filter { $0.contains(" kept") }.count == 2)
        #expect(lines.contains { $0.contains("700: 5/5 kept") })
    }
}
