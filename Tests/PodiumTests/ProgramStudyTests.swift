import Foundation
import Reporting
import Testing

extension PodiumTests {
    /// Studies whose trials are programs, with real coordinators, workers and programs.
    @Suite("A study of programs")
    struct ProgramStudyTests {
        // MARK: The study

        /// A program whose values depend on all epochs before.
        ///
        /// It notes its processes, leaves one behind in a session of its own, and says which trial
        /// it is.
        private static let program = """
            #!/bin/sh
            # program.sh X PIDS DELAY
            echo $$ >> "$2"
            setsid sh -c 'echo $$ >> "$1"; exec sleep 600' far "$2" > /dev/null 2>&1 &
            state="$PODIUM_CHECKPOINT/state"; epoch=0; value=$1
            [ -e "$state" ] && read epoch value < "$state"
            echo "this is trial $PODIUM_TRIAL from epoch $epoch" >&2
            while [ $epoch -lt $PODIUM_UNTIL_EPOCH ]; do
                sleep $3
                epoch=$((epoch + 1)); value=$((value * 31 % 1009))
                echo "podium: {\\"epoch\\": $epoch, \\"loss\\": $value.5}"
            done
            echo "$epoch $value" > "$state.new"; mv "$state.new" "$state"
            """

        private static func job(
            trials: Int = 27, delay: String = "0", lines: String = ""
        ) -> String {
            """
            study: programs
            objective: command
            command: [./program.sh, "{x}", pids, "\(delay)"]
            files: [program.sh]
            metrics: [loss]
            epochs: 9
            scheduler: asha
            trials: \(trials)
            seed: 2
            \(lines)
            space:
              x: { type: int, low: 1, high: 1000 }
            """
        }

        /// What is to be the same.
        private struct Ends: Equatable {
            var table: String
            var trials: [String]
        }

        /// Runs the study in a workspace; checks its logs, and that no process is left.
        private func ends(
            trials: Int = 27, delay: String = "0", lines: String = "",
            _ body: (Workspace) async throws -> Void
        ) async throws -> Ends {
            try await Workspace.with { workspace in
                try write(to: workspace, trials: trials, delay: delay, lines: lines)
                try await body(workspace)
                let status = try await workspace.status("programs")
                #expect(status.conflicts == 0)
                try checkLogs(workspace)
                try await expectNoneLeft(workspace)
                return Ends(
                    table: try workspace.table("programs"),
                    trials: status.trials.map { trial in
                        let results = trial.intermediateResults.map { result in
                            "\(result.epoch) \(result.metrics.sorted { $0.key < $1.key })"
                        }
                        return "\(trial.number) \(trial.state) \(trial.pruning ?? "") \(results)"
                    })
            }
        }

        private func write(
            to workspace: Workspace, trials: Int = 27, delay: String = "0", lines: String = ""
        ) throws {
            let pids = workspace.path + "/pids"
            try workspace.write(
                Self.job(trials: trials, delay: delay, lines: lines)
                    .replacing(" pids,", with: " \(pids),"), to: "job.yaml")
            try workspace.write(Self.program, to: "program.sh")
            try workspace.write("", to: "pids")
            chmod(workspace.path + "/program.sh", 0o755)
            workspace.atEnd {
                for process in (try? processes(workspace)) ?? [] { kill(process, SIGKILL) }
            }
        }

