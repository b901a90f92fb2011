import Search
import StudyModel
import Testing

@testable import Figures
@testable import Reporting

@Suite("The report of a study with a scheduler")
struct SchedulerReportTests {
    private func outline(_ record: StudyRecord) throws -> PageOutline {
        try PageOutline(StudyReport(record: record, now: 1_795_290_000))
    }

    private func chart<Kind>(
        _ outline: PageOutline, _ name: String, as kind: Kind.Type
    ) throws -> Kind {
        try #require(outline.charts.first { $0.name == name }?.chart as? Kind)
    }

    @Test("has the recorded section, with early stopping and with a population")
    func golden() throws {
        let stopped = try SchedulerFixture(.asha, trials: 27, epochs: 27)
        try Golden.expect(
            try outline(stopped.record).section("Early stopping") + "\n", is: "report-stops.txt")
        let population = try SchedulerFixture(
            .pbt, ["interval": .int(3), "explore": .text("learning_rate")], trials: 10, epochs: 12)
        try Golden.expect(
            try outline(population.record).section("Population") + "\n",
            is: "report-population.txt")
    }

    @Test("counts each epoch once, towards the stop that it leads to")
    func epochs() throws {
        for (kind, settings) in [
            (SchedulerKind.asha, [:]), (.hyperband, [:]),
            (.median, ["every": ParameterValue.int(2)]), (.pbt, ["interval": .int(4)]),
        ] {
            let record = try SchedulerFixture(kind, settings, trials: 27, epochs: 27).record
            let trained = TrainedEpochs(record, now: 0)
            let expected = record.trials.reduce(0) {
                $0 + $1.trial.epoch - ($1.trial.origin?.epoch ?? 0)
            }
            #expect(trained.spent == expected)
            #expect(trained.counts.epochsTrained == expected)
            #expect(trained.stretches.reduce(0) { $0 + $1.spent } == expected)
            #expect(trained.stretches.map(\.epochs.upperBound).last == 27)
            // One segment ran after the other, so times order trials as they ran.
            #expect(trained.epochs.map(\.time) == trained.epochs.map(\.time).sorted())
            for (epoch, next) in zip(trained.epochs, trained.epochs.dropFirst()) {
                #expect(next.trial != epoch.trial || next.epoch > epoch.epoch)
            }
            let values = trained.epochs.compactMap(\.value)
            #expect(trained.improvements(record.job.metric).last?.value == values.min())
        }
    }

    @Test("counts the epochs that a program did not report")
    func unreported() throws {
        var record = try SchedulerFixture(.asha, trials: 27, epochs: 27).record
        let expected = TrainedEpochs(record, now: 0)
        for index in record.trials.indices {
            let stops = record.trials[index].attempts.compactMap(\.until)
            let last = record.trials[index].trial.epoch
            record.trials[index].intermediateResults.removeAll {
                $0.epoch != last && !stops.contains($0.epoch)
            }
        }
        let trained = TrainedEpochs(record, now: 0)
        #expect(trained.epochs.count < expected.epochs.count)
        #expect(trained.spent == expected.spent)
        #expect(trained.stretches.map(\.spent) == expected.stretches.map(\.spent))
    }

    @Test("marks the ends of pruned trials, also of those with one epoch")
    func ends() throws {
        let record = try SchedulerFixture(.asha, trials: 27, epochs: 27).record
        let outline = try outline(record)
        let curves = try chart(outline, "learning-curves", as: CurveChart.self)
        let pruned = record.trials.filter { $0.trial.state == .pruned }
        let stopped = try #require(curves.stopped)
        #expect(stopped.curves.count == pruned.count)
        #expect(
            stopped.curves.compactMap(\.x.last).sorted()
                == pruned.map { Double($0.trial.epoch) }.sorted())
        #expect(stopped.curves.contains { $0.x.count == 1 })
        #expect(curves.x.scale == .logarithmic)
        #expect(
            outline.section("Learning curves").contains(
                "a hollow triangle is where a trial was pruned"))
        let slices = try chart(outline, "slices", as: SliceChart.self)
        #expect(slices.results.count == 27, "pruned trials are in the figures of parameters")
    }

    @Test("of very many stops draws few bars that add up to all epochs")
    func manyStops() throws {
        let record = try SchedulerFixture(
            .median, ["every": .int(1), "startup": .int(3)], trials: 20, epochs: 60
        ).record
        let bars = try chart(try outline(record), "stops", as: BarChart.self).bars
        #expect(bars.count <= 12)
        #expect(
            bars.reduce(0) { $0 + $1.value }
                == Double(record.trials.reduce(0) { $0 + $1.trial.epoch }))
    }

    @Test("draws each branch in the row of the trial that it replaces")
    func rows() throws {
        let record = try SchedulerFixture(
            .pbt, ["interval": .int(3)], trials: 10, epochs: 15
        ).record
        let rows = PopulationRows(record.trials.map(\.trial))
        #expect(rows.count == 10)
        #expect(rows.replaced.count == record.trials.count - 10)
        // No two trials of a row overlap.
        for row in 0..<10 {
            let own = record.trials.map(\.trial).filter { rows.row[$0.number] == row }
            for (trial, next) in zip(own, own.dropFirst()) {
                #expect(trial.epoch <= next.origin?.epoch ?? 0)
            }
        }
        let chart = try chart(
            try outline(record), "population", as: PopulationChart.self)
        let best = try #require(chart.members.last { $0.isAncestor })
        let ranked = Ranking(
            metric: record.job.metric, trials: record.trials.map(\.trial)
        ).best
        #expect(best.trial == ranked?.number)
        let line = chart.members.filter(\.isAncestor)
        #expect(line.first?.origin == nil)
        for (member, next) in zip(line, line.dropFirst()) {
            #expect(member.ancestorUntil == next.origin?.epoch)
            #expect(next.origin?.row == member.row)
        }
    }

    @Test("joins a branched trial's curve to those of its ancestors")
    func joined() throws {
        let record = try SchedulerFixture(
            .pbt, ["interval": .int(3)], trials: 10, epochs: 15
        ).record
        let curves = try chart(
            try outline(record), "learning-curves", as: CurveChart.self)
        #expect(curves.curves.count == 5)
        #expect(curves.curves.allSatisfy { $0.x == (1...15).map(Double.init) })
    }

    @Test("of a study in the middle of its search has what there is")
    func running() throws {
        for segments in 0...40 {
            for (kind, settings) in [
                (SchedulerKind.asha, [:]), (.pbt, ["interval": ParameterValue.int(3)]),
            ] {
                let record = try SchedulerFixture(
                    kind, settings, trials: 10, epochs: 12, segments: segments
                ).record
                let outline = try outline(record)
                let heading =
                    outline.section("Population").isEmpty ? "Early stopping" : "Population"
                #expect(!outline.section(heading).isEmpty)
                if segments == 0 {
                    #expect(outline.section(heading).contains("No epoch has been trained yet."))
                }
            }
        }
        let schedule = ParameterSchedule([
            .init(epoch: 4, values: [.init("learning_rate", .float(1e-4))])
        ])
        let changed = try outline(
            try SchedulerFixture(
                .schedule, ["changes": schedule.setting], trials: 1, epochs: 9
            ).record)
        #expect(changed.section("Parameter schedule").contains("5 to 9 | 1 | 0.0001 |"))
        #expect(!changed.chartNames.contains("population"))
        let plain = try outline(ReportFixture.study(trials: 10))
        #expect(plain.section("Early stopping").isEmpty && plain.section("Population").isEmpty)
    }
}
