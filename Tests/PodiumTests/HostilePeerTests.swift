import Foundation
import Testing
import ZeroMQ

extension PodiumTests {
    /// A coordinator under attack: it lives, keeps within its memory, answers an honest worker, and
    /// its study comes to the table that it has without any of it.
    @Suite("Hostile peers", .serialized, .alone)
    struct HostilePeerTests {
        /// Megabytes, whatever happens.
        private static let mostMemory = 300.0
        /// Seconds that an honest worker may wait for an answer.
        ///
        /// Where nothing else runs it is a tenth of a second: set PODIUM_STRICT to ask for that.
        private static let longestSilence = Strictness.isAskedFor ? 0.1 : 5.0
        private static let trials = 400

        private static let seed: UInt64 =
            ProcessInfo.processInfo.environment["PODIUM_SEED"].flatMap { UInt64($0) } ?? 1

        /// Attacks that were asked for by name, or all of them.
        private static let attacks: [Attack] = {
            guard let names = ProcessInfo.processInfo.environment["PODIUM_ATTACKS"] else {
                return Attack.allCases
            }
            return names.split(separator: ",").compactMap { Attack(rawValue: String($0)) }
        }()

        @Test("harm neither the coordinator nor honest workers nor the table")
        func attacks() async throws {
            try await Workspace.with { workspace in
                let job = Jobs.null("target", trials: Self.trials)
                try workspace.write(job, to: "target.yaml")
                try await workspace.run("run", "target.yaml", "--results", "undisturbed")
                let (coordinator, address) = try await workspace.startCoordinator("target.yaml")
                let keys = try KeyFiles.readWorker(workspace.path + "/worker.key")
                let canary = Canary(address, keys: keys)
                let memory = try #require(ResidentMemory(of: coordinator))
                for attack in Self.attacks {
                    memory.resetPeak()
                    canary.reset()
                    try await Self.onThread { try attack.run(address, keys, seed: Self.seed) }
                    // The coordinator has taken in what the attack left.
                    let answers = canary.answerCount
                    try await until("honest workers are answered") {
                        canary.answerCount >= answers + 2 || !coordinator.isRunning
                    }
                    let (silence, peak) = (canary.longest, memory.peakMegabytes)
                    print("\(attack.rawValue): \(Int(peak)) MB, longest silence \(silence) s")
                    try #require(coordinator.isRunning, "\(attack): \(coordinator.errors)")
                    #expect(peak < Self.mostMemory, "\(attack)")
                    #expect(silence < Self.longestSilence, "\(attack)")
                }
                #expect(try canary.stop() > 0)
                let worker = try workspace.startWorker(address, name: "honest")
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await worker.exitCode() == 0)
                #expect(
                    try workspace.table("target")
                        == workspace.read("undisturbed/target/table.csv"))
                let log = coordinator.errors
                #expect(!log.contains("\u{1B}"), "escape sequences of others are in the log")
                #expect(!log.contains("\nstudy target is done "), "lines of others are in the log")
                #expect(log.utf8.count < 200_000 + Self.trials * 200)
            }
        }

        /// Runs something on a thread of its own, as sockets belong to threads.
        private static func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
            try await withCheckedThrowingContinuation {
                (ending: CheckedContinuation<Void, any Error>) in
                let thread = Thread {
                    ending.resume(with: Result { try body() })
                }
                thread.name = "attack"
                thread.start()
            }
        }
    }
}

/// A process's memory, as Linux tells it.
struct ResidentMemory {
    private let identifier: Int32

    init?(of process: PodiumProcess) {
        identifier = process.identifier
        guard peakMegabytes > 0 else { return nil }
    }

    /// The most since the start or the last reset.
    var peakMegabytes: Double {
        let text = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
        return kilobytes.flatMap { Double($0) }.map { $0 / 1024 } ?? 0
    }

    func resetPeak() {
        try? "5".write(toFile: "/proc/\(identifier)/clear_refs", atomically: false, encoding: .utf8)
    }
}
