/// Mistakes in what a job says about its space and its configurations.
enum SpaceMistakeCases {
    static let all = initial

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
}
