/// Mistakes in models, trainings, corruptions, weights and files.
extension MistakeCases {
    static let described: [(name: String, text: String)] =
        layers + references + shapes + trainings + others + files

    /// A correct autoencoder with a model of its own; one of its lines may be another.
    static func model(
        encoder: String = "[flatten, linear: $units]", decoder: String = "[linear: 784, sigmoid]",
        space: String = "  units: [8, 16]\n  learning_rate: 0.001", lines: String = ""
    ) -> String {
        """
        study: s
        objective: autoencoder
        dataset: mnist
        model:
          encoder: \(encoder)
          decoder: \(decoder)
        epochs: 2
        trials: 2
        \(lines)
        space:
        \(space)
        """
    }

    static func training(_ settings: String, space: String = "  units: [8, 16]") -> String {
        model(space: space, lines: "training: \(settings)")
    }

    static let layers: [(name: String, text: String)] = [
        ("an unknown layer", model(encoder: "[flatten, liner: $units]")),
        ("a layer of another library", model(encoder: "[Dense: 64]")),
        ("a layer that is a number", model(encoder: "[flatten, 5]")),
        ("two layers behind a dash", model(encoder: "[{ flatten: , linear: $units }]")),
        ("a layer of nothing", model(encoder: "[flatten, {}]")),
        ("a layer in a list of its own", model(encoder: "[flatten, [linear: $units]]")),
        ("settings of a layer without any", model(encoder: "[flatten: 3, linear: $units]")),
        ("a count of features", model(encoder: "[flatten, linear: $units, batch_norm1d: 16]")),
        ("a layer without its size", model(encoder: "[flatten, linear]")),
        ("a convolution without a kernel", model(encoder: "[conv2d: 8, flatten, linear: $units]")),
        (
            "a misspelt setting",
            model(encoder: "[{ conv2d: { channels: 8, kernal: 3 } }, flatten, linear: $units]")
        ),
        (
            "settings out of range",
            model(
                encoder: "[{ conv2d: { channels: 0, kernel: 2.5, stride: -1 } }, dropout: 1, "
                    + "flatten, linear: $units]")
        ),
        ("a size that is a text", model(encoder: "[flatten, linear: units]")),
        ("no size in a list", model(encoder: "[flatten, linear: []]")),
        (
            "an unknown activation",
            model(encoder: "[flatten, linear: { units: 8, activation: rleu }]")
        ),
        (
            "an activation that is none",
            model(encoder: "[flatten, linear: { units: 8, activation: dropout }]")
        ),
        (
            "an activation of an activation",
            model(encoder: "[flatten, leaky_relu: { slope: 0.1, activation: relu }]")
        ),
        ("no layers", model(encoder: "[]")),
        ("layers as a mapping", model(encoder: "{ flatten: , linear: $units }")),
        ("a missing part", model().without("  decoder:")),
        ("a misspelt part", model().replacing("decoder", with: "decodr")),
        ("a part of another objective", model().replacing("autoencoder", with: "classifier")),
        (
            "a model that is a list",
            model().without("  encoder").without("  decoder").replacing(
                "model:", with: "model: [encoder]")
        ),
    ]

    static let references: [(name: String, text: String)] = [
        ("a parameter that isn't there", model(encoder: "[flatten, linear: $width]")),
        ("a misspelt parameter", model(encoder: "[flatten, linear: $unist]")),
        ("a $ alone", model(encoder: "[flatten, linear: $]")),
        (
            "a parameter that nothing uses",
            model(space: "  units: 8\n  learning_rate: 1\n  depth: 2")
        ),
        (
            "a parameter of the wrong kind",
            model(space: "  units: [8, 8.5]\n  learning_rate: { type: int, low: 1, high: 2 }")
        ),
        (
            "a size from 0",
            model(space: "  units: { type: int, low: 0, high: 9 }\n  learning_rate: 1")
        ),
        ("no learning rate", model(space: "  units: 8")),
        (
            "two parameters for one setting",
            model(space: "  units: 8\n  learning_rate: 0.1\n  l2: 0\n  weight_decay: 0.1")
        ),
        (
            "a parameter without a meaning",
            model(space: "  units: 8\n  learning_rate: 0.1\n  momentum: 0.9\n  optimizer: Adam")
        ),
    ]

