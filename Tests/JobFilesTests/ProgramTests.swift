import Foundation
import JobFiles
import StudyModel
import Testing
import UserPrograms

/// Jobs that run a program.
@Suite struct ProgramTests {
    /// A job with lines of its own, which replace those of the same key.
    private func job(_ lines: String..., space: String = "  lr: { type: float, low: 0, high: 1 }")
        -> String
    {
        let standard = [
            ("command", "command: [python3, train.py, --lr, \"{lr}\"]"),
            ("metrics", "metrics: [loss, accuracy]"), ("trials", "trials: 5"),
        ]
        let kept = standard.filter { key, _ in !lines.contains { $0.hasPrefix(key + ":") } }
        let text = ["study: s", "objective: command"] + kept.map(\.1) + lines
        return (text + ["space:", space, ""]).joined(separator: "\n")
    }

    private func read(_ text: String) throws -> (job: Job, settings: ProgramSettings) {
        let loaded = try JobFile.parse(text: text, file: "job.yaml", environment: .fixtures)
        return (loaded.job, try ProgramSettings(loaded.job.objective))
    }

    private func warnings(_ text: String) throws -> [String] {
        try JobFile.parse(text: text, file: "job.yaml", environment: .fixtures)
            .warnings.map(\.description)
    }

    @Test("A short one has the standard values")
    func short() throws {
        let (job, settings) = try read(job())
        #expect(job.objective.kind == "command" && job.objective.runsPrograms)
        #expect(job.epochs == 1 && job.metric == Metric(name: "loss"))
        #expect(settings.command == .words(["python3", "train.py", "--lr", "{lr}"]))
        #expect(settings.metricNames == ["loss", "accuracy"] && !settings.usesPatterns)
        #expect(settings.resumes && settings.retries == 0 && settings.memoryLimit == nil)
        #expect(settings.checkpointLimit == 1 << 30 && settings.files.isEmpty)
    }

    @Test("Every key is read")
    func every() throws {
        let (job, settings) = try read(
            job(
                "command: run {lr} > out", "files: [b, a]", "files_from: elsewhere",
                "environment: { OMP_NUM_THREADS: 1, B: 'x y', C: true }",
                "results: out/r.json", "checkpoint: false", "checkpoint_limit: 500MB",
                "memory: 1.5GB", "retries: 2", "fail_on: [CUDA out of memory]",
                "reject_on: ['No module named']", "time_limit: 10min", "epochs: 50",
                "metric: { name: accuracy, direction: maximize }", "then: [report]"))
        #expect(settings.command == .shell("run {lr} > out"))
        #expect(settings.files.map(\.name) == ["a", "b"])
        #expect(settings.files.map(\.path) == ["elsewhere/a", "elsewhere/b"])
        #expect(settings.environment == ["OMP_NUM_THREADS": "1", "B": "x y", "C": "true"])
        #expect(settings.results == "out/r.json" && !settings.resumes)
        #expect(settings.checkpointLimit == 500_000_000 && settings.memoryLimit == 1_500_000_000)
        #expect(settings.retries == 2 && settings.failOn == ["CUDA out of memory"])
        #expect(settings.rejectOn == ["No module named"])
        #expect(job.trialTimeLimit == 600 && job.epochs == 50)
        #expect(job.metric == Metric(name: "accuracy", direction: .maximize))
        #expect(job.objective.inputs.map(\.path) == ["elsewhere/a", "elsewhere/b"])
    }

