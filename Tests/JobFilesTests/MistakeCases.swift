/// Job files with mistakes, each with a name: their messages are a golden file.
enum MistakeCases {
    /// A correct job for the autoencoder; `space` is its last key.
    static func autoencoder(
        _ lines: String = "sampler: random\ntrials: 5", learningRate: String = "0.001",
        l2: String = "0", dimension: String = "{ type: int, low: 2, high: 9 }",
        optimizer: String = "[Adam, RMSprop]", more: String = ""
    ) -> String {
        """
        study: s
        objective: autoencoder
        dataset: mnist
        epochs: 2
        \(lines)
        space:
          encoding_dimension: \(dimension)
          l2: \(l2)
          optimizer: \(optimizer)
          learning_rate: \(learningRate)
          hidden_units: 64
        \(more)
        """
    }

    static let all: [(name: String, text: String)] =
        wholeFile + keys + numbers + domains + pools + grids + objectives + tables + described
        + budgets + resources + SpaceMistakeCases.all + FoundMistakeCases.all

    static let resources: [(name: String, text: String)] = [
        ("resources with a number", nullJob("trials: 1\nresources: 4")),
        ("resources of no cpus", nullJob("trials: 1\nresources: { cpus: 0 }")),
        ("resources with a misspelt kind", nullJob("trials: 1\nresources: { gpu: 1 }")),
        ("resources with a kind that is no name", nullJob("trials: 1\nresources: { 'a b': 1 }")),
        ("memory without a unit", nullJob("trials: 1\nresources: { memory: 8 }")),
        ("an amount that is no number", nullJob("trials: 1\nresources: { licence: one }")),
        ("GPUs of an objective that runs on cores", nullJob("trials: 1\nresources: { gpus: 1 }")),
        ("one and a half GPUs", command("resources: { gpus: 1.5 }")),
        ("a share of nothing", command("resources: { gpus: 0.001 }")),
        ("less memory than its limit", command("memory: 9GB\nresources: { memory: 8GB }")),
        (
            "devices chosen twice",
            command("environment: { CUDA_VISIBLE_DEVICES: '0' }\nresources: { gpus: 1 }")
        ),
    ]

    /// A job that runs a program.
    private static func command(_ lines: String) -> String {
        """
        study: s
        objective: command
        command: ./a
        metrics: [loss]
        trials: 1
        \(lines)
        space:
          x: { type: float, low: 0, high: 1 }
        """
    }

    static let budgets: [(name: String, text: String)] = [
        ("a budget without a limit", nullJob("budget: {}")),
        ("a budget with a number", nullJob("budget: 100")),
        ("a budget with a wrong key", nullJob("budget: { epoch: 3 }")),
        ("a budget of no epochs", nullJob("budget: { epochs: 0 }")),
        ("a budget of time without a unit", nullJob("budget: { time: 90 }")),
        ("a target that is no number", nullJob("budget: { target: low }")),
        ("a lag without a target", nullJob("budget: { epochs: 5, lag: 3 }")),
        (
            "a budget below one trial",
            nullJob("epochs: 9\nbudget: { epochs: 8 }")
        ),
        (
            "a budget of a population",
            nullJob(
                "epochs: 9\ntrials: 9\nbudget: { epochs: 50 }\n"
                    + "scheduler: { type: pbt, interval: 2 }")
        ),
        (
            "a population without trials",
            nullJob("epochs: 9\nbudget: { time: 1h }\nscheduler: { type: pbt, interval: 2 }")
        ),
        ("checkpoints in minutes without a unit", nullJob("trials: 1\ncheckpoint_every: 5")),
        ("checkpoints in steps", nullJob("trials: 1\ncheckpoint_every: 5 steps")),
    ]

    static let wholeFile: [(name: String, text: String)] = [
        ("an empty file", ""),
        ("only comments", "# nothing\n\n"),
        ("a list", "- a\n- b\n"),
        ("a text", "hello"),
        ("two documents", "study: a\n---\nstudy: b\n"),
        ("an unclosed bracket", "study: [a, b\nobjective: null\n"),
        ("a tab", "study: s\n\tobjective: null\n"),
        ("a tab in a mapping", "space:\n\tx: 1\n"),
        ("a colon in a text", "study: s\npurpose: this: that\n"),
        ("a control character", "study: s\u{1}\n"),
        ("an unknown alias", "study: *name\n"),
        ("a tag", "study: !!str s\ntrials: !!int 5\n"),
        ("a job of nothing", "purpose: none\n"),
    ]

