import JobFiles
import Testing

/// What is said about texts that are nearly YAML, and about words and notations of other programs.
@Suite struct NotationTests {
    private static let broken: [(String, String)] = [
        ("---\n", "job.yaml: is empty; expected a job"),
        (
            "study: s\nspace: { a: [1, 2] b: 3 }\n",
            "job.yaml:2:20: a comma is missing before 'b:'; a brace opens at 2:8"
        ),
        (
            "study: s\nspace: { a: [1, 2}, b: 3 }\n",
            "job.yaml:2:18: here is }, and the bracket that opens at 2:13 isn't closed; expected ]"
        ),
        (
            "study: s\nspace: { a: [1, 2]\ntrials: 3\n",
            "job.yaml:2:8: the brace that opens here isn't closed before line 3; expected }, or a "
                + "comma before 'trials:'"
        ),
        (
            "study: s\ntrials:5\nseed: 1\n",
            "job.yaml:2:1: 'trials:5' has no space behind the colon; write 'trials: 5'"
        ),
        ("study: s\ntrials:5", "job.yaml:2:1: 'trials:5' has no space behind the colon"),
        ("study: s\ntrials\nseed: 1\n", "job.yaml:2:1: 'trials' is not a key with a value"),
        (
            "study: s\nspace:\n  a: 1\n b: 2\n",
            "job.yaml:4:2: 'b:' begins in column 2, inside the mapping whose keys begin in column 1"
        ),
        ("study: \"s\" t\n", "job.yaml:1:12: 't' stands behind a value that is complete"),
        ("study: s\n- a\n", "job.yaml:2:1: an item of a list stands in the mapping"),
    ]

    @Test("A text that is nearly YAML is explained where it is wrong", arguments: broken.indices)
    func structure(index: Int) {
        let (text, expected) = Self.broken[index]
        let found = messages(text)
        #expect(found.first?.hasPrefix(expected) == true, "\(found)")
    }

    @Test("No position is behind the text")
    func ends() {
        for text in ["study: s\nspace:", "study: s\nspace:\n\n\n", "study: s\ntrials: # many\n"] {
            let lines = messages(text).compactMap { Int($0.split(separator: ":")[1]) }
            #expect(!lines.isEmpty && lines.allSatisfy { $0 <= 2 }, "\(messages(text))")
        }
    }

    private static let otherWords: [(String, String)] = [
        ("method: bayes", "did you mean 'sampler'?"), ("num_samples: 5", "did you mean 'trials'?"),
        ("run_cap: 5", "did you mean 'trials'?"), ("pruner: asha", "did you mean 'scheduler'?"),
        ("early_terminate: {}", "did you mean 'scheduler'?"),
        ("direction: maximize", "write it with the metric: metric: { name:"),
        ("sampler: { type: tpe, n_startup_trials: 5 }", "did you mean 'startup'?"),
        ("epochs: 9\nscheduler: { type: asha, grace_period: 3 }", "did you mean 'min_epochs'?"),
        ("epochs: 9\nscheduler: { type: asha, reduction_factor: 3 }", "did you mean 'reduction'?"),
        (
            "epochs: 9\nscheduler: { type: hyperband, max_epochs: 9 }",
            "unknown key 'max_epochs'; a trial trains at most the job's epochs"
        ),
        ("time_limit: 0s", "expected more than 0: a time with its unit"),
        ("resources: { memory: 0GB }", "expected more than 0: a size with its unit"),
        ("epochs: 9\nscheduler: { type: schedule, changes: [] }", "expected at least one change"),
        ("budget: { target: 1e-400 }", "is so near to 0 that it would be 0"),
    ]

    @Test("Words of other programs are explained", arguments: otherWords.indices)
    func words(index: Int) {
        let (line, expected) = Self.otherWords[index]
        let found = messages(nullJob("trials: 1\n" + line, space: "  x: [1, 2, 3]"))
        #expect(found.contains { $0.contains(expected) }, "\(found)")
        #expect(!found.contains { $0.contains("min_epochs'?") } || expected.contains("min_epochs"))
    }

