import Foundation
import Testing

extension PodiumTests {
    /// What users see of programs: permission, logs, checks and examples.
    @Suite("Programs of users")
    struct ProgramCommandTests {
        // MARK: Permission

        @Test("run only on workers that allow them; other studies are served meanwhile")
        func permission() async throws {
            try await Workspace.with { workspace in
                let script = #"'echo "podium: {{\"loss\": {x}}}"'"#
                try workspace.write(Jobs.program("programs", script), to: "programs.yaml")
                try workspace.write(Jobs.null("formula", trials: 5), to: "formula.yaml")
                let (coordinator, address) = try await workspace.startCoordinator(
                    "programs.yaml", "formula.yaml")
                let plain = try workspace.startWorker(address, name: "plain")
                try await until("the other study is done") {
                    workspace.rows("formula") == 5 || !coordinator.isRunning
                }
                #expect(
                    coordinator.errors.contains(
                        "worker plain was started without --allow-commands, so it gets no trials "
                            + "of programs"), "\(coordinator.errors)")
                let status = try await workspace.run("status", "programs")
                #expect(status.output.contains("start a worker with --allow-commands"))
                #expect(!plain.errors.contains("programs run as"))
                let open = try workspace.start(
                    "worker", "--connect", address, "--key", "worker.key", "--name", "open",
                    "--exit-when-done", "--allow-commands")
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await open.exitCode() == 0)
                #expect(
                    open.errors.contains("programs run as")
                        && open.errors.contains("(uid \(getuid())): whoever starts studies"))
                #expect(try workspace.table("programs").split(separator: "\n").count == 3)
            }
        }

        // MARK: Logs

        @Test("Their logs are printed, of the last attempt or of another one")
        func logs() async throws {
            try await Workspace.with { workspace in
                let script = #"'echo "hello from {trial}"; echo "podium: {{\"loss\": {x}}}"'"#
                try workspace.write(Jobs.program("logs", script), to: "job.yaml")
                try workspace.write(Jobs.null("formula", trials: 1), to: "formula.yaml")
                try await workspace.run("run", "job.yaml")
                try await workspace.run("run", "formula.yaml")
                for number in [0, 1] {
                    let log = try await workspace.run("logs", "logs", "\(number)").output
                    #expect(log.contains("\nhello from \(number)\npodium: {"), "\(log)")
                    #expect(log.hasPrefix("podium> runs /bin/sh -c '"))
                    #expect(log.hasSuffix("podium> exit status 0\n"))
                }
                try workspace.write("a\u{1B}[2J", to: "results/logs/logs/0-2.log")
                let last = try await workspace.run("logs", "logs", "0")
                #expect(last.output.hasPrefix("a\u{1B}[2J"), "unchanged, as it is no terminal")
                #expect(last.errors.contains("attempt 2; there are logs of the attempts 1, 2"))
                let first = try await workspace.run("logs", "logs", "0", "--attempt", "1")
                #expect(first.output.contains("hello from 0"))
                for (arguments, text) in [
                    (["logs", "9"], "trial 9 does not exist"),
                    (["logs", "1", "--attempt", "7"], "no log of attempt 7; expected one of 1"),
                    (["formula", "0"], "its objective is null, which runs no program"),
                ] {
                    let process = try workspace.start(["logs"] + arguments)
                    #expect(try await process.exitCode() == 2)
                    #expect(process.errors.contains(text), "\(process.errors)")
                }
            }
        }

        // MARK: Checks

        @Test("podium check reports missing files, links that lead out, and what restarts cost")
        func checks() async throws {
            try await Workspace.with { workspace in
                func check(_ lines: String) async throws -> (code: Int32, text: String) {
                    try workspace.write(
                        Jobs.program("c", "[sh, a.sh]").replacing(
                            "space:", with: lines + "\nspace:"),
                        to: "job.yaml")
                    let process = try workspace.start("check", "job.yaml")
                    let code = try await process.exitCode()
                    return (code, process.output + process.errors)
                }
                try FileManager.default.createDirectory(
                    atPath: workspace.path + "/src/__pycache__", withIntermediateDirectories: true)
                for name in ["a.sh", "src/b.py", "src/.hidden", "src/__pycache__/c.pyc"] {
                    try workspace.write("x", to: name)
                }
                symlink("/etc/passwd", workspace.path + "/out")
                symlink("a.sh", workspace.path + "/in")
                symlink("gone.sh", workspace.path + "/dangling")
                let cases: [(String, String)] = [
                    ("files: [none.py]", "there is no file ./none.py"),
                    ("files: ['*.R']", "no file below . matches '*.R'"),
                    ("files: [../x]", "'../x' leads out of .; expected a path below it"),
                    ("files: [a/../x]", "'a/../x' leads out of ."),
                    (
                        "files: [dangling]",
                        "dangling is a symbolic link to gone.sh, which does not exist"
                    ),
                    ("files: [/etc/passwd]", "is absolute"),
                    ("files: [out]", "out is a symbolic link that leads out of ."),
                    ("files: [.]", "is the whole directory"),
                ]
                for (lines, text) in cases {
                    let found = try await check(lines)
                    #expect(found.code == 2 && found.text.contains(text), "\(found.text)")
                    #expect(found.text.contains("job.yaml:6:"), "\(found.text)")
                }
                let right = try await check("files: ['*.sh', src, in]")
                #expect(right.code == 0 && right.text.contains("Workers get 3 files"))
                let restarts = try await check("checkpoint: false\nepochs: 9\nscheduler: asha")
                #expect(
                    restarts.text.contains("1 + 3 + 9 = 13 epochs in place of 9"),
                    "\(restarts.text)")
            }
        }

        // MARK: Examples

        /// The examples, with the program that each needs and what stands for it where it or its
        /// packages are missing.
        private static let examples: [(job: String, needs: String, standIn: String?)] = [
            ("shell/shell", "command -v awk", nil),
            ("c/annealing", "cc --version", nil),
            ("r/loess", "Rscript --version", #"echo "podium: {\"rmse\": ${3#0.}.5}""#),
            (
                "sklearn/forest", "python3 -c 'import sklearn'",
                #"""
                [ -e python/podium_trial.py ] || exit 1
                echo "podium: {\"accuracy\": 0.$PODIUM_TRIAL, \"deviation\": 0}"
                """#
            ),
            (
                "pytorch/mnist-cnn", "python3 -c 'import torch'; [ -d \"$MNIST\" ]",
                #"""
                e=0; s=$PODIUM_CHECKPOINT/state.pt; [ -e $s ] && read e < $s
                loss="\"validation_loss\": 0.$PODIUM_TRIAL"
                while [ $e -lt $PODIUM_UNTIL_EPOCH ]; do e=$((e + 1))
                    echo "podium: {\"epoch\": $e, $loss, \"accuracy\": 1}"
                done; echo $e > $s
                """#
            ),
        ]

        @Test("Each example runs, with a stand-in where its packages are missing", arguments: 0..<5)
        func example(index: Int) async throws {
            let example = Self.examples[index]
            try await Workspace.with { workspace in
                let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
                var environment = ["PATH": path]
                let probe = try await workspace.shell(
                    "(\(example.needs)) > /dev/null 2>&1 && echo there")
                if !probe.output.contains("there") {
                    guard let standIn = example.standIn else { return }
                    try FileManager.default.createDirectory(
                        atPath: workspace.path + "/bin", withIntermediateDirectories: true)
                    for name in ["Rscript", "python3"] {
                        try workspace.write("#!/bin/sh\n" + standIn + "\n", to: "bin/" + name)
                        chmod(workspace.path + "/bin/" + name, 0o755)
                    }
                    environment["PATH"] = workspace.path + "/bin:" + path
                }
                let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                    .deletingLastPathComponent().deletingLastPathComponent()
                let job = repository.appending(path: "examples/\(example.job).yaml").path
                try await workspace.run(
                    "run", job, "--trials", "9", "--slots", "2", environment: environment)
                let study = String(example.job.split(separator: "/")[1])
                let status = try await workspace.status(study)
                #expect(status.trials.allSatisfy { $0.state != "failed" }, "\(status.trials)")
                #expect(status.trials.contains { $0.state == "complete" })
            }
        }

        @Test("The Python module finds the trial, saves its epoch, and works without Podium")
        func module() async throws {
            try await Workspace.with { workspace in
                guard try await workspace.shell("python3 --version").output.hasPrefix("Python")
                else {
                    return
                }
                let module = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                    .deletingLastPathComponent().deletingLastPathComponent()
                    .appending(path: "examples/python/podium_trial.py").path
                try FileManager.default.copyItem(
                    atPath: module, toPath: workspace.path + "/podium_trial.py")
                try workspace.write(
                    """
                    from podium_trial import Trial
                    trial = Trial({"x": 5, "y": "d"}, epochs=2)
                    print(trial.is_podium, trial.parameters["y"], trial.start_epoch, trial.seed)
                    for epoch in range(trial.start_epoch + 1, trial.until_epoch + 1):
                        trial.report(epoch, loss=trial.parameters["x"] / epoch)
                        trial.saved(epoch)
                        assert not trial.should_stop
                    """, to: "train.py")
                let alone = try await workspace.shell("python3 train.py")
                #expect(
                    alone.output == """
                        False d 0 0
                        podium: {"epoch": 1, "loss": 5.0}
                        podium: {"epoch": 2, "loss": 2.5}

                        """, "\(alone.errors)")
                try workspace.write(
                    Jobs.program("module", "[python3, train.py]", trials: 9).replacing(
                        "space:",
                        with: "files: ['*.py']\nepochs: 4\n"
                            + "scheduler: { type: asha, reduction: 2, cohort: 9 }\nspace:"),
                    to: "job.yaml")
                try await workspace.run("run", "job.yaml")
                let best = try await workspace.status("module").trials.first {
                    $0.state == "complete"
                }
                let number = try #require(best?.number)
                let log = try await workspace.run("logs", "module", "\(number)").output
                #expect(log.contains("\nTrue d 2 "), "it continues after the second epoch: \(log)")
            }
        }
    }
}