    @Test("Resources are read, and only what a program sees changes its trials")
    func resources() throws {
        let plain = try read(job()).job
        #expect(plain.resources == nil)
        let full = try read(
            job("resources: { gpus: 0.5, cpus: 4, memory: 8GB, licence: 1, tape: 2 }")
        ).job
        let expected = ResourceNeed(
            cpus: 4, gpus: 0.5, memory: 8_000_000_000,
            others: [ResourceAmount("licence", 1), ResourceAmount("tape", 2)])
        #expect(full.resources == expected)
        #expect(expected.text == "4 cpus, 0.5 gpus, 8 GB of memory, 1 licence, 2 tape")
        let bytes = try JSONEncoder().encode(full)
        #expect(try JSONDecoder().decode(Job.self, from: bytes) == full)
        #expect(try read(job("resources: {}")).job.resources == ResourceNeed())
        #expect(full.fingerprint != plain.fingerprint)
        func verdicts(_ lines: String) throws -> [String: JobDifference.Verdict] {
            let other = try read(job(lines)).job
            let list = JobComparison.differences(recorded: full, requested: other)
            let isSame = list.allSatisfy { $0.verdict == .free }
            #expect((other.fingerprint == full.fingerprint) == isSame, "\(lines)")
            return Dictionary(uniqueKeysWithValues: list.map { ($0.field, $0.verdict) })
        }
        // How a device is shared, and what is only counted, a program does not see.
        #expect(
            try verdicts("resources: { gpus: 0.25, cpus: 4, memory: 8GB, tape: 3 }") == [
                "resources.gpus": .free, "resources.licence": .free, "resources.tape": .free,
            ])
        #expect(
            try verdicts("resources: { gpus: 2, cpus: 1, licence: 1, tape: 2 }") == [
                "resources.gpus": .refused, "resources.cpus": .refused,
                "resources.memory": .refused,
            ])
        #expect(try verdicts("retries: 0") == ["resources": .refused])
    }

    @Test("Metrics may be found by patterns, the epoch too")
    func patterns() throws {
        let (job, settings) = try read(
            job("metrics: { epoch: 'Epoch (\\d+)', loss: 'loss: ([0-9.]+)' }"))
        #expect(settings.usesPatterns && settings.metricNames == ["loss"])
        #expect(job.metric.name == "loss" && job.objective.metrics.map(\.name) == ["loss"])
    }

    @Test("Where a file lies does not change the trials, and what it contains does")
    func fingerprint() throws {
        let here = try read(job("files: [a]")).job
        let there = try read(job("files: [a]", "files_from: b")).job
        #expect(here.fingerprint == there.fingerprint)
        #expect(here.fingerprint != (try read(job("files: [b]")).job.fingerprint))
        #expect(here.fingerprint != (try read(job()).job.fingerprint))
    }

    @Test(
        "A mistake is told with its line, what was found and what was expected",
        arguments: [
            ("command: []", "5:10: command has no program"),
            ("command: ''", "5:10: command is empty"),
            ("command: [a, {lr: 1}]", "5:14: command[2] is a mapping; expected a text: write"),
            ("command: [a, \"{lrr}\"]", "5:14: unknown macro '{lrr}'; did you mean 'lr'?"),
            (
                "command: [a, \"{x_y_z}\"]",
                "expected a parameter or args, json, trial, seed or epochs"
            ),
            ("command: [a, \"{lr\"]", "5:14: command[2]: '{' is not closed; write '{{'"),
            ("command: [a, \"x{args}\"]", "expected \"{args}\" as a word of its own"),
            ("command: echo ${HOME} {lr}", "5:10: unknown macro '{HOME}'"),
            ("files: [none]", "files[1]: ./none: there is no such file"),
            ("files: none", "files is 'none', a text; expected a list of files"),
            ("environment: { 1A: x }", "'1A' can't name a variable"),
            ("environment: { PODIUM_X: x }", "names that begin with PODIUM_ are Podium's own"),
            ("metrics: []", "metrics has no metric; expected at least one"),
            ("metrics: [loss, loss]", "metrics has 'loss' twice"),
            ("metrics: [epoch, loss]", "metrics[1] is 'epoch', which reports have beside"),
            ("metrics: ['a b']", "'a b' can't name a metric"),
            ("metrics: { loss: 'loss' }", "'loss' has 0 groups; expected one"),
            ("metrics: { loss: '(' }", "'(' is no regular expression"),
            ("results: /tmp/r.json", "results: the path '/tmp/r.json' is absolute"),
            ("results: ../r.json", "results: the path '../r.json' has the part '..'"),
            ("checkpoint: 3", "checkpoint is 3, an int; expected true or false"),
            ("checkpoint_limit: 2GB", "checkpoint_limit is 2GB; expected at most 1073 MB"),
            ("memory: 8", "memory is 8, an int; expected a size with its unit"),
            ("memory: 8 gigabytes", "memory is '8 gigabytes'; expected a size with its unit"),
            ("retries: -1", "retries is -1; expected an int in 0...100"),
            ("fail_on: ['']", "fail_on[1] is ''; expected a part of a line"),
            ("metric: { name: los }", "metric.name is 'los'; expected loss or accuracy; did you"),
            ("then: [train]", "then[1].train works on a network that Podium has trained"),
            (
                "checkpoint: false\nscheduler: { type: pbt, interval: 1 }\nepochs: 4",
                "the pbt scheduler continues trials from the checkpoints of others"
            ),
            (
                "trials: 1\ncheckpoint: false\nepochs: 4\n"
                    + "scheduler: { type: schedule, changes: [{ epoch: 2, lr: 0.5 }] }",
                "the schedule scheduler continues trials from the checkpoints of others"
            ),
        ])
    func mistakes(line: String, expected: String) {
        let found = messages(job(line))
        #expect(found.contains { $0.contains(expected) }, "\(found)")
        #expect(found.allSatisfy { $0.wholeMatch(of: /job\.yaml:\d+:\d+: .+/) != nil }, "\(found)")
    }

    @Test("A parameter with the name of a macro can't be meant by it")
    func ambiguous() {
        let space = "  seed: { type: int, low: 0, high: 9 }"
        let found = messages(job("command: [a, \"{seed}\"]", space: space))
        #expect(found.first?.contains("'{seed}' is the parameter 'seed' and a macro") == true)
        #expect(messages(job("command: [a, \"{args}\"]", space: space)).isEmpty)
    }

    @Test("A macro inside quotation marks is refused if one of its values is not one plain word")
    func quoted() {
        let space = "  words: [plain, a b]\n  plain: [relu, tanh]"
        let found = messages(job("command: \"a {words} '{plain}' \\\"{words}\\\"\"", space: space))
        #expect(found.count == 1)
        #expect(
            found.first?.contains(
                "'{words}' is inside quotation marks, where the shell would not read 'a b' as one")
                == true)
        #expect(messages(job("command: \"a {words} \\\"{plain}\\\"\"", space: space)).isEmpty)
        #expect(messages(job("command: [a, \"'{words}'\", \"{plain}\"]", space: space)).isEmpty)
    }

    @Test("A program that can't be started from the run's directory is refused")
    func start() {
        let mistakes = [
            ("./other", "command[1]: ./other is not among the files"),
            ("sub/own", "command[1]: sub/own is not among the files"),
            // The file of the fixture may not be executed.
            ("./own", "/own may not be executed; allow it (chmod +x), or begin the command with"),
        ]
        for (program, mistake) in mistakes {
            let found = messages(job("command: [\(program), \"{lr}\"]", "files: [own]"))
            #expect(found.count == 1 && found[0].contains(mistake), "\(found)")
        }
        for program in ["own", "/bin/own", "../own"] {
            #expect(messages(job("command: [\(program), \"{lr}\"]", "files: [own]")).isEmpty)
        }
    }

    @Test("Parameters written as variables of a shell are warned of")
    func variables() throws {
        for (command, written) in [
            ("[own, \"{lr}\", $lr]", "$lr"), ("run {lr} ${lr}", "${lr}"),
            ("[own, \"{lr}\", \"${{lr}}\"]", "${{lr}}"),
        ] {
            let found = try warnings(job("command: \(command)", "files: [own]"))
            let expected = "'\(written)' is not the parameter 'lr'"
            #expect(found.first?.contains(expected) == true, "\(found)")
        }
        for (command, environment) in [("run {lr} $lrs", "A: 1"), ("run {lr} $lr", "lr: 1")] {
            let found = try warnings(
                job("command: \(command)", "environment: { \(environment) }"))
            #expect(found.isEmpty, "\(found)")
        }
    }

    @Test("Parameters that no macro uses are warned of")
    func unused() throws {
        let space = "  lr: 1\n  units: [1, 2, 3, 4, 5]\n  depth: 3"
        let found = try warnings(job(space: space))
        #expect(
            found == [
                "job.yaml:3:10: no macro uses units and depth; the program finds all parameters in "
                    + "the variable PODIUM_PARAMETERS",
                "job.yaml:3:20: command[2]: train.py is not among the files, and a run begins in a "
                    + "directory with nothing else; name it in files",
            ])
        #expect(try warnings(job("command: [a]", space: space)).isEmpty)
        #expect(try warnings(job("command: [a, \"{json}\"]", space: space)).isEmpty)
    }

    @Test("Keys of programs are warned of in other jobs")
    func foreign() throws {
        let found = try warnings(nullJob("trials: 1\nretries: 2"))
        #expect(found.first?.contains("the null objective doesn't use 'retries'") == true)
    }

    @Test("A study goes on if only the place of its files has changed")
    func comparison() throws {
        func differences(_ old: String, _ new: String) throws -> [JobDifference] {
            JobComparison.differences(recorded: try read(old).job, requested: try read(new).job)
        }
        let moved = try differences(job("files: [a]"), job("files: [a]", "files_from: b"))
        #expect(moved.map(\.field) == ["files"] && moved.map(\.verdict) == [.moved])
        #expect(try differences(job("files: [a]"), job("files: [a]")).isEmpty)
        let changed = try differences(
            job("files: [a]", "retries: 1"), job("files: [b]", "command: run {lr}"))
        #expect(changed.map(\.field) == ["command", "files: a", "files: b", "retries"])
        #expect(changed.allSatisfy { $0.verdict == .refused })
        #expect(
            changed[1].description
                == "files: a: eeeeeeeeeeee… is recorded, no such file is asked for")
    }

    @Test("In its study's directory, a job finds its files where they were")
    func moved() throws {
        let text = job("files: [a]")
        let loaded = try JobFile.parse(text: text, file: "jobs/job.yaml", environment: .fixtures)
        let moved = loaded.text(in: "results/s")
        #expect(moved.hasPrefix("files_from: ../../jobs\n"))
        let again = try JobFile.parse(
            text: moved, file: "results/s/job.yaml", environment: .fixtures)
        #expect(again.job.fingerprint == loaded.job.fingerprint)
        #expect(again.job.objective.inputs.map(\.path) == ["results/s/../../jobs/a"])
        #expect(loaded.text(in: "jobs") == text)
        // And back: a job that is made of a recorded one, for the directory of the first.
        let back = again.text(in: "jobs")
        #expect(back.hasPrefix("files_from: '.'\n"), "\(back)")
    }
}
