extension ReproducedReport {
    /// One autoencoder, two grids and its robustness: a course report of 2020.
    static let encoding = ReproducedReport(
        name: "report-1",
        title: "Encoding digits",
        subtitle: "The studies of “HW. 4 NN and Deep Learning” (2020), run again",
        introduction: [
            "A fixed convolutional autoencoder is trained on MNIST: which learning rate, how many "
                + "numbers must an encoding have, and what does the model make of digits that are "
                + "noisy or partly gone?"
        ],
        parts: [
            Part(
                "The data", ["The autoencoder learns from 60,000 images like these."],
                [
                    .digits(
                        caption:
                            "Some numbers contained in the MNIST data set: the first sixty of "
                            + "the test set. In the report: Figure 1.")
                ]),
            Part(
                "The learning rate",
                [
                    "Five learning rates with Adam, a weight decay of 1e-5 and an encoding of six "
                        + "numbers, each trained with five seeds. The report chose 0.005."
                ], job: "learning-rate-grid",
                [
                    .repetitions(
                        parameter: "learning_rate", heading: "lr",
                        caption:
                            "The error on the test set for each learning rate over five seeds, "
                            + "the best mean first."),
                    .profile(
                        parameter: "learning_rate", label: "Learning rate",
                        caption:
                            "The error on the test set by learning rate: the mean of five seeds, "
                            + "and a standard deviation to either side."),
                    .curves(
                        parameter: "learning_rate", label: "rate",
                        caption:
                            "The loss on the evaluation set after each epoch, for each learning "
                            + "rate: the mean of five seeds. In the report: Figure 1a."),
                ]),
            Part(
                "The encoding's dimension",
                ["Five dimensions of the encoded space, at a learning rate of 0.005."],
                job: "encoding-dimension-grid",
                [
                    .ranking(caption: "The dimensions, best first."),
                    .curves(
                        parameter: "encoding_dimension", label: "dimension",
                        caption:
                            "The loss on the evaluation set after each epoch, for each dimension "
                            + "of the encoded space. In the report: Figure 1b."),
                    .profile(
                        parameter: "encoding_dimension", label: "Dimension of the encoded space",
                        caption: "The error on the test set by the dimension of the encoded space. "
                            + "Every further number helps here; the report found 6 best."),
                ]),
            Part(
                "The final model",
                [
                    "The network with six numbers, as the report chose, trained once more, for "
                        + "longer."
                ],
                job: "encoding-dimension-grid",
                [
                    .findings("model/training", labels: ["losses": "Figure 2"]),
                    .findings(
                        "model/reconstructions", labels: ["reconstructions": "Figure 3"], only: true
                    ),
                    .findings("model/latent-pca-2", labels: ["latent": "Figure 4"]),
                ]),
            Part(
                "MNIST.mat, noise and occlusion",
                [
                    "The report tests its model on a MATLAB file whose digits are turned and "
                        + "flipped. Such a file is made here of the test images; how they lie "
                        + "is found out by the model's own error."
                ], job: "encoding-dimension-grid",
                [
                    .findings(
                        "model/robustness",
                        labels: [
                            "noise": "Figure 5", "noise-examples": "Figure 6",
                            "occlusion": "Figure 7", "occlusion-examples": "Figure 8",
                        ])
                ]),
        ],
        comparisons: ([
            ("0.01", 0.01, "0.0221"), ("0.005", 0.005, "0.0218"), ("0.001", 0.001, "0.0219"),
            ("0.0005", 0.0005, "0.0249"), ("0.00001", 0.00001, "0.0733"),
        ] as [(String, Double, String)]).map { words, rate, theirs in
            Comparison(
                label: "MSE on the test set at learning rate \(words)", theirs: theirs,
                source: .trials(
                    study: "learning-rate-grid", parameter: "learning_rate", value: rate),
                aim: Double(theirs).map { .atMost($0) })
        } + [
            Comparison(
                label: "MSE on the test set of the final model, 6 numbers", theirs: "0.0218",
                source: .number(
                    study: "encoding-dimension-grid",
                    steps: finalTrainings,
                    "test_loss"),
                aim: .atMost(0.0218)),
            Comparison(
                label: "MSE on MNIST.mat, put upright", theirs: "0.02181",
                source: .number(
                    study: "encoding-dimension-grid", steps: ["model/robustness"], "test_mse"),
                aim: .atMost(0.021806583)),
        ])
}
