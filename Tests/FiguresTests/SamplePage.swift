import Figures

/// A page with every kind of block, around figures that are given.
struct SamplePage {
    var samples: Samples
    /// A chart's files, drawn or not.
    var drawn: (_ name: String, _ chart: any Chart) throws -> DrawnChart

    func page() throws -> Page {
        Page(
            title: "Random search of an autoencoder <R2>",
            subtitle: "50 trials of 50 epochs; the best validation loss is 0.0168",
            sections: [try summary, try learning, try latent, try search, try pictures, text],
            footer: "Made by a test from made-up numbers.")
    }

    private func figure(_ name: String, _ caption: [Inline]) throws -> PageFigure {
        guard let sample = samples.all.first(where: { $0.name == name }) else {
            throw FigureError(place: name, reason: "there is no such sample")
        }
        return PageFigure(try drawn(sample.name, sample.chart), caption: caption)
    }

    private var summary: Page.Section {
        get throws {
            let columns: [PageTable.Column] = [
                .init("Rank", isNumeric: true), .init("Enc. Space Dim.", isNumeric: true),
                .init("L2", isNumeric: true), .init("Optimizer"),
                .init("Epochs", isNumeric: true), .init("Learn. Rate", isNumeric: true),
                .init("Nh_1", isNumeric: true), .init("Valid. loss", isNumeric: true),
            ]
            let rows = (1...5).map { rank in
                [
                    "\(rank)", "\(10 - rank)", "5.1e-05", rank == 3 ? "RMSprop" : "Adam", "50",
                    "0.000\(9 - rank)", "\(60 + rank * 11)", "0.0\(167 + rank)",
                ]
            }
            return Page.Section(
                "Summary & table",
                [
                    .highlights([
                        .init("Best validation loss", "0.0168"), .init("Test error", "0.0159"),
                        .init("Trials", "50"), .init("Wall time", "41 min"),
                    ]),
                    .paragraph([
                        "The ", .strong("ranked table"), " of the search. A name such as ",
                        .code("learning_rate"), " or ", .code("<script>alert(1)</script>"),
                        " is text, and so is \"this\". More in the ",
                        .link("figures below", to: "#figure-1"), " or ",
                        .link("nowhere", to: "javascript:alert(1)"), ".",
                    ]),
                    .table(
                        PageTable(
                            caption: "The five best of fifty combinations.", columns: columns,
                            texts: rows, emphasised: [0])),
                    .note(["The search stopped after 50 of 50 trials; one failed."]),
                ])
        }
    }

    private var learning: Page.Section {
        get throws {
            Page.Section(
                "Learning",
                [
                    .figure(
                        try figure("curves", ["Loss on the validation set, by learning rate."])),
                    .figures([
                        try figure(
                            "curves-few", ["The final training, among ", .emphasis("others"), "."]),
                        try figure("noise", ["The error by level of noise."]),
                    ]),
                ])
        }
    }

    private var latent: Page.Section {
        get throws {
            let still = try drawn("scatter-3d", samples.space)
            return Page.Section(
                "Latent space",
                [
                    .figure(try figure("scatter", ["The encoded test set by t-SNE."])),
                    .figure(
                        PageFigure(
                            .space(SpaceView(samples.space, still: still)),
                            caption: ["The same by PCA: drag it, or use the arrow keys."])),
                    .figure(try figure("scatter-3d", ["Three fixed views."])),
                    .figure(try figure("confusion", ["What was taken for what."])),
                ])
        }
    }

    private var search: Page.Section {
        get throws {
            Page.Section(
                "Search",
                try ["history", "parallel", "slices", "contour", "importance", "timeline"].map {
                    .figure(try figure($0, [.text("A figure of the search: \($0).")]))
                })
        }
    }

    private var pictures: Page.Section {
        get throws {
            let digits = (0..<16).map { samples.picture($0) }
            let noisy = (0..<16).map { samples.picture($0, noise: 0.2) }
            var grid = PictureGrid(noisy, columns: 8)
            grid.scale = 2
            grid.frames = [.init(row: 1, column: 2): Colour(0xD55E00)]
            let triples = PictureGrid(
                groups: (0..<6).map { [noisy[$0], digits[$0], digits[$0]] }, perRow: 3)
            let animation = AnimatedPNG(
                frames: (0..<10).map {
                    samples.picture(4, noise: 0.1 * Double(9 - $0)).enlarged(by: 6)
                },
                frameMilliseconds: 200, lastFrameMilliseconds: 1500)
            return Page.Section(
                "Pictures",
                [
                    .figure(
                        try PageFigure(
                            grid.picture(), alternative: "Sixteen noisy digits, one framed.",
                            caption: ["Noisy digits; the worst is framed."])),
                    .figure(
                        try PageFigure(
                            triples.picture(), alternative: "Six triples of digits.",
                            caption: ["Noisy, denoised and original digits."])),
                    .figure(
                        try PageFigure(
                            animation, alternative: "A digit that loses its noise.",
                            caption: ["Training, as an animation."])),
                ])
        }
    }

    private var text: Page.Section {
        Page.Section(
            "Job & provenance",
            [
                .heading("Settings"),
                .definitions([
                    .init("Seed", "42"), .init("Data set", [.code("mnist"), " (60,000 images)"]),
                    .init("Commit", "3f2a9c1b7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a"),
                ]),
                .list([["first"], ["second, with ", .code("code")]], isNumbered: true),
                .list([["a point"], ["another"]]),
                .details(
                    summary: "The job as it was run",
                    [
                        .code(
                            "study: r2-table-1   # <angle> & \"quotes\"\nobjective: autoencoder\n"
                                + "space:\n  learning_rate: {low: 1e-5, high: 0.1, scale: log}\n")
                    ]),
            ])
    }
}