    static let keys: [(name: String, text: String)] = [
        ("misspelt keys", nullJob("trials: 5\nsampelr: random\nSeed: 3\nfoo: 1")),
        (
            "keys given twice",
            nullJob("trials: 5\ntrials: 6\n'seed': 1\n\"seed\": 2\nseed: 3\ntop: 0")
        ),
        (
            "a parameter given twice",
            nullJob("trials: 5", space: "  x: 1\n  y: 2\n  x: { type: float, low: 1, high: 0 }")
        ),
        ("keys given twice in braces", autoencoder("trials: 5\nsplit: { seed: 1, seed: 2 }")),
        ("a list as a key", nullJob("trials: 5\n? [a, b]\n: 1")),
        ("wrong types", nullJob("trials: many\ntop: [5]\nseed: {}\npurpose: 5\nmetric: loss")),
        ("empty values", nullJob("trials:\nsampler:\nsplit:\ntable:")),
        (
            "misspelt words",
            nullJob(
                "trials: 5\nsampler: randon\nmetric: { name: validation_los, direction: minimise }")
        ),
        (
            "a study's name with a slash",
            "study: ../up\nobjective: null\ntrials: 1\nspace: { x: 1 }\n"
        ),
        (
            "a number as a study's name",
            "study: 2020\nobjective: null\ntrials: 1\nspace: { x: 1 }\n"
        ),
        (
            "fractions out of range",
            autoencoder("trials: 5\nsplit: { validation_fraction: 1.5 }")
        ),
        (
            "a fraction of the test set",
            autoencoder("trials: 5\nsplit: { validation: test-set, validation_fraction: 0.1 }")
        ),
        ("a time without a unit", nullJob("trials: 5\ntime_limit: 10")),
        ("a time of nothing", nullJob("trials: 5\ntime_limit: 0min")),
        ("an unknown unit", nullJob("trials: 5\ntime_limit: 10 fortnights")),
    ]

    static let numbers: [(name: String, text: String)] = [
        ("no trials", nullJob("trials: 0")),
        ("trials as a float", nullJob("trials: 1e3")),
        ("no failures at all", nullJob("trials: 5\nmax_failures: 0")),
        ("trials in quotes", nullJob("trials: '5'")),
        ("trials missing", nullJob("")),
        ("a negative seed", nullJob("trials: 5\nseed: -1")),
        ("a seed of 65 bits", nullJob("trials: 5\nseed: 18446744073709551616")),
        ("a superfluous 0", nullJob("trials: 010")),
        (
            "a number that isn't finite",
            nullJob("trials: 5", space: "  x: { type: float, low: 0, high: .inf }")
        ),
        (
            "a number that is too large",
            nullJob("trials: 5", space: "  x: { type: float, low: 0, high: 1e999 }")
        ),
        (
            "an int that is too large",
            nullJob("trials: 5", space: "  x: { type: int, low: 0, high: 99999999999999999999 }")
        ),
    ]

    private static func domain(_ text: String) -> String {
        nullJob("trials: 5", space: "  x: \(text)")
    }