    private static let otherTypes: [(String, String)] = [
        ("bool", "write [true, false]"), ("uniform", "did you mean 'float'?"),
        ("double", "did you mean 'float'?"), ("integer", "did you mean 'int'?"),
        ("loguniform", "write type: float and distribution: log"),
        ("log_uniform_values", "write type: float and distribution: log"),
        ("quniform", "write type: float and a step"), ("randint", "did you mean 'int'?"),
        ("discrete", "did you mean 'categorical'?"), ("normal", "distribution: normal"),
        ("suggest_float", "did you mean 'float'?"), ("grid_search", "did you mean 'categorical'?"),
    ]

    @Test("Types of other programs are explained", arguments: otherTypes.indices)
    func types(index: Int) {
        let (word, expected) = Self.otherTypes[index]
        let found = messages(
            nullJob("trials: 1", space: "  x: { type: \(word), low: 1, high: 2 }"))
        #expect(found.contains { $0.hasSuffix(expected) }, "\(found)")
    }

    @Test("A text that is a range or a list elsewhere has a warning")
    func ranges() throws {
        for (text, expected) in [
            ("tune.uniform(0, 1)", "type: float, low"), ("1..10", "type: float, low"),
            ("0.1 to 0.5", "type: float, low"), ("range(1, 10)", "type: int, low"),
            ("trial.suggest_int('x', 1, 9)", "type: int, low"),
            ("loguniform(1e-5, 1)", "distribution: log }"), ("(1, 2)", "choices are written"),
            ("1, 2, 3", "choices are written"), ("tune.choice([1, 2])", "choices are written"),
        ] {
            let loaded = try JobFile.parse(
                text: nullJob("trials: 1", space: "  x: \(text)"), file: "job.yaml")
            #expect(loaded.warnings.first?.message.contains(expected) == true, "\(text)")
        }
        for text in ["'range(1, 2)'", "adam", "f(x)", "2024-12-03", "v1.2", "a (b)", "1e-5"] {
            let loaded = try JobFile.parse(
                text: nullJob("trials: 1", space: "  x: \(text)"), file: "job.yaml")
            #expect(loaded.warnings.isEmpty, "\(loaded.warnings)")
        }
    }

    @Test("A refused job shows its warnings too: they may explain a mistake")
    func warnings() {
        let text = nullJob("trials: many", space: "  x: uniform(0, 1)")
        do {
            _ = try JobFile.parse(text: text, file: "job.yaml")
            Issue.record("the job was read")
        } catch {
            let lines = error.description.split(separator: "\n")
            #expect(lines.count == 2 && lines[0].contains("trials is 'many'"))
            #expect(lines[1].hasPrefix("warning: job.yaml:") && lines[1].contains("uniform(0, 1)"))
        }
    }

    @Test("Signs and numbers of other languages in constraints are shown whole")
    func constraints() {
        for (text, expected) in [
            ("x => 2", "unexpected '=>'; write >="), ("x =< 2", "unexpected '=<'; write <="),
            ("x > 1_000", "'1_000' is no number"), ("x > 0x2", "'0x2' is no number"),
            ("x > 2y", "a product is written 2 * y"), ("x > 1 && x < 3", "write and"),
            ("x ≥ 2", "write >="), ("x > 1.5.2", "'1.5.2' is no number"),
        ] {
            let found = messages(
                nullJob("trials: 1\nconstraints: [\"\(text)\"]", space: "  x: [1, 2, 3]"))
            #expect(found.first?.contains(expected) == true, "\(found)")
        }
    }

    @Test("A time may have a space before its unit")
    func time() throws {
        let loaded = try JobFile.parse(
            text: nullJob("trials: 1\ntime_limit: 10 min", space: "  x: 1"), file: "job.yaml")
        #expect(loaded.job.trialTimeLimit == 600)
    }

    @Test("A scheduler that never stops anything has a warning")
    func stops() throws {
        for (scheduler, isIdle) in [
            ("{ type: asha, min_epochs: 9 }", true), ("{ type: median, min_epochs: 20 }", true),
            ("{ type: asha, min_epochs: 3 }", false), ("{ type: hyperband }", false),
        ] {
            let loaded = try JobFile.parse(
                text: nullJob(
                    "trials: 9\nepochs: 9\nscheduler: \(scheduler)",
                    space: "  x: { type: float, low: 0, high: 1 }"),
                file: "job.yaml")
            #expect(
                loaded.warnings.contains { $0.message.contains("no stop before the last epoch") }
                    == isIdle, "\(scheduler): \(loaded.warnings)")
        }
    }
}
