import Files
import Foundation
import Testing

extension PodiumTests {
    /// Every command that can take long is stopped in the midst of its work.
    @Suite("Every command that takes long", .serialized)
    struct InterruptedCommandTests {
        /// What shows that a command is at work.
        private enum Sign {
            /// A program that podium started has begun.
            case program
            /// Something was said on standard error.
            case text(String)
            /// Signals are listened to; only where the system tells it of a process.
            case listening
            /// A file has something in it.
            case file(String)
        }

        private struct Interrupted {
            var arguments: [String]
            var sign: Sign
            var signal = SIGINT
        }

        /// Its data are files of its own, so no data set is needed.
        private static func job(_ study: String, then steps: String = "") -> String {
            Jobs.training(study, trials: 1, epochs: 1).replacing(
                "dataset: mnist",
                with: """
                    dataset: { train: { values: x.npy, labels: y.npy }, \
                    test: { values: x.npy, labels: y.npy }, shape: [1, 28, 28] }
                    """) + steps
        }

        /// A program that notes that it runs, with another below it, and ends when it is killed.
        private static let sleeper = """
            #!/bin/sh
            sleep 600 &
            echo $$ $! >> "$MARK"
            wait
            """

        private func with(_ body: (Workspace) async throws -> Void) async throws {
            try await Workspace.with { workspace in
                for directory in ["bin", "tmp", "cache"] {
                    try FileManager.default.createDirectory(
                        atPath: workspace.path + "/" + directory, withIntermediateDirectories: true)
                }
                for name in ["gnuplot", "curl"] {
                    try workspace.write(Self.sleeper, to: "bin/" + name)
                    chmod(workspace.path + "/bin/" + name, 0o755)
                }
                try await body(workspace)
            }
        }

        private func environment(_ workspace: Workspace) -> [String: String] {
            let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
            return [
                "PATH": workspace.path + "/bin:" + path, "MARK": workspace.path + "/mark",
                "PODIUM_GNUPLOT": workspace.path + "/bin/gnuplot",
                "TMPDIR": workspace.path + "/tmp", "PODIUM_DATA": workspace.path + "/cache",
            ]
        }

        /// The programs that podium has started, by their marks.
        private func programs(_ workspace: Workspace) -> [Int32] {
            ((try? workspace.read("mark")) ?? "").split(whereSeparator: \.isWhitespace)
                .compactMap { Int32($0) }
        }

        /// Whether the process has a handler for the last signal that it gets one for.
        private func isListening(_ process: PodiumProcess) -> Bool {
            let path = "/proc/\(process.identifier)/status"
            guard let status = try? String(contentsOfFile: path, encoding: .utf8),
                let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") }),
                let caught = line.split(separator: "\t").last.flatMap({ UInt64($0, radix: 16) })
            else { return false }
            return caught & (1 << UInt64(SIGTERM - 1)) != 0
        }

        /// Starts a command, interrupts it at work, and looks at what it leaves.
        private func interrupt(_ command: Interrupted, in workspace: Workspace) async throws {
            try? FileManager.default.removeItem(atPath: workspace.path + "/mark")
            let text = command.arguments.joined(separator: " ")
            // Whoever runs the tests may have hang-ups ignored, as nohup does.
            let prefix = command.signal == SIGHUP ? ["/usr/bin/env", "--default-signal=HUP"] : []
            let process = try workspace.start(
                command.arguments, environment: environment(workspace), prefix: prefix)
            try await until("podium \(text) is at work") {
                guard process.isRunning else {
                    throw Overdue(
                        description: "podium \(text) has ended: \(process.errors.suffix(500))")
                }
                switch command.sign {
                case .program: return self.programs(workspace).count == 2
                case .text(let text): return process.errors.contains(text)
                case .listening: return self.isListening(process)
                case .file(let name): return !((try? workspace.read(name)) ?? "").isEmpty
                }
            }
            let workers = PodiumProcess.children(of: process.identifier)
            process.signal(command.signal)
            #expect(
                try await process.exitCode(within: 30) == 130, "\(text): \(process.errors)")
            try await until("nothing that podium \(text) started is left", within: 20) {
                !(self.programs(workspace) + workers).contains(where: isAlive)
            }
            let left = Directory.files(below: workspace.path).map(\.path)
                .filter { $0.contains("-partial") || $0.hasPrefix("tmp/podium") }
            #expect(left.isEmpty, "podium \(text) left \(left)")
        }

