import Foundation
import Reporting
import Testing

extension PodiumTests {
    /// GPUs, cores and other resources of workers, with a stand-in for the driver's tool.
    @Suite("Resources")
    struct ResourceTests {
        private static func uuid(_ number: Int) -> String { "GPU-0000-\(number)" }

        /// Puts a tool on a worker's PATH that lists devices; gives the environment.
        private func tool(
            _ devices: [Int], named name: String, in workspace: Workspace
        ) throws -> [String: String] {
            let directory = workspace.path + "/" + name
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
            let lines = devices.enumerated().map {
                "echo '\($0), \(Self.uuid($1)), Stand-in, 1024'"
            }
            let script =
                "#!/bin/sh\n[ \"$1\" = --query-gpu=index,uuid,name,memory.total ] || exit 3\n"
            try workspace.write(
                script + lines.joined(separator: "\n") + "\n", to: name + "/nvidia-smi")
            chmod(directory + "/nvidia-smi", 0o755)
            let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
            return ["PATH": directory + ":" + path]
        }

        private func job(_ study: String, _ lines: String, trials: Int) -> String {
            """
            study: \(study)
            objective: command
            command: [./program.sh, "{trial}"]
            files: [program.sh]
            metrics: [loss]
            trials: \(trials)
            \(lines)
            space:
              x: { type: float, low: 0, high: 1 }
            """
        }

        /// Holds its device for a while; a line per event goes to a file that all programs share.
        private static func program(_ events: String) -> String {
            """
            #!/bin/sh
            cores=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status)
            seen="[$CUDA_VISIBLE_DEVICES] cores $cores threads $OMP_NUM_THREADS"
            echo "begin $1 $seen" >> \(events)
            sleep 0.3
            echo "end $1 [$CUDA_VISIBLE_DEVICES]" >> \(events)
            echo 'podium: {"loss": 1}'
            """
        }

        /// The part of a line between two marks.
        private func part(_ line: Substring, _ opening: String, _ closing: String) -> String {
            guard let start = line.firstRange(of: opening)?.upperBound else { return "" }
            let rest = line[start...]
            return String(rest[..<(rest.firstRange(of: closing)?.lowerBound ?? rest.endIndex)])
        }

        @Test("Each attempt sees its devices, its cores and its threads; no device has too many")
        func devices() async throws {
            try await Workspace.with { workspace in
                let events = workspace.path + "/events"
                try workspace.write(Self.program(events), to: "program.sh")
                chmod(workspace.path + "/program.sh", 0o755)
                try workspace.write(
                    job(
                        "shared", "resources: { gpus: 0.5, memory: 1GB }", trials: 12),
                    to: "job.yaml")
                let (coordinator, address) = try await workspace.startCoordinator("job.yaml")
                let workers = try [("one", [1, 2]), ("two", [3])].map { name, devices in
                    try workspace.start(
                        "worker", "--connect", address, "--key", "worker.key", "--name", name,
                        "--slots", "5", "--exit-when-done", "--allow-commands",
                        environment: tool(devices, named: name, in: workspace))
                }
                #expect(try await coordinator.exitCode() == 0, "\(coordinator.errors)")
                for worker in workers {
                    #expect(try await worker.exitCode() == 0, "\(worker.errors)")
                }
                let lines = try workspace.read("events").split(separator: "\n")
                #expect(lines.count == 24)
                var running: [String: Int] = [:]
                var most: [String: Int] = [:]
                for line in lines {
                    let device = part(line, "[", "]")
                    running[device, default: 0] += line.hasPrefix("begin") ? 1 : -1
                    most[device] = max(most[device] ?? 0, running[device] ?? 0)
                }
                #expect(most.keys.sorted() == [1, 2, 3].map(Self.uuid))
                #expect(most.values.allSatisfy { $0 <= 2 }, "\(most)")
                #expect(most.values.contains(2), "two share a device: \(most)")
                for line in lines where line.hasPrefix("begin") {
                    #expect(line.hasSuffix("threads 1"), "\(line)")
                }
                let log = try await workspace.run("logs", "shared", "0").output
                #expect(log.contains("podium> sees GPU "), "\(log)")
            }
        }