    static let domains: [(name: String, text: String)] = [
        ("low above high", domain("{ type: float, low: 0.1, high: 0.01 }")),
        ("low above high in ints", domain("{ type: int, low: 9, high: 2 }")),
        ("log of 0", domain("{ type: float, low: 0, high: 1, distribution: log }")),
        ("log of ints from 0", domain("{ type: int, low: 0, high: 8, distribution: log }")),
        (
            "log-normal below 0",
            domain("{ type: float, low: -1, distribution: log-normal, mean: 0, deviation: 1 }")
        ),
        ("no bounds", domain("{ type: float }")),
        ("a normal without a mean", domain("{ type: float, distribution: normal, deviation: 1 }")),
        (
            "a deviation of 0",
            domain("{ type: float, distribution: normal, mean: 1, deviation: 0 }")
        ),
        ("a mean of a uniform", domain("{ type: float, low: 0, high: 1, mean: 0.5 }")),
        (
            "bounds in the tail",
            domain("{ type: float, distribution: normal, mean: 0, deviation: 1, low: 4 }")
        ),
        ("a step of 0", domain("{ type: float, low: 0, high: 1, step: 0 }")),
        ("a step that is too wide", domain("{ type: int, low: 0, high: 4, step: 5 }")),
        ("a step that is too narrow", domain("{ type: float, low: 0, high: 1, step: 1e-12 }")),
        (
            "a step without bounds",
            domain("{ type: float, distribution: normal, mean: 0, deviation: 1, step: 0.1 }")
        ),
        ("no type", domain("{ low: 0, high: 1 }")),
        ("a misspelt type", domain("{ type: flaot, low: 0, high: 1 }")),
        (
            "a misspelt distribution",
            domain("{ type: float, low: 1, high: 2, distribution: lognormal }")
        ),
        ("an unknown key of a domain", domain("{ type: float, low: 0, hihg: 1 }")),
        ("an empty choice", domain("[]")),
        ("an empty list of choices", domain("{ type: categorical, choices: [] }")),
        ("no choices", domain("{ type: categorical }")),
        ("a choice twice", domain("[1, 2.0, 2]")),
        ("a version twice, because it is a number", domain("[3.1, 3.10, '3.11']")),
        ("a choice twice, in other characters", domain("[\u{E9}, e\u{301}]")),
        ("a choice with NUL", domain("[a, \"b\\0c\"]")),
        ("a constant with NUL", domain("\"b\\0c\"")),
        ("a list in a choice", domain("[1, [2], ~]")),
        (
            "a float that is wider than numbers",
            domain("{ type: float, low: -1.7e308, high: 1.7e308 }")
        ),
        ("a name with a dash", nullJob("trials: 5", space: "  learning-rate: 1")),
        ("no parameters", nullJob("trials: 5", space: "  {}")),
    ]

    static let pools: [(name: String, text: String)] = [
        (
            "a pool that can't be filled",
            domain("{ type: pool, size: 10, from: { type: int, low: 1, high: 3 } }")
        ),
        (
            "a fixed value in a pool's way",
            domain("{ type: pool, size: 3, fixed: [2], from: { type: int, low: 1, high: 3 } }")
        ),
        (
            "a pool of rare values",
            domain(
                "{ type: pool, size: 30, "
                    + "from: { type: int, low: 0, high: 40, "
                    + "distribution: normal, mean: 5, deviation: 1 } }"
            )
        ),
        (
            "a pool of nothing",
            domain("{ type: pool, size: 0, from: { type: int, low: 1, high: 3 } }")
        ),
        ("a pool without a source", domain("{ type: pool, size: 3 }")),
        ("a pool of a pool", domain("{ type: pool, size: 3, from: { type: pool, size: 4 } }")),
        ("a pool of a list", domain("{ type: pool, size: 3, from: [1, 2] }")),
        (
            "a fixed float among ints",
            domain("{ type: pool, size: 2, fixed: [0.5], from: { type: int, low: 1, high: 3 } }")
        ),
        (
            "a fixed value twice",
            domain(
                "{ type: pool, size: 2, fixed: [0, 0.0], from: { type: float, low: 1, high: 3 } }")
        ),
    ]

    static let grids: [(name: String, text: String)] = [
        ("a grid over a continuous domain", nullJob("sampler: grid")),
        (
            "a grid with other trials",
            nullJob("sampler: grid\ntrials: 5", space: "  x: [1, 2, 3]\n  y: [a, b]")
        ),
        (
            "a grid without an end",
            nullJob(
                "sampler: grid",
                space:
                    "  x: { type: int, low: 0, high: 1e6 }\n"
                    + "  y: { type: int, low: 0, high: 100000000 }"
            )
        ),
        (
            "an endless grid",
            nullJob("sampler: grid", space: "  y: { type: int, low: 0, high: 100000000 }")
        ),
        (
            "wrong settings of the tpe sampler",
            nullJob(
                "sampler: { type: tpe, startup: -1, candidates: 0, lag: many, lagg: 3 }\n"
                    + "trials: 5")
        ),
        (
            "wrong changes of the schedule scheduler",
            autoencoder(
                "sampler: random\ntrials: 2\nscheduler:\n  type: schedule\n  changes:\n"
                    + "    - { epoch: 1, learning_rte: 0.1, learning_rate: fast }\n"
                    + "    - { epoch: 2, l2: 0 }")
        ),
        (
            "changes in a wrong form",
            autoencoder(
                "trials: 1\nscheduler:\n  type: schedule\n  changes:\n"
                    + "    - { epoch: 3, l2: [0] }\n    - { learning_rate: 0.1 }\n    - 5\n"
                    + "    - { epoch: 2, 3: 4 }\n    - { epoch: 1 }")
        ),
        ("a schedule without changes", autoencoder("trials: 1\nscheduler: schedule")),
        (
            "settings of a sampler that has none",
            nullJob("sampler: { type: random, lag: 2 }\ntrials: 5")
        ),
        ("a sampler without its type", nullJob("sampler: { lag: 2 }\ntrials: 5")),
        ("a list of samplers", nullJob("sampler: [tpe, random]\ntrials: 5")),
        ("a tpe sampler without trials", nullJob("sampler: tpe")),
        (
            "wrong settings of the cma-es sampler",
            nullJob(
                "sampler: { type: cma-es, population: 3, sigma: 0, restarts: never, "
                    + "scrambled: true }\ntrials: 5")
        ),
        (
            "wrong settings of the qmc sampler",
            nullJob("sampler: { type: qmc, sequence: niederreiter, scrambled: 1 }\ntrials: 5")
        ),
        (
            "more parameters than the qmc sampler has dimensions",
            nullJob(
                "sampler: qmc\ntrials: 5",
                space: (1...1_112).map { "  x\($0): [1, 2]" }.joined(separator: "\n"))
        ),
    ]

