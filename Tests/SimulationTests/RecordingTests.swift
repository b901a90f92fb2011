import Foundation
import StudyModel
import Testing

@testable import Simulation

@Suite struct RecordingTests {
    private static let job = Job(
        study: "recorded", objective: .null, epochs: 3, metric: Metric(name: "loss"), trials: 3,
        columns: [],
        space: SearchSpace([
            Parameter(
                name: "rate",
                domain: .float(FloatDomain(low: 0.1, high: 1, distribution: .logUniform))),
            Parameter(name: "optimizer", domain: .categorical([.text("Adam"), .text("SGD")])),
            Parameter(
                name: "units",
                domain: .pool(
                    PoolDomain(source: .int(IntDomain(low: 1, high: 9)), size: 2, fixed: [.int(0)]))
            ),
        ]))

    private static func record(
        _ number: Int, _ values: [Double], state: Trial.State = .complete, seconds: Double = 6
    ) -> TrialRecord {
        TrialRecord(
            trial: Trial(
                number: number,
                configuration: Configuration([
                    .init("rate", .float(0.1 * Double(number + 1))),
                    .init("optimizer", .text(number == 1 ? "SGD" : "Adam")),
                    .init("units", .int(0)),
                ]), state: state, metrics: ["loss": values.last ?? 0]),
            intermediateResults: values.enumerated().map {
                IntermediateResult(epoch: $0 + 1, metrics: ["loss": $1])
            },
            attempts: [
                AttemptRecord(
                    number: 1, incarnation: 1, worker: WorkerIdentity(name: "w", host: "h"),
                    startedAt: 10, endedAt: 10 + seconds, outcome: .complete)
            ])
    }

    @Test("A study's table is read as it was written, beside other tables")
    func roundTrip() throws {
        let table = try CurveTable(
            recordOf: Self.job,
            [
                Self.record(0, [4, 2, 1]), Self.record(1, [4, 3, 3]),
                Self.record(2, [5], state: .failed), Self.record(3, [], state: .running),
            ])
        #expect(table.rows == 3)
        let configurations: [[Double]] = [[0.1, 0, 0], [0.2, 1, 0], [0.1 * 3, 0, 0]]
        #expect(table.configurations == configurations)
        #expect(table.optimum == 1 && table.median == 2)
        #expect(table.secondsPerEpoch == [2, 2, 2])
        try Fixture.withDirectory { directory in
            try FileManager.default.copyItem(
                atPath: Fixture.directory + "/tables.json", toPath: directory + "/tables.json")
            try FileManager.default.copyItem(
                atPath: Fixture.directory + "/taskset-60.npz",
                toPath: directory + "/taskset-60.npz")
            // Twice: the second one replaces the first.
            for _ in 0..<2 { try table.write(to: directory) }
            let tables = try CurveTable.read(directory: directory)
            #expect(tables.map(\.name) == ["taskset-60", "recorded"])
            let read = tables[1]
            #expect(read.curves[0] == [4, 2, 1] && read.curves[1] == [4, 3, 3])
            #expect(read.curves[2][0] == 5 && read.curves[2][1].isNaN && read.curves[2][2].isNaN)
            #expect(read.configurations == table.configurations)
            #expect(read.parameters == table.parameters)
            #expect(read.metric == table.metric && read.source == table.source)
            #expect(read.optimum == 1 && read.median == 2)
            #expect(read.secondsPerEpoch == table.secondsPerEpoch)
        }
    }

    @Test("Values far from 0 are written with every digit, and no regret is negative")
    func everyDigit() throws {
        let values = [1_000_000.01, 1_000_000.02, 1_000_000.03]
        let table = try CurveTable(
            recordOf: Self.job,
            values.enumerated().map { Self.record($0, [$1 + 2, $1 + 1, $1]) })
        try Fixture.withDirectory { directory in
            try table.write(to: directory)
            let read = try #require(
                try CurveTable.read(directory: directory).first { $0.name == "recorded" })
            #expect(read.curves == table.curves)
            #expect(read.curves.map { $0[2] }.min() == read.optimum)
        }
    }

    @Test("Whole numbers that a table can't describe are refused when it is made")
    func hugeNumbers() throws {
        var job = Self.job
        job.space = SearchSpace(
            job.space.parameters + [
                Parameter(
                    name: "big",
                    domain: .int(IntDomain(low: 0, high: 1_000_000_000_000_000_000)))
            ])
        #expect {
            try CurveTable(recordOf: job, [Self.record(0, [3, 2, 1]), Self.record(1, [4, 3, 2])])
        } throws: { error in
            "\(error)".contains("parameter big") && "\(error)".contains("9007199254740992")
        }
    }

    @Test("A trial that was stopped, or that lacks a value, is refused")
    func gaps() throws {
        let first = Self.record(0, [4, 2, 1])
        #expect(throws: SimulationError.self) {
            try CurveTable(recordOf: Self.job, [first, Self.record(1, [4], state: .pruned)])
        }
        #expect(throws: SimulationError.self) {
            try CurveTable(recordOf: Self.job, [first, Self.record(1, [4, 2])])
        }
        // All the same: there is no regret.
        #expect(throws: SimulationError.self) { try CurveTable(recordOf: Self.job, [first]) }
    }
}
