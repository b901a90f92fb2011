import Foundation
import Testing

extension PodiumTests {
    /// A coordinator that serves a queue of submitted studies.
    @Suite("A coordinator without a job")
    struct ServiceTests {
        /// Starts a coordinator that serves; its address.
        private func serve(
            _ workspace: Workspace, listen: String = "tcp://127.0.0.1:*"
        ) async throws -> (process: PodiumProcess, address: String) {
            try await workspace.startCoordinator(listen: listen, exits: false)
        }

        private func worker(_ workspace: Workspace, _ address: String) throws -> PodiumProcess {
            try workspace.start(
                "worker", "--connect", address, "--key", "worker.key", "--name", "w", "--slots",
                "2", "--allow-commands")
        }

        /// The states in the queue, by study.
        private func states(_ workspace: Workspace) async throws -> [String: String] {
            let list = try await workspace.run("list", "--json")
            let listed = try JSONDecoder().decode([Listed].self, from: Data(list.output.utf8))
            return Dictionary(uniqueKeysWithValues: listed.map { ($0.study, $0.state) })
        }

        private struct Listed: Decodable {
            var study: String
            var state: String
        }

        @Test("searches what is submitted, also after kill -9, with the tables of single runs")
        func queue() async throws {
            try await Workspace.with { workspace in
                let names = ["one", "two", "three"]
                for name in names {
                    try workspace.write(
                        Jobs.null(name, trials: 3000, sampler: "random"), to: "\(name).yaml")
                    try await workspace.run(
                        "run", "\(name).yaml", "--results", "alone", "--slots", "1")
                }
                var (coordinator, address) = try await serve(workspace)
                for (index, name) in names.enumerated() {
                    let reply = try await workspace.run(
                        "submit", "\(name).yaml", "--priority", "\(index)", "--paused")
                    #expect(reply.errors.contains("submitted \(name)"))
                }
                _ = try worker(workspace, address)
                // The same again is the same study.
                let again = try await workspace.run("submit", "one.yaml", "--paused")
                #expect(again.errors.contains("was submitted already; it is paused"))
                // Another job of the name is refused.
                try workspace.write(
                    Jobs.null("one", trials: 3000, seed: 9), to: "other.yaml")
                let other = try await workspace.run("submit", "other.yaml", expecting: 2)
                #expect(other.errors.contains("searched with another job"))
                for name in names { try await workspace.run("resume", name) }
                try await until("trials are done") { workspace.rows("three") > 0 }
                try await coordinator.kill9()
                // Without a coordinator the list is that of the file.
                #expect(try await states(workspace)["one"] == "active")
                (coordinator, address) = try await serve(workspace, listen: address)
                try await workspace.run("pause", "two")
                #expect(try await states(workspace)["two"] == "paused")
                let status = try await workspace.run("status", "two")
                #expect(
                    status.output.contains("paused: by an operator")
                        || status.output.contains("3000 of 3000"))
                try await workspace.run("resume", "two")
                for name in names {
                    try await until("\(name) is closed", within: 120) {
                        FileManager.default.fileExists(
                            atPath: workspace.path + "/results/\(name)/provenance.json")
                    }
                    #expect(
                        try workspace.table(name)
                            == workspace.read("alone/\(name)/table.csv"), "\(name)")
                }
                #expect(
                    try await states(workspace)
                        == ["one": "finished", "two": "finished", "three": "finished"])
                #expect(coordinator.isRunning)
                coordinator.signal(SIGINT)
                _ = try await coordinator.exitCode()
                let unserved = try await workspace.run("pause", "one", expecting: 1)
                #expect(unserved.errors.contains("no coordinator serves this directory"))
                let elsewhere = try await workspace.run(
                    "pause", "one", "--results", "else where", expecting: 1)
                #expect(
                    elsewhere.errors.contains("`podium coordinator --results 'else where'`"))
            }
        }

        @Test("completes what a kill left between the end of a search and its files")
        func unconcluded() async throws {
            try await Workspace.with { workspace in
                let (first, address) = try await serve(workspace)
                _ = try worker(workspace, address)
                try workspace.write(Jobs.null("short", trials: 5), to: "short.yaml")
                try await workspace.run("submit", "short.yaml")
                let file = workspace.path + "/results/short/provenance.json"
                try await until("it is closed", within: 120) {
                    FileManager.default.fileExists(atPath: file)
                }
                try await first.kill9()
                // As if it had been killed a moment earlier.
                try FileManager.default.removeItem(atPath: file)
                _ = try await serve(workspace, listen: address)
                try await until("it is closed again", within: 120) {
                    FileManager.default.fileExists(atPath: file)
                }
            }
        }

        @Test("cancels a study at once; the same job submitted again resumes it")
        func cancel() async throws {
            try await Workspace.with { workspace in
                let script = #"'sleep 0.2; echo "podium: {{\"loss\": {x}}}"'"#
                try workspace.write(
                    Jobs.program("slow", script, trials: 12), to: "slow.yaml")
                let (coordinator, address) = try await serve(workspace)
                _ = try worker(workspace, address)
                try await workspace.run("submit", "slow.yaml", "--slots", "1")
                try await until("a trial is done") { workspace.rows("slow") > 0 }
                let reply = try await workspace.run("cancel", "slow")
                #expect(reply.errors.contains("slow is cancelled"))
                #expect(try await states(workspace)["slow"] == "cancelled")
                let rows = workspace.rows("slow")
                #expect(rows < 12)
                // Nobody holds the study any more.
                try await workspace.run("table", "slow")
                #expect(try await workspace.status("slow").activity == .cancelled)
                let why = try await workspace.run("why", "slow")
                #expect(why.output.contains("an operator cancelled it"))
                // Its running trial was taken back on record, so nobody waits for its lease.
                let trials = try await workspace.status("slow").trials
                #expect(trials.allSatisfy { $0.state == "complete" || $0.state == "waiting" })
                try await workspace.run("cancel", "slow")
                let unknown = try await workspace.run("cancel", "fast", expecting: 2)
                #expect(unknown.errors.contains("no study fast is open here"))
                try await workspace.run("submit", "slow.yaml")
                try await until("it is done", within: 30) { workspace.rows("slow") == 12 }
                #expect(coordinator.isRunning)
            }
        }

        @Test("closes a study that it was started with when it ends, and runs its stages")
        func named() async throws {
            try await Workspace.with { workspace in
                let job = Jobs.null("named", trials: 4) + "\nthen: [report]\n"
                try workspace.write(job, to: "named.yaml")
                let (coordinator, address) = try await workspace.startCoordinator(
                    "named.yaml", exits: false)
                _ = try worker(workspace, address)
                try await until("its stages have run") {
                    coordinator.errors.contains("named: its stages are done")
                }
                #expect(coordinator.output.split(separator: "\n").count > 4, "the table")
                #expect(try await states(workspace) == ["named": "finished"])
                #expect(try workspace.read("results/named/report.html").contains("named"))
                #expect(try await workspace.status("named").activity == .done)
                coordinator.signal(SIGINT)
                #expect(try await coordinator.exitCode() == 0)
            }
        }

        @Test("is named, with the reason, where a command from another machine gets no answer")
        func unanswered() async throws {
            try await Workspace.with { workspace in
                let (coordinator, address) = try await serve(workspace)
                try workspace.write("", to: "other/empty")
                try await workspace.run("keys", "new", "--directory", "other")
                let nobody = "tcp://127.0.0.1:1"
                let commands = try [(address, "other/"), (nobody, "")].map {
                    try workspace.start(["list", "--connect", $0, "--key", $1 + "operator.key"])
                }
                let reasons = ["or the key file is of another coordinator", "nobody listens there"]
                for (command, reason) in zip(commands, reasons) {
                    #expect(try await command.exitCode() == 1)
                    #expect(command.errors.contains(reason), "\(command.errors)")
                }
                coordinator.signal(SIGINT)
                #expect(try await coordinator.exitCode() == 0)
            }
        }

        @Test("knows a submitted job again, from another directory or another machine")
        func moved() async throws {
            try await Workspace.with { workspace in
                let (coordinator, address) = try await serve(workspace)
                let remote = ["--connect", address, "--key", "operator.key"]
                for directory in ["here", "there"] {
                    try workspace.write("echo 'podium: {\"loss\": 1}'\n", to: "\(directory)/t.sh")
                    try workspace.write(
                        Jobs.program("moved", "[sh, t.sh]", more: "files: [t.sh]\n"),
                        to: "\(directory)/job.yaml")
                }
                try await workspace.run("submit", "here/job.yaml")
                for options in [[], remote, ["--priority", "3"], remote] {
                    let again = try workspace.start(["submit", "there/job.yaml"] + options)
                    #expect(try await again.exitCode() == 0)
                    #expect(again.errors.contains("moved was submitted already"))
                }
                try workspace.write("echo other\n", to: "there/t.sh")
                let other = try await workspace.run("submit", "there/job.yaml", expecting: 2)
                #expect(other.errors.contains("searched with another job: files: t.sh"))
                // Of several studies each line says which it is of.
                try workspace.write(Jobs.null("second", trials: 2), to: "second.yaml")
                try await workspace.run("submit", "second.yaml")
                _ = try worker(workspace, address)
                try await until("trials are done") {
                    coordinator.errors.contains("trial 1 of second complete")
                }
            }
        }

        @Test("takes commands and files from other machines, with an operator's key alone")
        func remote() async throws {
            try await Workspace.with { workspace in
                let (_, address) = try await serve(workspace)
                _ = try worker(workspace, address)
                // The job is in a directory that the coordinator never reads.
                try workspace.write(
                    "print_loss() { echo \"podium: {\\\"loss\\\": $1}\"; }\n",
                    to: "away/src/lib.sh", mode: 0o755)
                try workspace.write(
                    Jobs.program(
                        "remote", "'. src/lib.sh; print_loss {x}'", trials: 3,
                        more: "files: [src/lib.sh]\n"), to: "away/job.yaml")
                let options = ["--connect", address, "--key", "operator.key"]
                func command(_ words: String..., expecting code: Int32 = 0) async throws
                    -> PodiumProcess
                {
                    let process = try workspace.start(words + options)
                    #expect(try await process.exitCode() == code, "\(process.errors)")
                    return process
                }
                let submitted = try await command("submit", "away/job.yaml")
                // What is suggested works from here.
                let again = "podium list --connect \(address) --key operator.key"
                #expect(submitted.errors.contains("`\(again)` shows it"), "\(submitted.errors)")
                #expect(submitted.errors.contains("status remote` on the coordinator's machine"))
                try await until("it is done", within: 60) { workspace.rows("remote") == 3 }
                #expect(
                    try workspace.read("results/remote/inputs/src/lib.sh")
                        == workspace.read("away/src/lib.sh"))
                let library = workspace.path + "/results/remote/inputs/src/lib.sh"
                #expect(FileManager.default.isExecutableFile(atPath: library))
                // Another job of the name changes no file of the study, which has ended.
                let own = try workspace.read("away/src/lib.sh")
                try workspace.write(own + "# another\n", to: "away/src/lib.sh", mode: 0o755)
                let other = try await command("submit", "away/job.yaml", expecting: 2)
                #expect(other.errors.contains("src/lib.sh: the study exists, with another file"))
                #expect(try workspace.read("results/remote/inputs/src/lib.sh") == own)
                #expect(try await command("list").output.contains("remote"))
                try await workspace.run("delete", "remote", "--yes")
                #expect(try await !command("list").output.contains("remote"))
                #expect(try await command("workers").output.contains("w  "))
                // A worker's key can't operate, whatever its file is called.
                let key = try workspace.read("worker.key")
                    .replacing("podium-key worker 1", with: "podium-key operator 1")
                try workspace.write(key, to: "forged.key", mode: 0o600)
                let forged = try await workspace.run(
                    "list", "--connect", address, "--key", "forged.key", expecting: 1)
                #expect(forged.errors.contains("the key is no operator's"))
                #expect(forged.output.isEmpty)
            }
        }

        @Test("lets a shell loop run the trials of a study: ask and tell")
        func askTell() async throws {
            try await Workspace.with { workspace in
                let (_, _) = try await serve(workspace)
                try workspace.write(
                    Jobs.null("asked", trials: 3, sampler: "{ type: tpe, startup: 1, lag: 1 }"),
                    to: "asked.yaml")
                try await workspace.run("submit", "asked.yaml")
                let wrongValue = try await workspace.run(
                    "enqueue", "asked", "--set", "d=pink", expecting: 2)
                #expect(wrongValue.errors.contains("d is pink; expected a value of its domain"))
                try await workspace.run("enqueue", "asked", "--set", "d=blue", "--set", "a=0.5")
                let first = try await workspace.run("ask", "asked")
                #expect(first.output.hasPrefix("trial=0 a=0.5 b="))
                #expect(first.output.contains("d=blue"))
                // The sampler waits for the result.
                let early = try await workspace.run("ask", "asked", expecting: 1)
                #expect(early.errors.contains("no trial: the next trial waits for results"))
                try await workspace.run("tell", "asked", "0", "--metric", "validation_loss=0.5")
                let script = """
                    while line=$("$0" ask asked --wait 2>/dev/null); do
                      n=${line#trial=}; n=${n%% *}
                      "$0" tell asked "$n" --metric validation_loss="0.$n" 2>/dev/null || exit 1
                    done
                    """
                _ = try await workspace.shell(script)
                try await until("it is closed") {
                    FileManager.default.fileExists(
                        atPath: workspace.path + "/results/asked/provenance.json")
                }
                let rows = try workspace.table("asked").split(separator: "\n")
                #expect(rows.count == 4)
                // The record has what the table has: the last result too, which ended the search.
                let trials = try await workspace.status("asked").trials
                #expect(trials.allSatisfy { $0.state == "complete" })
                #expect(rows[1].contains(",0.1"))
                // What is told again of a closed study changes nothing.
                let metric = "validation_loss=0.5"
                try await workspace.run("tell", "asked", "0", "--metric", metric)
                let another = try await workspace.run(
                    "tell", "asked", "0", "--metric", "validation_loss=0.25", expecting: 1)
                #expect(another.errors.contains("its record has another result of trial 0"))
                for words in [
                    ["tell", "asked", "-1", "--metric", metric], ["trial", "asked", "-1"],
                ] {
                    let negative = try workspace.start(words)
                    #expect(try await negative.exitCode() == 2)
                    #expect(negative.errors.contains("no trial -1: trials are numbered from 0"))
                }
                let late = try await workspace.run("ask", "asked", expecting: 1)
                #expect(late.errors.contains("no study asked is open here: it is finished"))
                let wrong = try await workspace.run(
                    "tell", "asked", "1", "--metric", "validation_loss", expecting: 2)
                #expect(wrong.errors.contains("expected NAME=VALUE with a number"))
            }
        }

        @Test("shows the best value of a study's own trials, not of a deleted one of its name")
        func bestAfterDeletion() async throws {
            try await Workspace.with { workspace in
                let (coordinator, address) = try await serve(workspace)
                _ = try worker(workspace, address)
                for loss in [1, 5] {
                    let script = "'echo \"podium: {{\\\"loss\\\": \(loss)}}\"'"
                    try workspace.write(Jobs.program("again", script), to: "again.yaml")
                    try await workspace.run("submit", "again.yaml")
                    try await until("it has ended with \(loss)") {
                        let state = try? await states(workspace)["again"]
                        return state == "finished"
                            && coordinator.errors.contains("loss \(loss)")
                    }
                    try await workspace.run("delete", "again", "--yes")
                }
                let bests = coordinator.errors.split(separator: "\n").filter {
                    $0.contains("(2/2")
                }.map { $0.hasSuffix("best 1)") ? 1 : $0.hasSuffix("best 5)") ? 5 : 0 }
                // A line can be shown again while the study is closed.
                #expect(
                    Set(bests) == [1, 5] && bests == bests.sorted(), "\(coordinator.errors)")
            }
        }

        @Test("gets a trial back that could not be printed, and gives it to somebody else")
        func undelivered() async throws {
            try await Workspace.with { workspace in
                let (_, _) = try await serve(workspace)
                try workspace.write(Jobs.null("asked", trials: 3), to: "asked.yaml")
                try await workspace.run("submit", "asked.yaml")
                let pipe = "exec 3> >(true); wait $!; "
                for (before, sink) in [
                    ("", "> /dev/full"), ("", "--json > /dev/full"), (pipe, ">&3"),
                ] {
                    let words = try await workspace.shell(
                        "\(before)\"$0\" ask asked \(sink); echo \"code $?\" >&2")
                    #expect(words.errors.contains("trial 0 is handed back"), "\(words.errors)")
                    #expect(words.errors.contains("code 1"))
                }
                try await workspace.run("ask", "asked")
                #expect(try await workspace.trial(0, of: "asked").attempts[0].note.contains("back"))
            }
        }

        @Test("is waited for by ask --wait when it ends, and answers it when it is back")
        func awaited() async throws {
            try await Workspace.with { workspace in
                let (first, address) = try await serve(workspace)
                try workspace.write(
                    Jobs.null("asked", trials: 3, sampler: "{ type: tpe, startup: 1, lag: 1 }"),
                    to: "asked.yaml")
                try await workspace.run("submit", "asked.yaml")
                try await workspace.run("ask", "asked")
                let remote = ["--connect", address, "--key", "operator.key"]
                let waiting = try [[], remote].map {
                    try workspace.start(["ask", "asked", "--wait", "--name", "n"] + $0)
                }
                try await until("both have been answered that there is no trial") {
                    waiting.allSatisfy { $0.errors.contains("no trial yet: the next trial waits") }
                }
                try await first.kill9()
                try await until("both say that it has ended") {
                    waiting.allSatisfy { $0.errors.contains("waiting until it is back") }
                }
                _ = try await serve(workspace, listen: address)
                try await workspace.run("tell", "asked", "0", "--metric", "validation_loss=0.5")
                // The second one gets its trial after the result of the first one's.
                try await until("one has its trial") { waiting.contains { !$0.output.isEmpty } }
                try await workspace.run("tell", "asked", "1", "--metric", "validation_loss=0.5")
                for process in waiting {
                    #expect(try await process.exitCode() == 0, "\(process.errors)")
                    let lines = process.errors.split(separator: "\n")
                    #expect(lines.count { $0.contains("waiting until it is back") } == 1)
                }
            }
        }

        @Test("says of a study whose stages failed which one did, why, and what runs it again")
        func failedStages() async throws {
            try await Workspace.with { workspace in
                let (coordinator, address) = try await serve(workspace)
                _ = try worker(workspace, address)
                try workspace.write(
                    Jobs.null("staged", trials: 5) + "\nthen: [report]\n", to: "staged.yaml")
                // The report can't be written in the place of a directory.
                try workspace.write("", to: "results/staged/report.html/file")
                try await workspace.run("submit", "staged.yaml")
                try await until("the stage has failed") {
                    coordinator.errors.contains("staged: its stages ended with")
                }
                for command in [["list"], ["status", "staged"], ["why", "staged"]] {
                    let said = try workspace.start(command)
                    #expect(try await said.exitCode() == 0)
                    let text = said.output
                    #expect(text.contains("stage 1 of 1 failed: podium report results/staged"))
                    #expect(text.contains("`podium run results/staged/job.yaml` runs what is left"))
                }
                #expect(try await workspace.status("staged").stages?.state == .failed)
                try FileManager.default.removeItem(
                    atPath: workspace.path + "/results/staged/report.html")
                try await workspace.run("run", "results/staged/job.yaml")
                #expect(try await workspace.status("staged").stages == nil)
            }
        }

        @Test("refuses a job whose stages can't succeed, in the words of podium check")
        func refusedStages() async throws {
            try await Workspace.with { workspace in
                _ = try await serve(workspace)
                let job = Jobs.null("staged", trials: 5)
                try workspace.write(job + "\nthen: [report: { gnuplot: absent }]\n", to: "a.yaml")
                try workspace.write(job + "\nthen: [evaluate]\n", to: "b.yaml")
                for (file, text) in [
                    ("a.yaml", "then[1].report: gnuplot is 'absent', which is no program"),
                    ("b.yaml", "then[1].evaluate: there is no model results/staged/model"),
                ] {
                    let check = try await workspace.run("check", file, expecting: 2)
                    #expect(check.errors.contains(text), "\(check.errors)")
                    let submit = try await workspace.run("submit", file, expecting: 2)
                    #expect(submit.errors == check.errors)
                }
                #expect(!workspace.exists("results/staged"))
            }
        }

        @Test("runs a study's stages beside the searches of others")
        func stages() async throws {
            try await Workspace.with { workspace in
                let (_, address) = try await serve(workspace)
                _ = try worker(workspace, address)
                try workspace.write(
                    Jobs.null("staged", trials: 5) + "\nthen:\n  - report: {}\n", to: "staged.yaml")
                try await workspace.run("submit", "staged.yaml")
                try await until("the report is made", within: 120) {
                    FileManager.default.fileExists(
                        atPath: workspace.path + "/results/staged/report.html")
                }
            }
        }

        @Test(
            "ends with its stages when it is killed, and the next one resumes them",
            .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"))
        func killedStages() async throws {
            try await Workspace.with { workspace in
                let (first, address) = try await serve(workspace)
                _ = try worker(workspace, address)
                try workspace.write(
                    Jobs.training("staged", trials: 1, epochs: 1)
                        + "\nthen:\n  - train: { epochs: 10 }\n", to: "staged.yaml")
                try await workspace.run("submit", "staged.yaml")
                try await until("the stages run", within: 120) {
                    first.errors.contains("staged: its stages run")
                }
                let stages = PodiumProcess.children(of: first.identifier)
                #expect(stages.count == 1)
                try await first.kill9()
                let (second, _) = try await serve(workspace, listen: address)
                do {
                    try await until("the stages are done", within: 120) {
                        second.errors.contains("staged: its stages are done")
                    }
                } catch {
                    Issue.record("the first said: \(first.errors)\nthe second: \(second.errors)")
                    throw error
                }
                #expect(!stages.contains(where: isAlive))
                #expect(workspace.exists("results/staged/model/model.safetensors"))
            }
        }
    }
}
