import Analysis
import ArgumentParser
import Datasets
import Embeddings
import Foundation
import Reporting
import Runtime

struct LatentCommand: StageCommand {
    static let configuration = CommandConfiguration(
        commandName: "latent",
        abstract: "Look at the codes that a model's encoder makes of the test samples.",
        discussion: """
            Draws the codes in a plane or in space, coloured by label, says how much of them the \
            drawing keeps, and lists the first ones. Methods: pca (principal components), tsne, \
            and codes (some of the codes' own variables).
            """)

    enum Method: String, ExpressibleByArgument, CaseIterable { case pca, tsne, codes }
    enum Start: String, ExpressibleByArgument, CaseIterable { case pca, random }

    @OptionGroup var model: ModelArgument

    @Option(help: "How codes are brought into the plane or space.")
    var method = Method.pca

    @Option(help: ArgumentHelp("Dimensions of the map: 2 or 3.", valueName: "d"))
    var components = 2

    @Option(
        help: ArgumentHelp(
            "With codes: the variables to show, from 1 (default: the first).", valueName: "i,j"))
    var variables: NumberList?

    @Option(
        help: ArgumentHelp(
            "Test samples, from the first on (default: all; of t-SNE 10000).", valueName: "n"))
    var samples: Int?

    @Option(help: ArgumentHelp("t-SNE: about how many neighbours count.", valueName: "p"))
    var perplexity = 30.0

    @Option(help: ArgumentHelp("t-SNE: iterations, 250 of them exaggerated.", valueName: "n"))
    var iterations = 1000

    @Option(help: "t-SNE: where points are at first.")
    var start = Start.pca

    @Option(help: ArgumentHelp("t-SNE: the seed of a random start.", valueName: "s"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Codes in the table of the first ones.", valueName: "n"))
    var rows = 5

    @OptionGroup var options: StageOptions

    func validate() throws {
        guard components == 2 || components == 3 else {
            throw ValidationError("--components is \(components); expected 2 or 3")
        }
        if let variables {
            guard method == .codes else {
                throw ValidationError("--variables is for --method codes")
            }
            guard (2...3).contains(variables.numbers.count) else {
                throw ValidationError("--variables names two variables, or three")
            }
        }
        if let samples, samples < 4 {
            throw ValidationError("--samples is \(samples); expected a number from 4")
        }
        guard rows >= 0 else {
            throw ValidationError("--rows is \(rows); expected a number from 0")
        }
        guard perplexity >= 1, perplexity.isFinite else {
            throw ValidationError("--perplexity is \(perplexity); expected a number from 1")
        }
        guard iterations >= 1 else {
            throw ValidationError("--iterations is \(iterations); expected a number from 1")
        }
    }

    /// The default number of points for t-SNE: time grows with its square.
    private static let standardLimit = 10_000

    private var chosenVariables: [Int] {
        variables?.numbers ?? Array(1...components)
    }

    var standardDirectory: String {
        let dimensions = method == .codes ? chosenVariables.count : components
        let which = variables.map { "-" + $0.defaultValueDescription } ?? ""
        return "latent-\(method.rawValue)-\(dimensions)" + which.replacing(",", with: "-")
    }

    var settings: [String: String] {
        var settings = [
            "method": method.rawValue, "components": "\(components)", "rows": "\(rows)",
            "samples": samples.map { "\($0)" } ?? "standard",
        ]
        switch method {
        case .pca: break
        case .codes:
            settings["variables"] = NumberList(chosenVariables).defaultValueDescription
        case .tsne:
            settings["perplexity"] = "\(perplexity)"
            settings["iterations"] = "\(iterations)"
            settings["start"] = start.rawValue
            settings["seed"] = start == .random ? "\(seed)" : "none"
        }
        return settings
    }

    func title(for model: TrainedModel) -> String {
        let how =
            switch method {
            case .pca: "principal components"
            case .tsne: "t-SNE"
            case .codes: "encoded variables"
            }
        let dimensions = method == .codes ? chosenVariables.count : components
        return "Latent space of \(model.job.study): \(how) in \(dimensions) dimensions"
    }

    func find(_ model: TrainedModel, in folder: inout FindingsFolder) throws {
        let codes = try SampleCodes(
            of: TestSamples.load(for: model), by: model,
            first: samples ?? (method == .tsne ? Self.standardLimit : nil),
            threads: options.threadCount)
        let engine = try EmbeddingEngine(threads: options.threadCount)
        let map = try map(codes, engine)
        try LatentFindings(of: codes, map: map, name: model.job.study, engine: engine)
            .write(to: &folder, rows: rows)
    }

    private func map(_ codes: SampleCodes, _ engine: EmbeddingEngine) throws -> LatentMap {
        switch method {
        case .pca:
            return try LatentMap(
                of: codes.points, by: .principalComponents(shown(of: codes)), engine: engine)
        case .codes:
            return try LatentMap(
                of: codes.points, by: .variables(chosenVariables.map { $0 - 1 }), engine: engine)
        case .tsne:
            let display = IterationDisplay()
            defer { display.end() }
            return try LatentMap(
                of: codes.points, by: .tsne(embedding(of: codes)), engine: engine
            ) { progress in
                display.show(progress)
                return true
            }
        }
    }

    /// The number of components to draw: the requested number, or all if the codes have fewer.
    private func shown(of codes: SampleCodes) -> Int {
        guard codes.dimensions < components, codes.dimensions > 1 else { return components }
        Terminal.error("the codes have \(codes.dimensions) variables: all are drawn, and no more")
        return codes.dimensions
    }

    private func embedding(of codes: SampleCodes) -> TSNESettings {
        var settings = TSNESettings(dimensions: components)
        settings.perplexity = perplexity
        settings.iterations = iterations
        settings.earlyIterations = min(settings.earlyIterations, iterations)
        // Codes of two variables have no third principal component for the initialization.
        let hasComponents = codes.dimensions >= components
        settings.start = start == .pca && hasComponents ? .principalComponents : .random
        settings.seed = seed
        return settings
    }
}

/// Progress of t-SNE: one redrawn line in a terminal, occasional lines in a pipe.
private final class IterationDisplay {
    private static let pipeInterval = 250
    private let begin = Date()
    private var hasOpenLine = false

    func show(_ progress: TSNEProgress) {
        let seconds = Date().timeIntervalSince(begin)
        let left =
            seconds / Double(progress.iteration)
            * Double(progress.iterations - progress.iteration)
        let line =
            "t-SNE: iteration \(progress.iteration) of \(progress.iterations), divergence "
            + NumberText.rounded(progress.divergence, digits: 4, keepsZeros: true)
            + ", " + TimeText.duration(left) + " left"
        if Terminal.isInteractive {
            Terminal.redraw(line)
            hasOpenLine = true
        } else if progress.iteration % Self.pipeInterval == 0 {
            Terminal.error(line)
        }
    }

    func end() {
        if hasOpenLine { Terminal.eraseLine() }
        hasOpenLine = false
    }
}