        /// Each log is of one trial, and of the one that its name says.
        private func checkLogs(_ workspace: Workspace) throws {
            let names = workspace.files(in: "results/programs/logs")
            #expect(!names.isEmpty)
            for name in names {
                let text = try workspace.read("results/programs/logs/" + name)
                let found = Set(text.matches(of: #/this is trial (\d+) from/#).map { String($0.1) })
                // One that was killed at its start may have printed nothing.
                #expect(found.isSubset(of: [String(name.prefix { $0 != "-" })]), "\(name): \(text)")
            }
        }

        private func processes(_ workspace: Workspace) throws -> [Int32] {
            try workspace.read("pids").split(separator: "\n").compactMap { Int32($0) }
        }

        private func expectNoneLeft(_ workspace: Workspace) async throws {
            let all = try processes(workspace)
            #expect(!all.isEmpty)
            try await until("no process of a program is left") { !all.contains(where: isAlive) }
        }

        // MARK: The same table

        @Test("has the same table with one slot, two and eight")
        func slots() async throws {
            let one = try await ends { try await $0.run("run", "job.yaml", "--slots", "1") }
            #expect(one.table.contains("pruned") && one.table.contains("complete"))
            for slots in ["2", "8"] {
                let other = try await ends { try await $0.run("run", "job.yaml", "--slots", slots) }
                #expect(other == one, "\(slots) slots")
            }
        }

        @Test("has the same table when programs, workers and the coordinator are killed")
        func killed() async throws {
            let lines = "retries: 3"
            let calm = try await ends(trials: 9, lines: lines) {
                try await $0.run("run", "job.yaml", "--slots", "1")
            }
            let broken = try await ends(trials: 9, delay: "0.1", lines: lines) { workspace in
                var (coordinator, address) = try await workspace.startCoordinator(
                    "job.yaml", options: ["--lease", "1"])
                let doomed = try worker(workspace, address, "doomed")
                _ = try worker(workspace, address, "survivor")
                try await until("a program runs") { try !processes(workspace).isEmpty }
                // Programs.
                for process in try processes(workspace) { kill(process, SIGKILL) }
                try await until("a program runs again") {
                    try processes(workspace).contains(where: isAlive)
                }
                try await doomed.kill9()
                try await coordinator.kill9()
                (coordinator, _) = try await workspace.startCoordinator(
                    "job.yaml", listen: address, options: ["--lease", "1"])
                #expect(try await coordinator.exitCode() == 0, "\(coordinator.errors)")
            }
            #expect(broken == calm)
        }

        private func worker(
            _ workspace: Workspace, _ address: String, _ name: String, slots: Int = 2
        ) throws -> PodiumProcess {
            try workspace.start(
                "worker", "--connect", address, "--key", "worker.key", "--name", name, "--slots",
                "\(slots)", "--exit-when-done", "--allow-commands",
                environment: ["PODIUM_DATA": workspace.path + "/cache-" + name])
        }

        @Test("A worker that is killed takes its programs with it, in whatever session they are")
        func killedWorker() async throws {
            try await Workspace.with { workspace in
                try write(to: workspace, delay: "600")
                let (_, address) = try await workspace.startCoordinator("job.yaml")
                let worker = try worker(workspace, address, "w")
                try await until("two programs run") { try processes(workspace).count == 4 }
                let all = try processes(workspace)
                #expect(all.allSatisfy(isAlive))
                try await worker.kill9()
                try await until("they are gone") { !all.contains(where: isAlive) }
            }
        }

        // MARK: Interruptions

        @Test("Ctrl-C lets programs save their state, and the same command resumes")
        func interrupted() async throws {
            let program = """
                #!/bin/sh
                # Saves after each epoch, and ends when it is asked to.
                state="$PODIUM_CHECKPOINT/state"; epoch=0
                [ -e "$state" ] && read epoch < "$state"
                echo "from $epoch"; trap 'exit 0' TERM
                while [ $epoch -lt $PODIUM_UNTIL_EPOCH ]; do
                    epoch=$((epoch + 1)); echo "$epoch" > "$state"
                    echo "podium: {\\"epoch\\": $epoch, \\"loss\\": $epoch}"
                    [ $epoch = 3 ] && [ ! -e "$1" ] && while :; do sleep 0.01; done
                done
                exit 0
                """
            try await Workspace.with { workspace in
                try workspace.write(program, to: "program.sh")
                let mark = workspace.path + "/mark"
                try workspace.write(
                    """
                    study: saved
                    objective: command
                    command: [sh, program.sh, \(mark)]
                    files: [program.sh]
                    metrics: [loss]
                    epochs: 5
                    trials: 1
                    space: { x: 1 }
                    """, to: "job.yaml")
                let first = try workspace.start("run", "job.yaml")
                try await until("the third epoch is recorded") {
                    let asked = try workspace.start("trial", "saved", "0", "--json")
                    guard try await asked.exitCode() == 0 else { return false }
                    let trial = try Workspace.decode(TrialDocument.self, asked.output)
                    return trial.intermediateResults.count == 3
                }
                first.signal(SIGINT)
                #expect(try await first.exitCode() == 130, "\(first.errors)")
                try workspace.write("", to: "mark")
                try await workspace.run("run", "job.yaml")
                let trial = try await workspace.trial(0, of: "saved")
                #expect(trial.state == "complete")
                #expect(trial.intermediateResults.map(\.epoch) == [1, 2, 3, 4, 5])
                #expect(try workspace.read("results/saved/logs/0-2.log").contains("from 3\n"))
            }
        }

        @Test("A second Ctrl-C ends programs at once, also those that ignore SIGTERM")
        func interruptedTwice() async throws {
            try await Workspace.with { workspace in
                let pid = workspace.path + "/pid"
                try workspace.write(
                    """
                    study: stubborn
                    objective: command
                    command: trap '' TERM; echo $$ > \(pid); while :; do sleep 0.01; done
                    metrics: [loss]
                    trials: 1
                    space: { x: 1 }
                    """, to: "job.yaml")
                let run = try workspace.start("run", "job.yaml")
                try await until("the program runs") {
                    (try? workspace.read("pid"))?.hasSuffix("\n") == true
                }
                let text = try workspace.read("pid")
                let process = try #require(Int32(text.split(separator: "\n").first ?? ""))
                run.signal(SIGINT)
                try await Task.sleep(for: .milliseconds(300))
                #expect(isAlive(process))
                run.signal(SIGINT)
                #expect(try await run.exitCode() == 130)
                try await until("the program is gone", within: 5) { !isAlive(process) }
            }
        }
    }
}