        @Test("An attempt has the cores that it asked for, and no device if it asked for none")
        func cores() async throws {
            try await Workspace.with { workspace in
                let events = workspace.path + "/events"
                try workspace.write(Self.program(events), to: "program.sh")
                chmod(workspace.path + "/program.sh", 0o755)
                try workspace.write(
                    job("pinned", "resources: { cpus: 1 }", trials: 4), to: "job.yaml")
                let own = try await workspace.shell("taskset -cp $$; nproc").output
                guard own.contains("affinity list") else { return }
                let count = Int(own.split(separator: "\n").last ?? "") ?? 1
                let slots = min(2, count)
                try await workspace.run(
                    "run", "job.yaml", "--slots", "\(slots)",
                    environment: tool([1], named: "one", in: workspace))
                let begun = try workspace.read("events").split(separator: "\n")
                    .filter { $0.hasPrefix("begin") }
                #expect(begun.count == 4)
                let cores = begun.map { part($0, "cores ", " threads") }
                // One core each, and as many as there are slots.
                #expect(cores.allSatisfy { Int($0) != nil }, "\(cores)")
                #expect(Set(cores).count == slots, "\(cores)")
                #expect(begun.allSatisfy { part($0, "[", "]").isEmpty }, "\(begun)")
                let log = try await workspace.run("logs", "pinned", "0").output
                #expect(log.contains("podium> sees no GPU, as the job asks for none"), "\(log)")
            }
        }

        @Test(
            "A study that no worker can run says why, live and afterwards, and ends with podium run"
        )
        func why() async throws {
            try await Workspace.with { workspace in
                try workspace.write("#!/bin/sh\necho 'podium: {\"loss\": 1}'\n", to: "program.sh")
                chmod(workspace.path + "/program.sh", 0o755)
                try workspace.write(
                    job("needy", "resources: { licence: 2 }", trials: 2), to: "job.yaml")
                let (coordinator, address) = try await workspace.startCoordinator("job.yaml")
                let none = try await workspace.run("why", "needy").output
                #expect(none.contains("no worker is connected"), "\(none)")
                let worker = try workspace.start(
                    "worker", "--connect", address, "--key", "worker.key", "--name", "poor",
                    "--slots", "1", "--allow-commands", "--gpus", "none", "--resource", "licence=1")
                try await until("it is told") { coordinator.errors.contains("study needy waits") }
                #expect(
                    coordinator.errors.contains(
                        "its trials need 1 cpu, 2 licence, and no connected worker can give them "
                            + "that: worker poor has 1 of 2 licence"))
                let status = try await workspace.run("status", "needy").output
                #expect(status.contains("worker poor has 1 of 2 licence"), "\(status)")
                let text = try await workspace.run("why", "needy", "0").output
                #expect(
                    text.contains("poor on ") && text.contains(": has 1 of 2 licence"), "\(text)")
                #expect(text.contains("trial 0: not begun"), "\(text)")
                let json = try await workspace.run("why", "needy", "1", "--json").output
                let live = try Workspace.decode(StudyExplanation.self, json)
                #expect(live.reasons.map(\.kind) == [.noneCanRun])
                #expect(live.workers.map(\.reasons).first?.map(\.kind) == [.lacks])
                #expect(live.trial?.reasons.map(\.kind) == [.notBegun])
                let beyond = try workspace.start("why", "needy", "2")
                #expect(try await beyond.exitCode() == 2)
                #expect(beyond.errors.contains("needy has no trial 2; its trials are 0 to 1"))
                coordinator.signal(SIGTERM)
                #expect(try await coordinator.exitCode() == 130)
                worker.signal(SIGTERM)
                _ = try await worker.exitCode()
                let after = try await workspace.run("why", "needy").output
                #expect(after.contains("no coordinator runs it: start it again"), "\(after)")
                // Where no other worker will come, the study ends with the reason.
                let alone = try workspace.start("run", "job.yaml", "--slots", "1")
                #expect(try await alone.exitCode() == 1)
                #expect(alone.errors.contains("has 0 of 2 licence"), "\(alone.errors)")
                try await workspace.run(
                    "run", "job.yaml", "--slots", "1", "--resource", "licence=2")
                let done = try await workspace.run("why", "needy", "1").output
                #expect(
                    done.contains("needy: done") && done.contains("attempt 1 at local-"), "\(done)")
            }
        }

        @Test("Devices and resources that can't be are refused before anything starts")
        func mistakes() async throws {
            try await Workspace.with { workspace in
                try await workspace.run("keys", "new")
                let environment = try tool([7], named: "one", in: workspace)
                let cases: [([String], Int32, String)] = [
                    (["--gpus", "3"], 2, "--gpus names device 3, and nvidia-smi lists 0"),
                    (["--gpus", "some"], 2, "--gpus is 'some'; expected all, none, or numbers"),
                    (["--memory", "16"], 2, "--memory is '16'; expected a size with its unit"),
                    (["--resource", "licence"], 2, "--resource is 'licence'; expected a name and"),
                    (["--resource", "gpus=2"], 2, "gpus and memory have options of their own"),
                    (["--resource", "a=1", "--resource", "a=2"], 2, "--resource a is given twice"),
                ]
                for (arguments, code, text) in cases {
                    let worker = try workspace.start(
                        ["worker", "--connect", "tcp://127.0.0.1:1", "--key", "worker.key"]
                            + arguments, environment: environment)
                    #expect(try await worker.exitCode() == code)
                    #expect(worker.errors.contains(text), "\(worker.errors)")
                }
            }
        }
    }
}