        /// The commands, and how it is known that they are at work.
        private static var commands: [Interrupted] {
            let worker = ["worker", "--key", "worker.key", "--connect", "tcp://127.0.0.1:1"]
            var commands = [
                Interrupted(
                    arguments: ["run", "endless.yaml"], sign: .text("trial 100 complete")),
                Interrupted(
                    arguments: [
                        "coordinator", "endless.yaml", "--listen", "tcp://127.0.0.1:*",
                    ], sign: .text("listening at"), signal: SIGTERM),
                Interrupted(arguments: worker, sign: .text("nobody answers")),
                // The search of these is over: it is a later stage that is interrupted.
                Interrupted(arguments: ["run", "stages.yaml"], sign: .program),
                Interrupted(
                    arguments: ["run", "stages.yaml"], sign: .program, signal: SIGTERM),
                Interrupted(
                    arguments: ["train", "own", "--epochs", "2", "--output", "other"],
                    sign: .program),
                Interrupted(
                    arguments: ["evaluate", "own", "--noise", "0.1,0.2"], sign: .program),
                Interrupted(arguments: ["latent", "own"], sign: .program, signal: SIGTERM),
                Interrupted(
                    arguments: [
                        "latent", "own", "--method", "tsne", "--iterations", "100000000",
                    ], sign: .text("iteration 250 of")),
                Interrupted(arguments: ["report", "own"], sign: .program),
                // In the midst of its rows: the first blocks are written.
                Interrupted(
                    arguments: ["predict", "houses", "rows.csv", "--output", "predicted.csv"],
                    sign: .file("predicted.csv.podium-partial")),
                Interrupted(arguments: ["data", "fetch", "mnist"], sign: .program),
                Interrupted(
                    arguments: ["reproduce", "report-1", "--quick", "--jobs", Self.jobs],
                    sign: .program, signal: SIGTERM),
            ]
            #if os(Linux)
                commands += [
                    Interrupted(
                        arguments: ["run", "stages.yaml"], sign: .program, signal: SIGHUP),
                    Interrupted(arguments: ["check", "pipe.yaml"], sign: .listening),
                    Interrupted(arguments: ["describe", "pipe.yaml"], sign: .listening),
                    Interrupted(
                        arguments: [
                            "reconstruct", "own", "--data", "large.npy", "--orientation",
                            "auto",
                        ], sign: .listening),
                    Interrupted(
                        arguments: ["generate", "own", "--around", "0", "--count", "10000"],
                        sign: .listening, signal: SIGTERM),
                    Interrupted(
                        arguments: ["bench", "dispatch", "--trials", "1000000"],
                        sign: .listening),
                    Interrupted(
                        arguments: ["bench", "engine", "--seconds", "600"], sign: .listening),
                    Interrupted(
                        arguments: ["bench", "samplers", "--trials", "1000000"],
                        sign: .listening),
                    Interrupted(
                        arguments: [
                            "bench", "schedulers", "--seeds", "10000", "--tables", Self.tables,
                        ], sign: .listening),
                    Interrupted(
                        arguments: [
                            "simulate", Self.tables + "/taskset-60.npz", "--trials", "100000",
                            "--repeats", "10000",
                        ], sign: .listening),
                ]
            #endif
            return commands
        }

        /// A trained model of a table, and rows to predict.
        private func writeTable(to workspace: Workspace) async throws {
            try workspace.write(TableStudyTests.table, to: "houses.csv")
            let job = TableStudyTests.job.replacing("epochs: 30", with: "epochs: 1")
                .replacing("[train, evaluate]", with: "[train]")
            try workspace.write(job, to: "houses.yaml")
            try await workspace.run(
                "run", "houses.yaml", environment: ["PODIUM_GNUPLOT": "none"])
            // These rows take some seconds.
            let rows = "size,city\n" + String(repeating: "60,Oslo\n", count: 3_000_000)
            try workspace.write(rows, to: "rows.csv")
        }