    static let objectives: [(name: String, text: String)] = [
        (
            "an objective with its keys inside",
            "study: s\nobjective: { command: python3 a.py }\ntrials: 1\nspace: { x: [1, 2] }\n"
        ),
        (
            "an objective with a type",
            "study: s\nobjective:\n  type: gan\ntrials: 1\nspace: { x: [1, 2] }\n"
        ),
        (
            "no data set and no epochs",
            "study: s\nobjective: autoencoder\ntrials: 1\nspace: { l2: 0 }\n"
        ),
        ("a misspelt objective", "study: s\nobjective: autoencodr\ntrials: 1\nspace: { l2: 0 }\n"),
        (
            "a misspelt data set",
            autoencoder("trials: 5\nsplit: { seed: 1 }").replacing("mnist", with: "minst")
        ),
        ("an unknown parameter", autoencoder(more: "  learn_rate: 0.1\n  momentum: 0.9")),
        ("an unknown metric", autoencoder("trials: 5\nmetric: { name: accuracy }")),
        ("a misspelt optimizer", autoencoder(optimizer: "[Adam, RMSProp, SGD]")),
        ("a learning rate of 0", autoencoder(learningRate: "[0, 0.1]")),
        ("a learning rate from 0", autoencoder(learningRate: "{ type: float, low: 0, high: 1 }")),
        (
            "a penalty below 0",
            autoencoder(
                l2:
                    "{ type: pool, size: 2, "
                    + "from: { type: float, distribution: normal, mean: 0, deviation: 1 } }"
            )
        ),
        ("a dimension of 0", autoencoder(dimension: "{ type: int, low: 0, high: 9 }")),
        ("a dimension that is a float", autoencoder(dimension: "{ type: float, low: 1, high: 9 }")),
        ("half a dimension", autoencoder(dimension: "[2, 2.5]")),
    ]

    static let tables: [(name: String, text: String)] = [
        (
            "a column of an unknown parameter",
            autoencoder("trials: 5\ntable:\n  - { parameter: learning_rat }\n  - { parameter: lr }")
        ),
        (
            "a column of an unknown metric",
            autoencoder("trials: 5\ntable: [{ metric: valid_loss }]")
        ),
        (
            "a column of nothing",
            autoencoder("trials: 5\ntable: [{ heading: A }, { parameter: l2, value: trial }]")
        ),
        ("a column of an unknown value", autoencoder("trials: 5\ntable: [{ value: epoch }]")),
        (
            "a heading twice",
            autoencoder(
                "trials: 5\ntable: [{ heading: A, value: trial }, { heading: A, value: epochs }]")
        ),
        ("digits out of range", autoencoder("trials: 5\ntable: [{ value: trial, digits: 18 }]")),
        ("an empty heading", autoencoder("trials: 5\ntable: [{ value: trial, heading: '' }]")),
        ("an empty table", autoencoder("trials: 5\ntable: []")),
        ("a table that is a mapping", autoencoder("trials: 5\ntable: { value: trial }")),
    ]
}

extension String {
    func replacing(_ old: String, with new: String) -> String {
        split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
}
