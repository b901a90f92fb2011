/// Mistakes in what a job says about its space and its configurations.
enum SpaceMistakeCases {
    static let all = initial + conditions + constraints + outcomes + repeats

    private static func job(_ lines: String) -> String {
        nullJob(
            lines,
            space: """
                  x: { type: float, low: 0, high: 1, step: 0.1 }
                  n: { type: int, low: 1, high: 9, step: 2 }
                  o: [Adam, SGD]
                """)
    }

    private static let initial: [(name: String, text: String)] = [
        ("initial without a list", job("trials: 5\ninitial: { x: 0.1 }")),
        ("an initial text", job("trials: 5\ninitial: [Adam]")),
        ("an initial value out of range", job("trials: 5\ninitial: [{ x: 1.5 }]")),
        ("an initial value between steps", job("trials: 5\ninitial: [{ x: 0.25, n: 2 }]")),
        ("an initial choice that there is not", job("trials: 5\ninitial: [{ o: adam }]")),
        ("an initial value that is a list", job("trials: 5\ninitial: [{ o: [Adam] }]")),
        ("an initial value of no parameter", job("trials: 5\ninitial: [{ nn: 3 }]")),
        (
            "one initial configuration twice",
            job(
                "trials: 5\ninitial:\n  - { x: 0.1, n: 3, o: SGD }\n"
                    + "  - { o: SGD, n: 3, x: 0.1 }")
        ),
        (
            "more initial configurations than trials",
            job("trials: 1\ninitial: [{ n: 1 }, { n: 3 }]")
        ),
        ("an initial configuration of a grid in part", job("sampler: grid\ninitial: [{ n: 1 }]")),
    ]

    private static func space(_ lines: String...) -> String {
        nullJob("trials: 5", space: lines.map { "  " + $0 }.joined(separator: "\n"))
    }

    private static let optimizer = "o: [Adam, SGD]"

    private static let conditions: [(name: String, text: String)] = [
        ("a condition that is no mapping", space("x: { type: int, low: 1, high: 2, when: o }")),
        ("an empty condition", space("x: { type: int, low: 1, high: 2, when: {} }")),
        (
            "a condition on no parameter",
            space("oo: [a]", "x: { type: int, low: 1, high: 2, when: { o: a } }")
        ),
        ("a condition on itself", space("x: { type: int, low: 1, high: 2, when: { x: 1 } }")),
        (
            "a condition with a value that there is not",
            space(optimizer, "x: { type: int, low: 1, high: 2, when: { o: [SGD, adam] } }")
        ),
        (
            "a condition on a float",
            space(
                "y: { type: float, low: 0, high: 1 }",
                "x: { type: int, low: 1, high: 2, when: { y: 0.5 } }")
        ),
        (
            "conditions in a circle",
            space(
                optimizer, "a: { type: int, low: 1, high: 2, when: { b: 1 } }",
                "b: { type: int, low: 1, high: 2, when: { c: 1, o: SGD } }",
                "c: { type: int, low: 1, high: 2, when: { a: 1 } }")
        ),
        (
            "a condition with a list in a list",
            space(optimizer, "x: { type: int, low: 1, high: 2, when: { o: [[SGD], null] } }")
        ),
        (
            "a condition of what a pool is drawn from",
            space(
                optimizer,
                "x: { type: pool, size: 1, from: { type: int, low: 1, high: 2, when: { o: SGD } } }"
            )
        ),
        (
            "an initial value of an inactive parameter",
            nullJob(
                "trials: 5\ninitial: [{ o: Adam, x: 1 }]",
                space: "  o: [Adam, SGD]\n  x: { type: int, low: 1, high: 2, when: { o: SGD } }")
        ),
        (
            "a grid's initial configuration without an active parameter",
            nullJob(
                "sampler: grid\ninitial: [{ o: SGD }, { o: Adam }]",
                space: "  o: [Adam, SGD]\n  x: { type: int, low: 1, high: 2, when: { o: SGD } }")
        ),
        (
            "a required parameter that is not always active",
            MistakeCases.autoencoder(
                learningRate: "{ type: float, low: 0.1, high: 1, when: { optimizer: Adam } }")
        ),
        (
            "a layer whose size is not always active",
            MistakeCases.autoencoder(
                dimension: "{ type: int, low: 2, high: 9, when: { optimizer: RMSprop } }")
        ),
        (
            "a macro of a parameter with a condition",
            """
            study: s
            objective: command
            command: [a, "{x}"]
            metrics: [m]
            trials: 3
            space:
              o: [Adam, SGD]
              x: { type: int, low: 1, high: 2, when: { o: SGD } }
            """
        ),
    ]

