extension ReproducedReport {
    /// A search, the latent space, denoising, a classifier, a GAN, and the future work.
    static let unsupervised = ReproducedReport(
        name: "report-2",
        title: "Unsupervised learning on MNIST",
        subtitle: "The studies of “Homework 2: Unsupervised Learning” (2020), run again",
        introduction: [
            "A convolutional autoencoder's hyperparameters are searched; its encodings are looked "
                + "at, made to take noise away, and to tell digits. A second kind of network, a "
                + "GAN, draws digits of its own.",
            "The pools of candidates are new draws, as the report doesn't say which values its "
                + "search had.",
        ],
        parts: autoencoderParts + denoisingParts + classifierParts + adversarialParts
            + bayesianParts + noiseParts + searchedAdversarialParts,
        comparisons: autoencoderComparisons + otherComparisons)

    // MARK: Parts

    private static let autoencoderParts = [
        Part(
            "1.1 Autoencoder: hyperparameters",
            [
                "50 combinations drawn at random, 50 epochs each, on 80 % of the training images; "
                    + "ranked by the mean squared error on the other 20 %."
            ], job: "table-1",
            [.ranking(caption: "Results of the first 5 best models. In the report: Table 1.")]),
        Part(
            "1.2 Autoencoder: final training",
            ["The best combination, trained on all training images and measured on the test set."],
            job: "table-1",
            [
                .findings("model/training", labels: ["losses": "(a) Final train losses"]),
                .findings(
                    "model/reconstructions",
                    labels: [
                        "beginning-and-end":
                            "(b) Reconstructed images at the beginning and at the end of the "
                            + "training"
                    ], only: true),
            ]),
        Part(
            "2 Latent space",
            ["The encoded test set, seen through t-SNE, and what the decoder makes of new codes."],
            job: "table-1",
            [
                .findings("model/latent-tsne-2", labels: ["latent": "Figure 2"]),
                .findings("model/generated-around", labels: ["around": "Figure 3"]),
                .findings("model/generated-near", labels: ["around": ""], only: true),
                .findings("model/generated-grid", labels: ["grid": ""], only: true),
                .findings("model/generated-path", labels: ["path": ""], only: true),
            ]),
        Part(
            "Appendix A.1: the latent space, other views", [], job: "table-1",
            [
                .findings(
                    "model/latent-pca-2", labels: ["latent": "Figure 8", "first-codes": "Table 5"]),
                .findings("model/latent-pca-3", labels: ["latent": "Figure 9"]),
                .findings("model/latent-tsne-3", labels: ["latent": "Figure 10"]),
            ]),
    ]

    private static let denoisingParts = [
        Part(
            "3 Denoising autoencoder",
            [
                "The same search, but the encoder is given an image with normal noise of deviation "
                    + "0.1, and the loss compares its output with the image as it was."
            ], job: "table-2",
            [
                .ranking(caption: "Results of the first 5 best models. In the report: Table 2."),
                .findings("model/training", labels: ["losses": "Figure 4, losses"]),
                .findings(
                    "model/reconstructions", labels: ["beginning-and-end": "Figure 4, images"],
                    only: true),
                .findings("model/evaluation"),
            ])
    ]

    private static let classifierParts = [
        Part(
            "4 Autoencoder for classification",
            [
                "Table 1's encoder stays as it is; linear layers with dropout behind it learn to "
                    + "tell the digits: 216 combinations of 20 epochs."
            ], job: "table-3",
            [
                .ranking(caption: "Results of the first 5 best models. In the report: Table 3."),
                .findings("model/training", labels: ["losses": "(a) Final train losses"]),
                .findings("model/evaluation", labels: ["confusion": "(b) Confusion matrix"]),
            ]),
        Part(
            "4 What training the encoder along gives",
            ["The same layers on the same encoder, which here learns too."],
            job: "classifier-unfrozen",
            [
                .ranking(caption: "The encoder trained along: the first 5 best models."),
                .findings("model/training", labels: ["losses": "Final train losses"]),
                .findings("model/evaluation"),
            ]),
    ]

    private static let adversarialParts = [
        Part(
            "5 GAN",
            [
                "A generator and a discriminator of linear layers, trained against each other for "
                    + "400 epochs."
            ], job: "gan",
            [
                .findings("model/training", labels: ["losses": "Figure 6", "networks": "Table 4"]),
                .findings(
                    "model/generate-training",
                    labels: [
                        "first": "Figure 7, the beginning of training",
                        "last": "Figure 7, the end of training",
                    ]),
            ])
    ]

