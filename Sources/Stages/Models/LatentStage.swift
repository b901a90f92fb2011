package import Analysis
import Embeddings
import Portable
package import Reporting
package import StudyModel
import UserErrors

/// Looks at the codes that a model's encoder makes of the test samples.
package struct LatentStage: ModelStage {
    package static let command = StudyStage.Command.latent

    /// How codes are brought into the plane or space.
    package enum Method: String, Sendable, Hashable, CaseIterable { case pca, tsne, codes }
    /// Where the points of t-SNE are at first.
    package enum Start: String, Sendable, Hashable, CaseIterable { case pca, random }

    package var method = Method.pca
    /// Dimensions of the map: 2 or 3.
    package var components = 2
    /// The variables to show, from 1; nil is the first.
    package var variables: NumberList?
    /// Test samples, from the first on; nil is all, or the default number of t-SNE.
    package var samples: Int?
    package var perplexity = 30.0
    package var iterations = 1000
    package var start = Start.pca
    /// The seed of a random start.
    package var seed: UInt64 = 0
    /// Codes in the table of the first ones.
    package var rows = 5
    package var settings = StageSettings()

    package init() {}

    init(_ options: inout StageOptionReader) throws(StageMistake) {
        method = try options.choice("method", of: Method.self) ?? method
        components = try options.int("components") ?? components
        variables = try options.numbers("variables")
        samples = try options.int("samples")
        perplexity = try options.number("perplexity") ?? perplexity
        iterations = try options.int("iterations") ?? iterations
        start = try options.choice("start", of: Start.self) ?? start
        seed = try options.seed() ?? seed
        rows = try options.int("rows") ?? rows
        settings = try StageSettings(&options)
    }

    package func validate() throws(StageMistake) {
        try settings.validate()
        guard components == 2 || components == 3 else {
            throw StageMistake("--components is \(components); expected 2 or 3")
        }
        if let variables {
            guard method == .codes else {
                throw StageMistake("--variables is for --method codes")
            }
            guard (2...3).contains(variables.numbers.count) else {
                throw StageMistake("--variables names two variables, or three")
            }
        }
        if let samples, samples < 4 {
            throw StageMistake("--samples is \(samples); expected a number from 4")
        }
        guard rows >= 0 else {
            throw StageMistake("--rows is \(rows); expected a number from 0")
        }
        guard perplexity >= 1, perplexity.isFinite else {
            throw StageMistake("--perplexity is \(perplexity); expected a number from 1")
        }
        guard iterations >= 1 else {
            throw StageMistake("--iterations is \(iterations); expected a number from 1")
        }
    }

    package func obstacle(in model: StageModel) -> String? {
        guard model.parts.contains("encoder") else {
            return "it is a model of \(model.parts.joined(separator: " and ")); expected one with "
                + "the part encoder, whose codes are looked at"
        }
        let known = model.testCount.map { min($0, limit ?? .max) } ?? limit
        return model.testObstacle ?? known.flatMap(perplexityObstacle)
            ?? model.codeSize.flatMap { method(codeSize: $0).complaint(codeSize: $0) }
            .map { "\($0)" }
    }

    /// The default number of points for t-SNE: time grows with its square.
    private static let standardLimit = 10_000

    /// The largest number of points; nil for all test samples.
    private var limit: Int? { samples ?? (method == .tsne ? Self.standardLimit : nil) }

    /// Why t-SNE can't draw a number of points, or nil.
    private func perplexityObstacle(points count: Int) -> String? {
        guard method == .tsne, perplexity >= Double(count) else { return nil }
        return "--perplexity is \(NumberText.rounded(perplexity, digits: 6)), and t-SNE draws "
            + "\(count, "point"); expected a perplexity below the number of points: it is about "
            + "how many neighbours count for each"
    }

    private var chosenVariables: [Int] {
        variables?.numbers ?? Array(1...components)
    }

    package var standardDirectory: String {
        let dimensions = method == .codes ? chosenVariables.count : components
        let which = variables.map { "-" + $0.text } ?? ""
        return "latent-\(method.rawValue)-\(dimensions)" + which.replacing(",", with: "-")
    }

    package func origin(_ subject: ModelSubject) -> [String: String] {
        var origin = [
            "method": method.rawValue, "components": "\(components)", "rows": "\(rows)",
            "samples": samples.map { "\($0)" } ?? "standard",
        ]
        switch method {
        case .pca: break
        case .codes:
            origin["variables"] = NumberList(chosenVariables).text
        case .tsne:
            origin["perplexity"] = "\(perplexity)"
            origin["iterations"] = "\(iterations)"
            origin["start"] = start.rawValue
            origin["seed"] = start == .random ? "\(seed)" : "none"
        }
        return origin
    }

    package func title(for model: TrainedModel) -> String {
        let how =
            switch method {
            case .pca: "principal components"
            case .tsne: "t-SNE"
            case .codes: "encoded variables"
            }
        let dimensions = method == .codes ? chosenVariables.count : components
        return "Latent space of \(model.job.study): \(how) in \(dimensions) dimensions"
    }

    package func find(_ subject: ModelSubject, in folder: inout FindingsFolder) throws {
        let codes = try SampleCodes(
            of: subject.testSamples(), by: subject.model,
            first: limit, threads: settings.threadCount)
        if let obstacle = perplexityObstacle(points: codes.count) { throw InputError(obstacle) }
        let engine = try EmbeddingEngine(threads: settings.threadCount)
        let map = try map(codes, engine, subject.host)
        try LatentFindings(of: codes, map: map, name: subject.model.job.study, engine: engine)
            .write(to: &folder, rows: rows)
    }

    private func map(
        _ codes: SampleCodes, _ engine: EmbeddingEngine, _ host: any StageHost
    ) throws -> LatentMap {
        let chosen = self.method(codeSize: codes.dimensions)
        guard method == .tsne else {
            if method == .pca, chosen.dimensions < components {
                host.remark(
                    "the codes have \(codes.dimensions) variables: all are drawn, and no more")
            }
            return try LatentMap(of: codes.points, by: chosen, engine: engine)
        }
        let display = host.embeddingDisplay()
        defer { display.end() }
        return try LatentMap(of: codes.points, by: chosen, engine: engine) { progress in
            display.show(progress)
            return true
        }
    }

    /// How codes with a number of variables are brought into the plane or space.
    ///
    /// Of components, the requested number is drawn, or all if the codes have fewer.
    private func method(codeSize: Int) -> LatentMap.Method {
        switch method {
        case .pca: .principalComponents(codeSize > 1 ? min(components, codeSize) : components)
        case .codes: .variables(chosenVariables.map { $0 - 1 })
        case .tsne: .tsne(embedding(codeSize: codeSize))
        }
    }

    private func embedding(codeSize: Int) -> TSNESettings {
        var settings = TSNESettings(dimensions: components)
        settings.perplexity = perplexity
        settings.iterations = iterations
        settings.earlyIterations = min(settings.earlyIterations, iterations)
        // Codes of two variables have no third principal component for the initialization.
        let hasComponents = codeSize >= components
        settings.start = start == .pca && hasComponents ? .principalComponents : .random
        settings.seed = seed
        return settings
    }
}