        @Test("stops at the first signal with exit code 130, and leaves nothing behind")
        func commands() async throws {
            try await with { workspace in
                try workspace.writeImages()
                try workspace.write(Jobs.null("endless", trials: 1_000_000), to: "endless.yaml")
                try workspace.write(Self.job("own"), to: "own.yaml")
                try workspace.write(
                    Self.job(
                        "stages", then: "\nthen:\n  - train: { epochs: 2 }\n  - evaluate\n"),
                    to: "stages.yaml")
                try await workspace.run("run", "own.yaml")
                try await workspace.run("keys", "new")
                try await workspace.run(
                    "train", "own", environment: ["PODIUM_GNUPLOT": "none"])
                // Whoever reads this waits for a writer that never comes.
                try #require(mkfifo(workspace.path + "/pipe.yaml", 0o600) == 0)
                // And these zeros take some seconds.
                let large = workspace.path + "/large.npy"
                try Workspace.npy([60_000, 28, 28], []).write(to: URL(fileURLWithPath: large))
                try #require(truncate(large, 128 + 60_000 * 784) == 0)
                try await writeTable(to: workspace)
                for command in Self.commands { try await interrupt(command, in: workspace) }
                #expect(!workspace.exists("predicted.csv"), "half of the predictions are there")

                // What was interrupted goes on where it was.
                let rest = try await workspace.run(
                    "run", "stages.yaml", environment: ["PODIUM_GNUPLOT": "none"])
                #expect(rest.errors.contains("stage 2 of 2"))
                #expect(workspace.exists("results/stages/model/evaluation/findings.json"))
            }
        }

        @Test(
            "stops while a coordinator that doesn't answer is waited for",
            .enabled(if: access("/proc/self/status", R_OK) == 0))
        func questions() async throws {
            try await with { workspace in
                try workspace.write(Jobs.null("asked", trials: 1000), to: "asked.yaml")
                let (coordinator, _) = try await workspace.startCoordinator("asked.yaml")
                // Not in the midst of a file.
                try await until("its tables are written") {
                    workspace.exists("results/asked/table.md")
                }
                coordinator.signal(SIGSTOP)
                for command in ["status", "table", "best"] {
                    try await interrupt(
                        Interrupted(arguments: [command, "asked"], sign: .listening),
                        in: workspace)
                }
                coordinator.signal(SIGKILL)
            }
        }

        /// The repository's own job files.
        private static var jobs: String { repository + "/jobs" }
        private static var tables: String { repository + "/Tests/SimulationTests/Fixtures" }

        private static var repository: String {
            #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        }

        @Test("ends at once at the second signal, however busy it is")
        func twice() async throws {
            try await with { workspace in
                try workspace.write(Jobs.null("asked", trials: 1000), to: "asked.yaml")
                let (coordinator, address) = try await workspace.startCoordinator("asked.yaml")
                coordinator.signal(SIGSTOP)
                let worker = try workspace.start(
                    ["worker", "--key", "worker.key", "--connect", address])
                try await until("the worker listens to signals") {
                    self.isListening(worker) || !worker.isRunning
                }
                worker.signal(SIGINT)
                try await Task.sleep(for: .milliseconds(20))
                worker.signal(SIGTERM)
                #expect(try await worker.exitCode(within: 10) == 130)
                coordinator.signal(SIGKILL)
            }
        }

        @Test("has the directories of killed runs removed by the next one")
        func killed() async throws {
            try await with { workspace in
                try workspace.write(Jobs.null("endless", trials: 1_000_000), to: "endless.yaml")
                func directories() throws -> [String] {
                    try Directory.names(in: workspace.path + "/tmp")
                        .filter { $0.hasPrefix("podium") }
                }
                let first = try workspace.start(
                    ["run", "endless.yaml"], environment: environment(workspace))
                try await until("it runs") { first.errors.contains("trial 0 complete") }
                let abandoned = try directories()
                #expect(abandoned.count == 1)
                let workers = PodiumProcess.children(of: first.identifier)
                try await first.kill9()
                try await until("its worker ends") { !workers.contains(where: isAlive) }
                #expect(try directories() == abandoned)
                try await interrupt(
                    Interrupted(
                        arguments: ["run", "endless.yaml"], sign: .text("complete")),
                    in: workspace)
                #expect(try directories() == [])
            }
        }
    }
}