    private static let bayesianParts = [
        Part(
            "6 Future work: Bayesian optimisation",
            [
                "The search of Table 1 by a sampler that learns from its trials, tree-structured "
                    + "Parzen estimators, with the same budget. Parameters have the ranges "
                    + "that Table 1's pools were drawn from, as a pool's values have no order."
            ], job: "bayesian",
            [
                .ranking(caption: "Bayesian optimisation: the first 5 best models."),
                .race(
                    [("Random search", "table-1"), ("Bayesian optimisation", "bayesian")],
                    caption: "The best validation loss among the first trials, in the order of "
                        + "their numbers. The first ten of Bayesian optimisation are random too."),
                .findings("model/training", labels: ["losses": ""], only: true),
                .findings("model/evaluation"),
            ])
    ]

    private static let noiseParts = [
        Part(
            "6 Future work: other kinds of noise",
            [
                "The report suggests other types of noise, and teaching an autoencoder to remove "
                    + "all of them. First salt and pepper, on a tenth of the pixels."
            ], job: "denoising-salt-and-pepper",
            [
                .ranking(caption: "Salt and pepper: the first 5 best models."),
                .findings("model/reconstructions", labels: ["beginning-and-end": ""], only: true),
                .findings("model/evaluation"),
            ]),
        Part(
            "6 Future work: all kinds of noise at once",
            ["Each image gets normal noise, salt and pepper, or missing pixels."],
            job: "denoising-mixture",
            [
                .ranking(caption: "A mixture of noises: the first 5 best models."),
                .findings("model/reconstructions", labels: ["beginning-and-end": ""], only: true),
                .findings("model/evaluation"),
            ]),
    ]

    private static let searchedAdversarialParts = [
        Part(
            "6 Future work: hyperparameters of the GAN",
            [
                "The networks of Table 4 with other slopes, dropouts and learning rates, ranked by "
                    + "the Fréchet distance between generated and real digits in the features of a "
                    + "classifier that was trained on the training images."
            ], job: "gan-search",
            [
                .ranking(caption: "The GAN's hyperparameters: the first 5 best."),
                .findings("model/training", labels: ["losses": "Losses of the best"]),
                .findings("model/generate"),
            ]),
        Part(
            "6 Future work: a convolutional GAN",
            [
                "Transposed convolutions up and strided ones down, with batch normalisation, and a "
                    + "search over what they leave open."
            ], job: "dcgan",
            [
                .ranking(caption: "The convolutional GAN: the first 5 best."),
                .findings("model/training", labels: ["losses": "Losses of the best"]),
                .findings("model/generate-training"),
            ]),
    ]

    // MARK: Numbers

    private static let autoencoderComparisons = [
        Comparison(
            label: "Table 1, best validation loss", theirs: "0.0172",
            source: .rank(study: "table-1", 1), aim: .atMost(0.0172)),
        Comparison(
            label: "Table 1, fifth best", theirs: "0.0183", source: .rank(study: "table-1", 5),
            aim: .atMost(0.0183)),
        Comparison(
            label: "Final autoencoder, MSE on the test set", theirs: "0.016",
            source: .number(
                study: "table-1", steps: finalTrainings, "test_loss"),
            aim: .atMost(0.016)),
    ]

    /// The losses are relative to each other: both networks may be good or bad together.
    private static let lossRemark = "no aim: it doesn't say how good the images are"

    private static let otherComparisons = [
        Comparison(
            label: "Table 2, best validation loss", theirs: "0.015",
            source: .rank(study: "table-2", 1), aim: .atMost(0.015)),
        Comparison(
            label: "Table 2, fifth best", theirs: "0.020", source: .rank(study: "table-2", 5),
            aim: .atMost(0.020)),
        Comparison(
            label: "Final denoising autoencoder, MSE on the test set",
            theirs: "0.016 (printed: 0.16)",
            source: .number(
                study: "table-2", steps: finalTrainings, "test_loss"),
            aim: .atMost(0.016)),
        Comparison(
            label: "Table 3, best validation loss", theirs: "0.147",
            source: .rank(study: "table-3", 1), aim: .atMost(0.147)),
        Comparison(
            label: "Table 3, fifth best", theirs: "0.149", source: .rank(study: "table-3", 5),
            aim: .atMost(0.149)),
        Comparison(
            label: "Classifier, accuracy on the test set", theirs: "94.85 %",
            source: .number(
                study: "table-3", steps: finalTrainings, "test_accuracy"),
            aim: .above(0.9485)),
        Comparison(
            label: "Encoder trained along, accuracy on the test set",
            theirs: "97.86 % (another network)",
            source: .number(
                study: "classifier-unfrozen", steps: finalTrainings, "test_accuracy"),
            aim: nil, remark: "no aim: the networks differ"),
        Comparison(
            label: "GAN, final discriminator loss", theirs: "0.81",
            source: .number(study: "gan", steps: ["model/training"], "discriminator_loss"),
            aim: nil,
            remark: lossRemark),
        Comparison(
            label: "GAN, final generator loss", theirs: "1.20",
            source: .number(study: "gan", steps: ["model/training"], "generator_loss"), aim: nil,
            remark: lossRemark),
    ]
}
