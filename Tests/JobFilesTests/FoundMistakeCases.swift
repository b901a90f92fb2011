/// Mistakes that people made in their jobs: schedulers that would change what can't change, frozen
/// parts, weights of classes, and texts in the place of numbers.
enum FoundMistakeCases {
    static let all = changing + frozen + classes + quoted

    /// A classifier of arrays, whose classes its outputs tell.
    static func classifier(
        _ lines: String, model: String = "classifier: [flatten, linear: 3]",
        space: String = "learning_rate: [0.001, 0.01]"
    ) -> String {
        """
        study: s
        objective: classifier
        dataset: { train: { values: i.npy, labels: l.npy } }
        model: { \(model) }
        epochs: 4
        trials: 5
        \(lines)
        space: { \(space) }
        """
    }

    private static let wide = "classifier: [flatten, linear: $h, linear: 3]"
    private static let rateAndWidth = "learning_rate: [0.001, 0.01], h: [4, 8]"
    private static let conditional =
        "learning_rate: 0.1, optimizer: [Adam, SGD], "
        + "m: { type: categorical, choices: [0, 0.9], when: { optimizer: SGD } }"

    private static func schedule(_ change: String) -> String {
        classifier(
            "scheduler:\n  type: schedule\n  changes:\n    - { epoch: 2, \(change) }",
            model: wide, space: rateAndWidth + ", optimizer: [Adam, SGD]"
        ).replacing("trials: 5", with: "trials: 1")
    }

    private static let changing: [(name: String, text: String)] = [
        (
            "a population that explores a layer's width",
            classifier(
                "scheduler:\n  type: pbt\n  interval: 2\n  explore: [learning_rate, h]",
                model: wide, space: rateAndWidth)
        ),
        (
            "a population that explores nothing but a width",
            classifier(
                "scheduler: { type: pbt, interval: 2, explore: h }", model: wide,
                space: rateAndWidth)
        ),
        (
            "a population that explores everything",
            classifier(
                "scheduler: { type: pbt, interval: 2 }", model: wide,
                space: rateAndWidth + ", optimizer: [Adam, SGD], l2: 0")
        ),
        (
            "a population with nothing left to explore",
            classifier(
                "scheduler: { type: pbt, interval: 2 }",
                space: "learning_rate: 0.1, optimizer: [Adam, SGD]")
        ),
        (
            "a population with momentum and without",
            classifier(
                "training: { momentum: $m, optimizer: SGD }\n"
                    + "scheduler: { type: pbt, interval: 1 }",
                space: "learning_rate: [0.001, 0.01], m: [0, 0.9]")
        ),
        (
            "a population with momentum where the optimizer has one",
            classifier(
                "training: { momentum: $m }\n"
                    + "scheduler: { type: pbt, interval: 1, explore: [learning_rate, m] }",
                space: conditional)
        ),
        ("a schedule that changes a width", schedule("h: 8")),
        ("a schedule that changes the optimizer", schedule("optimizer: AdamW")),
        ("a schedule with a quoted number", schedule("learning_rate: \"0.1\"")),
        (
            "wrong names in a scheduler",
            classifier(
                "scheduler:\n  type: pbt\n  interval: 2\n  explore:\n    - learning_rate\n"
                    + "    - rate\n  quantile: 0.01")
        ),
    ]

    private static func frozen(_ keys: String, model: String) -> String {
        classifier("pretrained: { file: w, \(keys) }", model: model)
    }

    private static let encoded = "encoder: [flatten, linear: 4], classifier: [linear: 3]"

    private static let frozen: [(name: String, text: String)] = [
        (
            "a frozen head", frozen("parts: [classifier], freeze: true", model: encoded)
        ),
        (
            "a frozen head that is the model",
            frozen("parts: [classifier], freeze: true", model: "classifier: [flatten, linear: 3]")
        ),
        (
            "every part frozen",
            frozen("parts: [encoder, classifier], freeze: true", model: encoded)
        ),
        (
            "a frozen part of an autoencoder",
            MistakeCases.autoencoder(
                "trials: 5\npretrained: { file: w, parts: [encoder], freeze: true }")
        ),
    ]

    private static let classes: [(name: String, text: String)] = [
        ("a weight of no class of an array", classifier("class_weights: { a: 2, 0: 1 }")),
        ("a weight of a class beyond the outputs", classifier("class_weights:\n  5: 2")),
    ]

    private static func space(_ lines: String..., more: String = "") -> String {
        nullJob("trials: 5\n" + more, space: lines.map { "  " + $0 }.joined(separator: "\n"))
    }

    private static let quoted: [(name: String, text: String)] = [
        (
            "a condition on a quoted number",
            space(
                "n: [1, 2]", "m: { type: float, low: 0, high: 1, when: { n: \"1\" } }")
        ),
        ("an initial text like a number", space("a: [1, 2]", more: "initial: [{ a: \"1\" }]")),
        ("an initial number for a text", space("a: ['1', b]", more: "initial: [{ a: 1 }]")),
        (
            "a comparison with a text like a number",
            space("a: [1, b]", more: "constraints: [\"a == '1'\"]")
        ),
    ]
}
