import Foundation
import Search
import StudyModel

@testable import Simulation

/// A reduced TaskSet table: 60 rows, 18 of which diverge.
enum Fixture {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures").path

    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    static func table() throws -> CurveTable { try CurveTable.read(directory: directory)[0] }

    /// Every scheduler that can be replayed, with settings under which it stops some trials.
    static let schedulers: [SchedulerSpec] = [
        .none, SchedulerKind.asha.spec(), SchedulerKind.successiveHalving.spec(),
        SchedulerKind.hyperband.spec(), SchedulerKind.median.spec(),
        SchedulerKind.percentile.spec([Setting("percentile", .literal(.float(25)))]),
        SchedulerKind.patience.spec([Setting("patience", .literal(.int(5)))]),
        SchedulerKind.threshold.spec([
            Setting("value", .literal(.float(0.7))), Setting("epoch", .literal(.int(10))),
        ]),
    ]

    /// A directory that a test may write to, and which is removed after it.
    static func withDirectory(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "/podium-simulation-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }
}

extension CurveTable {
    /// A table of made-up curves.
    init(
        _ curves: [[Double]], direction: Metric.Direction = .minimize, secondsPerEpoch: Double = 1
    ) {
        let metric = Metric(name: "loss", direction: direction)
        let summary = Self.summary(finals: curves.map { $0.last ?? .nan }, metric: metric)
        self.init(
            name: "made-up", metric: metric, epochs: curves[0].count, parameters: [],
            configurations: curves.map { _ in [] }, curves: curves,
            secondsPerEpoch: curves.map { _ in secondsPerEpoch },
            optimum: summary?.optimum ?? .nan, median: summary?.median ?? .nan, source: "a test")
    }
}