    private static func constrained(_ constraint: String, _ lines: String = "trials: 5") -> String {
        job("\(lines)\nconstraints:\n  - \(constraint)")
    }

    private static let constraints: [(name: String, text: String)] = [
        ("constraints without a list", job("trials: 5\nconstraints: x > 1")),
        ("a constraint that is a number", constrained("5")),
        ("a constraint with a sign too many", constrained("x >= * 2")),
        ("a constraint with an unknown parameter", constrained("'x + nn <= 3'")),
        ("a constraint that is a sum", constrained("\"x + n\"")),
        ("a constraint that orders texts", constrained("o < 'SGD'")),
        ("a constraint with a misspelt choice", constrained("\"not (o == 'sgd' and x > 0.5)\"")),
        ("a constraint with one sign of equality", constrained("n = 3")),
        ("a constraint that is not closed", constrained("\"(n > 3 or x < 0.5\"")),
        ("a constraint without a parameter", constrained("1 < 2")),
        ("a constraint that nothing fulfils", constrained("n + x > 90")),
        ("a grid that nothing fulfils", constrained("n > 9", "sampler: grid")),
        (
            "an initial configuration that a constraint forbids",
            constrained("n + x < 3", "trials: 5\ninitial: [{ n: 1 }, { n: 9 }]")
        ),
        (
            "a grid with constraints and another number of trials",
            constrained("n < 4", "sampler: grid\ntrials: 100")
        ),
    ]

    private static let outcomes: [(name: String, text: String)] = [
        ("objectives without a list", nullJob("trials: 5\nobjectives: validation_loss")),
        ("no objectives", nullJob("trials: 5\nobjectives: []")),
        (
            "objectives beside a metric",
            nullJob(
                "trials: 5\nmetric: { name: cost }\nobjectives: [{ metric: validation_loss }]")
        ),
        (
            "an objective twice, and one that there is not",
            nullJob(
                "trials: 5\nobjectives:\n  - { metric: cost }\n"
                    + "  - { metric: cost, direction: maximize }\n  - { metric: loss }")
        ),
        (
            "an objective of another form",
            nullJob("trials: 5\nobjectives: [validation_loss, { name: cost }]")
        ),
        (
            "several objectives of a sampler for one",
            nullJob(
                "trials: 5\nsampler: cma-es\nobjectives: [{ metric: cost }, "
                    + "{ metric: validation_loss }]")
        ),
        (
            "a scheduler by the number of parameters",
            MistakeCases.autoencoder(
                "trials: 5\nscheduler: asha\nobjectives: [{ metric: parameters }, "
                    + "{ metric: validation_loss }]\ntraining: { early_stopping: 2 }")
        ),
        ("feasible without a list", nullJob("trials: 5\nfeasible: validation_loss < 1")),
        ("a condition on no metric", nullJob("trials: 5\nfeasible: [validation_los < 1]")),
        ("a condition of equality", nullJob("trials: 5\nfeasible: ['validation_loss == 1']")),
        ("a condition of two", nullJob("trials: 5\nfeasible: [0 < validation_loss < 1]")),
    ]

    private static let repeats: [(name: String, text: String)] = [
        ("repeats of another kind", job("trials: 5\nrepeats: sometimes")),
        ("repeats of a grid", job("sampler: grid\nrepeats: always")),
        ("no runs", job("trials: 5\nrepeats: 0")),
        ("part of a run", job("trials: 5\nrepeats: 2.5")),
        ("too many runs in total", job("trials: 5000000\nrepeats: 3")),
        ("runs with a scheduler", job("trials: 5\nepochs: 9\nscheduler: asha\nrepeats: 3")),
        (
            "a deviation of no metric",
            job("trials: 5\nrepeats: 3\ntable: [{ deviation: validation_los }]")
        ),
        (
            "ints with too many values",
            space("x: { type: int, low: -1, high: 9223372036854775807 }")
        ),
        (
            "an int of more than 64 bits",
            space("x: { type: int, low: 0, high: 9223372036854775808 }")
        ),
        (
            "ints in the wrong order",
            space("x: { type: int, low: 9007199254740993, high: 9007199254740992 }")
        ),
        ("null twice", space("x: [null, 0.5, ~]")),
        ("null and its word", space("x: [null, 'null']")),
        ("null alone", space("x: null")),
        (
            "null for a network",
            MistakeCases.autoencoder(l2: "[null, 0.1]")
        ),
    ]
}