    static let shapes: [(name: String, text: String)] = [
        ("a linear layer of images", model(encoder: "[linear: $units]")),
        (
            "a convolution of a vector",
            model(encoder: "[flatten, conv2d: { channels: 8, kernel: 3 }, linear: $units]")
        ),
        ("too few outputs", model(decoder: "[linear: [64, 783], sigmoid]")),
        (
            "a kernel that is too large for some",
            model(
                encoder: "[{ conv2d: { channels: 2, kernel: $kernel } }, flatten, linear: $units]",
                space: "  units: 8\n  kernel: [3, 28, 29]\n  learning_rate: 0.1")
        ),
        (
            "an unflatten that fits no width",
            model(
                decoder: "[linear: 784, unflatten: { channels: $units, height: 28, width: 14 }]")
        ),
        (
            "too much output padding",
            model(
                decoder: "[linear: 16, unflatten: { channels: 1, height: 4, width: 4 }, "
                    + "conv_transpose2d: { channels: 1, kernel: 3, stride: 2, output_padding: 2 }]")
        ),
        (
            "a vector that is normalised as images",
            model(encoder: "[flatten, batch_norm2d, linear: $units]")
        ),
        (
            "a standard model of other images",
            autoencoder(
                "trials: 5\ndataset: { train: { values: v.npy } }"
            ).without("dataset: mnist")
        ),
        ("classes that aren't all there", classifier("[flatten, linear: [16, 9]]")),
        (
            "a binary cross entropy of any number",
            model(decoder: "[linear: 784]", lines: "training: { loss: bce }")
        ),
        ("a discriminator of two outputs", gan("[flatten, linear: 2, sigmoid]")),
    ]

    static func classifier(_ layers: String, lines: String = "") -> String {
        model(space: "  learning_rate: 0.1", lines: lines)
            .replacing("  encoder: [flatten, linear: $units]", with: "  classifier: \(layers)")
            .without("  decoder:").replacing(
                "objective: autoencoder", with: "objective: classifier")
    }

    static func measured(_ quality: String) -> String {
        gan("[flatten, linear: 1, sigmoid]", lines: "quality: \(quality)")
    }

    static func gan(_ discriminator: String, lines: String = "") -> String {
        """
        study: s
        objective: gan
        dataset: mnist
        model:
          generator: [linear: [32, 784], sigmoid]
          discriminator: \(discriminator)
        epochs: 2
        trials: 1
        \(lines)
        space:
          learning_rate: 0.001
        """
    }

    static let trainings: [(name: String, text: String)] = [
        ("a training that is a word", training("Adam")),
        ("misspelt settings", training("{ learning_rat: 0.1, schedle: cosine, los: mse }")),
        ("a misspelt optimizer of a training", training("{ optimizer: adm, learning_rate: 0.1 }")),
        ("a loss of classes", training("{ loss: cross_entropy, learning_rate: 0.1 }")),
        ("a delta of a square", training("{ loss: { delta: 2 }, learning_rate: 0.1 }")),
        ("a momentum of Adam", training("{ momentum: 0.9, learning_rate: 0.1 }")),
        (
            "a momentum of no optimizer there is",
            training(
                "{ optimizer: $rule, momentum: 0.9, learning_rate: 0.1 }",
                space: "  units: 8\n  rule: [Adam, AdamW]")
        ),
        (
            "Nesterov without momentum",
            training("{ optimizer: SGD, nesterov: true, learning_rate: 0.1 }")
        ),
        (
            "a step of no length",
            training("{ schedule: step, learning_rate: 0.1 }")
        ),
        (
            "settings of another schedule",
            training("{ schedule: { kind: cosine, patience: 3 }, learning_rate: 0.1 }")
        ),
        (
            "numbers out of range",
            training(
                "{ learning_rate: 0, weight_decay: -1, beta1: 1, warm_up: 0, clipping: 0, "
                    + "early_stopping: { patience: 0.5 } }")
        ),
        ("two ways to clip", training("{ clipping: { norm: 1, value: 1 }, learning_rate: 0.1 }")),
        (
            "a warm-up of no length",
            training("{ warm_up: { start_factor: 0.1 }, learning_rate: 0.1 }")
        ),
        (
            "early stopping without patience",
            training("{ early_stopping: { minimum_delta: 0.1 }, learning_rate: 0.1 }")
        ),
        ("a latent dimension of an autoencoder", training("{ latent_dimension: 9 }")),
        (
            "a plateau of a GAN",
            gan("[flatten, linear: 1, sigmoid]", lines: "training: { schedule: plateau }")
        ),
        (
            "an early stop of a GAN by its losses",
            gan("[flatten, linear: 1, sigmoid]", lines: "training: { early_stopping: 5 }")
        ),
        (
            "a part's settings that have no meaning",
            gan(
                "[flatten, linear: 1, sigmoid]",
                lines: "training: { generator: { momentum: 0.5 } }")
        ),
        (
            "a part's optimizer alone",
            gan("[flatten, linear: 1, sigmoid]", lines: "training: { discriminator: SGD }")
        ),
    ]

