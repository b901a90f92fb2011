import Foundation
import StudyModel
import Testing

/// A file system in memory with as much room as a test wants.
private struct SmallDisk {
    let path: String

    /// Why there can be none here, or nil.
    static let obstacle = SystemCommand.obstacle {
        let path = NSTemporaryDirectory() + "/podium-disk-\(UUID().uuidString.prefix(8))"
        let disk = try SmallDisk(at: path, size: "1m")
        disk.remove()
        try FileManager.default.removeItem(atPath: path)
    }

    init(at path: String, size: String) throws {
        self.path = path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        try SystemCommand.run(
            "mount", "-t", "tmpfs", "-o", "size=\(size)", "podium-tests", path)
    }

    func resize(to size: String) throws {
        try SystemCommand.run("mount", "-o", "remount,size=\(size)", path)
    }

    func remove() { _ = try? SystemCommand.run("umount", "--lazy", path) }
}

extension PodiumTests {
    @Suite(
        "A disk that is full", .serialized,
        .enabled(
            if: SmallDisk.obstacle == nil,
            "no file system can be mounted: \(SmallDisk.obstacle ?? "")"))
    struct FullDiskTests {
        private func with(
            _ body: (Workspace, SmallDisk, PodiumProcess, _ address: String) async throws -> Void
        ) async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("tight", trials: 2000), to: "tight.yaml")
                let disk = try SmallDisk(at: workspace.path + "/results", size: "700k")
                workspace.atEnd { disk.remove() }
                let (coordinator, address) = try await workspace.startCoordinator("tight.yaml")
                _ = try workspace.startWorker(address, name: "busy")
                try await until("the coordinator pauses") {
                    coordinator.errors.contains("paused: ") || !coordinator.isRunning
                }
                #expect(coordinator.errors.contains("no room on the disk"))
                #expect(coordinator.isRunning)
                let paused = try await workspace.status("tight")
                #expect(paused.activity == .paused)
                #expect(paused.problem?.contains("no room on the disk") == true)
                let text = try await workspace.run("status", "tight")
                #expect(text.output.contains("paused: "))
                #expect(text.output.contains("busy"))
                try await body(workspace, disk, coordinator, address)
                try await workspace.run("run", "tight.yaml", "--results", "roomy")
                #expect(
                    try workspace.read("roomy/tight/table.csv") == workspace.table("tight"))
                let record = try await workspace.status("tight")
                #expect(record.trials.count == 2000)
                #expect(record.trials.allSatisfy { $0.state == "complete" })
            }
        }

        @Test("makes the coordinator pause at no cost, and go on when there is room, nothing lost")
        func goesOn() async throws {
            try await with { workspace, disk, coordinator, _ in
                // Processor time is measured over an interval.
                let before = try processorSeconds(of: coordinator.identifier)
                try await Task.sleep(for: .seconds(3))
                let spent = try processorSeconds(of: coordinator.identifier) - before
                #expect(spent < 1)
                #expect(coordinator.isRunning)
                try disk.resize(to: "64m")
                #expect(try await coordinator.exitCode() == 0)
                #expect(coordinator.errors.contains("there is room again"))
                let attempts = try await workspace.status("tight").attempts
                #expect(attempts.allSatisfy { $0.outcome == "complete" })
            }
        }

        @Test("lets an interruption through, and the study can be resumed")
        func interrupted() async throws {
            try await with { workspace, disk, coordinator, address in
                coordinator.signal(SIGINT)
                #expect(try await coordinator.exitCode(within: 30) == 130)
                #expect(coordinator.errors.contains("Interrupted while nothing could be stored"))
                #expect(coordinator.output.isEmpty, "a table with results that are not recorded")
                try disk.resize(to: "64m")
                let (next, _) = try await workspace.startCoordinator(
                    "tight.yaml", listen: address)
                #expect(try await next.exitCode() == 0)
            }
        }

        @Test("makes a coordinator that starts wait too")
        func atStart() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("late", trials: 20), to: "late.yaml")
                let disk = try SmallDisk(at: workspace.path + "/results", size: "40k")
                workspace.atEnd { disk.remove() }
                let first = try workspace.start("run", "late.yaml", "--slots", "1")
                try await until("the start waits") {
                    first.errors.contains("waiting (Ctrl-C ends)") || !first.isRunning
                }
                #expect(first.errors.contains("no room on the disk (No space left on device)"))
                // What it has begun by then is begun anew.
                try await first.kill9()
                let second = try workspace.start("run", "late.yaml", "--slots", "1")
                try await until("the start waits again") {
                    second.errors.contains("waiting (Ctrl-C ends)") || !second.isRunning
                }
                try disk.resize(to: "64m")
                #expect(try await second.exitCode() == 0)
                #expect(workspace.rows("late") == 20)
            }
        }

        private func processorSeconds(of process: Int32) throws -> Double {
            let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            let fields = try #require(stat.split(separator: ")").last).split(separator: " ")
            return (Double(fields[11])! + Double(fields[12])!) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
    }
}
