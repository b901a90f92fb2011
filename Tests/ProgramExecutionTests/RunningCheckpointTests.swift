import Foundation
import Objectives
import ProcessControl
import StudyModel
import Testing
import UserPrograms

@testable import ProgramExecution

@Suite("The state of a program that runs")
struct RunningCheckpointTests {
    private let directory: TemporaryDirectory
    private var place: String { directory.path + "/state" }

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true)
    }

    private func write(_ text: String, to name: String) throws {
        try text.write(toFile: place + "/" + name, atomically: false, encoding: .utf8)
    }

    /// Writes until the file is newer than another one: clocks of file systems have steps.
    private func write(_ text: String, to name: String, after other: String) throws {
        func changed(_ name: String) throws -> Date? {
            try FileManager.default.attributesOfItem(atPath: place + "/" + name)[.modificationDate]
                as? Date
        }
        let earlier = try #require(try changed(other))
        repeat { try write(text, to: name) } while try changed(name) ?? earlier <= earlier
    }

    private func results(to epoch: Int) -> [IntermediateResult] {
        (0..<epoch).map { IntermediateResult(epoch: $0 + 1, metrics: ["loss": 1]) }
    }

    private func running(limit: Int = 1000) -> RunningCheckpoint {
        RunningCheckpoint(CheckpointDirectory(path: place, limit: limit))
    }

    @Test("is read once its epoch is marked and reported, and once only")
    func marked() throws {
        var running = running()
        try write("weights", to: "w")
        #expect(running.read(results(to: 2)) == nil, "no epoch is marked")
        try write("2\n", to: RunningCheckpoint.marker, after: "w")
        #expect(running.read(results(to: 1)) == nil, "epoch 2 is not reported yet")
        let read = running.read(results(to: 3))
        let bytes = try #require(read)
        let checkpoint = try ProgramCheckpoint(bytes)
        #expect(checkpoint.results.map(\.epoch) == [1, 2], "the state knows nothing of epoch 3")
        #expect(checkpoint.entries.map(\.path) == ["podium-epoch", "w"])
        #expect(running.newest == bytes)
        #expect(running.read(results(to: 3)) == nil, "it is known")
    }

    @Test("is left for later while a file is newer than the mark")
    func unfinished() throws {
        var running = running()
        try write("weights", to: "w")
        try write("1\n", to: RunningCheckpoint.marker, after: "w")
        try write("weights of epoch 2", to: "w", after: RunningCheckpoint.marker)
        #expect(running.read(results(to: 2)) == nil)
        try write("2\n", to: RunningCheckpoint.marker, after: "w")
        let read = running.read(results(to: 2))
        let bytes = try #require(read)
        let entries = try ProgramCheckpoint(bytes).entries
        #expect(entries.last?.bytes == Array("weights of epoch 2".utf8))
    }

    @Test("is not kept, with the reason, if it is too large")
    func large() throws {
        var running = running(limit: 10)
        try write("more than ten bytes", to: "w")
        try write("1\n", to: RunningCheckpoint.marker, after: "w")
        #expect(running.read(results(to: 1)) == nil)
        #expect(running.fault?.contains("more than 10 bytes") == true)
        #expect(running.newest == nil)
    }

    @Test("is handed to the worker when it wants one, and given back if the program is killed")
    func kept() throws {
        let script = """
            trap '' TERM
            for epoch in 1 2; do
                echo "podium: {{\\"epoch\\": $epoch, \\"loss\\": $epoch}}"
                echo $epoch > "$PODIUM_CHECKPOINT/w"
                sleep 0.05
                echo $epoch > "$PODIUM_CHECKPOINT/new"
                mv "$PODIUM_CHECKPOINT/new" "$PODIUM_CHECKPOINT/podium-epoch"
                sleep 0.3
            done
            sleep 60
            """
        let settings = ProgramSettings(
            command: .words(["/bin/sh", "-c", script]), metrics: [.init("loss")])
        let job = Job(
            study: "s", objective: settings.spec, epochs: 3, metric: Metric(name: "loss"),
            trials: 1, columns: [], space: SearchSpace([]))
        let request = TrialRequest(
            job: job, trial: 0, configuration: Configuration([]), checkpoint: nil, until: nil,
            isBranch: false)
        let observer = KeepingObserver(stopsAtEpoch: 2)
        let objective = ProgramObjective(
            settings, space: RunSpace(cache: directory.path + "/cache"), graceSeconds: 0.1
        ) { $0.path }
        let end = try objective.run(request, observer: observer)
        guard case .stopped(let bytes?) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(observer.kept.last == bytes)
        let checkpoint = try ProgramCheckpoint(bytes)
        #expect(checkpoint.results.map(\.epoch) == [1, 2])
        #expect(checkpoint.entries.map { $0.bytes ?? [] } == [[50, 10], [50, 10]])
    }
}

/// Wants every state, and asks to stop once it has that of an epoch.
///
/// `@unchecked Sendable`: only the thread of the one execution calls it.
private final class KeepingObserver: TrialObserver, @unchecked Sendable {
    private(set) var kept: [[UInt8]] = []
    private(set) var shouldStop = false
    private let last: Int

    init(stopsAtEpoch last: Int) { self.last = last }

    var wantsCheckpoint: Bool { true }

    func keep(checkpoint: [UInt8]) {
        kept.append(checkpoint)
        shouldStop = (try? ProgramCheckpoint(checkpoint).results.last?.epoch) == last
    }

    func advanced(samples: Int, fraction: Double) {}
    func record(_ intermediate: IntermediateResult) {}
}