    static let others: [(name: String, text: String)] = [
        ("a corruption of an autoencoder", model(lines: "corruption: gaussian")),
        (
            "a misspelt corruption",
            model(lines: "corruption: { kind: salt, fraction: 2 }").denoising
        ),
        (
            "a deviation of masks",
            model(lines: "corruption: { kind: masking, deviation: 0.1 }").denoising
        ),
        ("a quality of an autoencoder", model(lines: "quality: { features: w }")),
        ("a quality that is a file", measured("w")),
        (
            "a quality without features",
            measured("{ sample: 5, samples: 1, every: 0 }\nmetric: { name: frechet }")
        ),
        ("features that can't be read", measured("{ features: none }")),
        (
            "a quality without test samples",
            measured("{ features: w }")
                .replacing("dataset: mnist", with: "dataset: { train: { values: i.npy } }")
        ),
        (
            "a quality that isn't measured",
            gan("[flatten, linear: 1, sigmoid]", lines: "metric: { name: frechet_distance }")
        ),
        (
            "no weights' file",
            classifier("[flatten, linear: 10]", lines: "pretrained: { parts: [encoder] }")
        ),
        (
            "weights of an unknown part",
            classifier("[flatten, linear: 10]", lines: "pretrained: { file: w, parts: [decoder] }")
        ),
        (
            "weights that can't be read",
            classifier("[flatten, linear: 10]", lines: "pretrained: { file: none }")
        ),
        (
            "nothing to train",
            classifier(
                "[flatten, linear: 10]",
                lines: "pretrained: { file: w, parts: [encoder, classifier], freeze: true }")
        ),
        (
            "weights of a part that isn't there",
            classifier("[flatten, linear: 10]", lines: "pretrained: { file: w, parts: [encoder] }")
        ),
        ("no threads", model(lines: "threads: 0")),
    ]

    static func data(_ dataset: String, lines: String = "") -> String {
        model(lines: lines).replacing("dataset: mnist", with: "dataset: \(dataset)")
    }

    static let files: [(name: String, text: String)] = [
        ("a data set of nothing", data("{}")),
        ("a data set without values", data("{ train: { labels: v.npy } }")),
        ("a misspelt key of a data set", data("{ trian: { values: v.npy } }")),
        ("a file that isn't there", data("{ train: { values: none.npy } }")),
        ("a file that can't be read here", data("{ train: { values: { file: 5 } } }")),
        ("samples without a shape", data("{ train: { values: five.npy } }")),
        ("an empty shape", data("{ train: { values: v.npy }, shape: [] }")),
        ("a shape of two extents", data("{ train: { values: v.npy }, shape: [28, 28] }")),
        ("another shape", data("{ train: { values: v.npy }, shape: [1, 28, 28] }")),
        (
            "a shape of other test samples",
            data("{ train: { values: i.npy }, test: { values: v.npy } }")
        ),
        ("too few labels", data("{ train: { values: i.npy, labels: few.npy } }")),
        ("labels that are images", data("{ train: { values: i.npy, labels: i.npy } }")),
        ("a range of one number", data("{ train: { values: i.npy }, range: [5] }")),
        ("a range upside down", data("{ train: { values: i.npy }, range: [255, 0] }")),
        ("no such orientation", data("{ train: { values: i.npy }, orientation: transpose }")),
        (
            "an orientation of vectors",
            data("{ train: { values: v.npy }, shape: [784], orientation: transposed }")
        ),
        (
            "no test samples",
            data("{ train: { values: i.npy } }", lines: "split: { validation: test-set }")
        ),
        (
            "no labels to learn",
            classifier("[flatten, linear: 10]")
                .replacing("dataset: mnist", with: "dataset: { train: { values: i.npy } }")
        ),
    ]
}

extension String {
    /// Without the lines that begin so.
    func without(_ beginning: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix(beginning) }.joined(separator: "\n")
    }

    fileprivate var denoising: String {
        replacing("objective: autoencoder", with: "objective: denoising-autoencoder")
    }
}
