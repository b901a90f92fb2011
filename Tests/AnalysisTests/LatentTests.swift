import Datasets
import Embeddings
import Foundation
import Models
import Reporting
import StudyModel
import Testing

@testable import Analysis

@Suite("A latent space") struct LatentTests {
    private static let samples = SmallModel.images(90)

    private static func codes(threads: Int = 1) throws -> SampleCodes {
        try SampleCodes(
            of: samples, by: SmallModel.model(SmallModel.autoencoder()), threads: threads)
    }

    private static func findings(
        _ method: LatentMap.Method, threads: Int = 1
    ) throws -> (findings: Findings, path: String) {
        let model = try SmallModel.model(SmallModel.autoencoder())
        let codes = try SampleCodes(of: samples, by: model, threads: threads)
        let engine = try EmbeddingEngine(threads: threads)
        let map = try LatentMap(of: codes.points, by: method, engine: engine)
        let path = model.directory + "/latent"
        var folder = try FindingsFolder(
            path, findings: Findings(step: "latent", title: "codes"), gnuplot: nil)
        try LatentFindings(of: codes, map: map, name: "small", engine: engine)
            .write(to: &folder, rows: 5)
        return (try folder.finish(), path)
    }

    private static var tsne: TSNESettings {
        var settings = TSNESettings(dimensions: 2)
        settings.perplexity = 8
        settings.iterations = 120
        settings.earlyIterations = 50
        return settings
    }

    @Test("has the encoder's outputs for the first samples, with their labels")
    func codes() throws {
        let model = try SmallModel.model(SmallModel.autoencoder())
        let outputs = try model.runner(of: ["encoder"]).outputs(of: Self.samples)
        let some = try SampleCodes(of: Self.samples, by: model, first: 31)
        #expect(some.points.values == Array(outputs.prefix(31 * 3)))
        let labels: [UInt8] = (0..<31).map { UInt8($0 % 10) }
        #expect(some.labels == labels)
        #expect(try SampleCodes(of: Self.samples, by: model, first: 1000).count == 90)
    }

    @Test("seen along all of its components has all of its variance")
    func components() throws {
        let codes = try Self.codes()
        let map = try LatentMap(
            of: codes.points, by: .principalComponents(3), engine: EmbeddingEngine())
        let explained: Double = map.explainedVariance.reduce(0, +)
        #expect(abs(explained - 1) < 1e-9)
        let before = codes.spreads.map { $0.deviation * $0.deviation }.reduce(0, +)
        let after = SampleCodes(points: map.points).spreads
            .map { $0.deviation * $0.deviation }.reduce(0, +)
        #expect(abs(after / before - 1) < 1e-5)
    }

    @Test("seen by its variables has their values, in the order that was asked for")
    func variables() throws {
        let codes = try Self.codes()
        let map = try LatentMap(
            of: codes.points, by: .variables([2, 0]), engine: EmbeddingEngine())
        for sample in 0..<codes.count {
            let code = Array(codes.points[sample])
            #expect(Array(map.points[sample]) == [code[2], code[0]])
        }
    }

    @Test("is told in numbers with fixed names, a scatter, tables and all points")
    func findings() throws {
        let (plane, path) = try Self.findings(.principalComponents(2))
        for name in [
            "explained_variance", "explained_variance_2", "trustworthiness", "trustworthiness_12",
            "neighbour_accuracy", "silhouette", "code_neighbour_accuracy", "code_silhouette",
        ] {
            #expect(plane.number(name) != nil, "\(name)")
        }
        #expect(plane.figures.map(\.kind) == [.chart])
        let first = try #require(plane.tables.first { $0.name == "first-codes" })
        #expect(first.rows.count == 5 && first.rows[3].count == 5 && first.rows[3].last == "3")
        let lines = try String(contentsOfFile: path + "/points.csv", encoding: .utf8)
            .split(separator: "\n")
        #expect(lines.count == 91 && lines[0] == "sample,label,component 1,component 2")
        let codes = try Self.codes()
        let map = try LatentMap(
            of: codes.points, by: .principalComponents(2), engine: EmbeddingEngine())
        #expect(
            lines[8].split(separator: ",").dropFirst(2).map { Float($0) }
                == map.points[7].map { $0 })

        let (space, _) = try Self.findings(.principalComponents(3))
        #expect(space.figures.map(\.kind) == [.space])
        #expect(space.number("trustworthiness").map { $0 > 0.999 } == true)
        let (own, ownPath) = try Self.findings(.variables([0, 1]))
        #expect(own.number("explained_variance") == nil)
        #expect(
            try String(contentsOfFile: ownPath + "/codes.csv", encoding: .utf8)
                .hasPrefix("sample,label,enc. variable 1,enc. variable 2,enc. variable 3\n"))
    }

    @Test("has the same map and findings with one thread and with two")
    func threads() throws {
        for method in [LatentMap.Method.tsne(Self.tsne), .principalComponents(2)] {
            let (one, onePath) = try Self.findings(method, threads: 1)
            let (two, twoPath) = try Self.findings(method, threads: 2)
            #expect(one == two)
            for name in ["points.csv", "latent.tsv", "latent.gnuplot", "qualities.csv"] {
                #expect(
                    FileManager.default.contents(atPath: onePath + "/" + name)
                        == FileManager.default.contents(atPath: twoPath + "/" + name), "\(name)")
            }
        }
    }

    @Test("by t-SNE tells its divergence, and stops when it is told to")
    func embedding() throws {
        let codes = try Self.codes()
        var seen: [Int] = []
        let map = try LatentMap(
            of: codes.points, by: .tsne(Self.tsne), engine: EmbeddingEngine()
        ) {
            seen.append($0.iteration)
            return true
        }
        #expect(seen.last == 120)
        #expect(try #require(map.divergence) > 0)
        #expect(throws: EmbeddingError.cancelled(iteration: 25)) {
            try LatentMap(
                of: codes.points, by: .tsne(Self.tsne), engine: EmbeddingEngine()
            ) { _ in false }
        }
    }

    @Test("has no qualities that its samples are too few for, or that need labels")
    func few() throws {
        let engine = try EmbeddingEngine()
        let points = try PointMatrix((0..<24).map { Float($0 * $0 % 17) }, count: 12, dimensions: 2)
        let bare = try MapQuality(of: points, codes: SampleCodes(points: points), engine: engine)
        #expect(bare.trustworthiness == [1, nil])
        #expect(bare.neighbourAccuracy == nil && bare.silhouette == nil)
        let codes = SampleCodes(points: points)
        let findings = try LatentFindings(
            of: codes, map: LatentMap(of: points, by: .variables([0, 1]), engine: engine),
            name: "m", engine: engine)
        #expect(findings.scatter.namedCount == 0)
        #expect(!findings.scatter.alternative.contains("sample"))
        let labels = (0..<12).map { UInt8($0 % 2) }
        let told = try MapQuality(
            of: points, codes: SampleCodes(points: points, labels: labels), engine: engine)
        #expect(told.neighbourAccuracy != nil && told.silhouette != nil)
    }

    @Test("is refused to models without an encoder, and in more dimensions than codes have")
    func refusals() throws {
        let codes = try Self.codes()
        let many = #expect(throws: AnalysisError.self) {
            try LatentMap(
                of: codes.points, by: .principalComponents(4), engine: EmbeddingEngine())
        }
        #expect(many?.description.contains("at most 3") == true)
        let odd = #expect(throws: AnalysisError.self) {
            try LatentMap(of: codes.points, by: .variables([0, 3]), engine: EmbeddingEngine())
        }
        #expect(odd?.description.contains("--variables: 4") == true)
        let generator = try GenerationTests.generator()
        let refused = #expect(throws: AnalysisError.self) {
            try SampleCodes(of: Self.samples, by: generator)
        }
        #expect(refused?.description.contains("encoder") == true)
    }

    @Test("writes numbers with a fixed number of decimals")
    func decimals() {
        for (value, text) in [
            (8.353384, "8.353384"), (-0.0000004, "0.000000"), (-0.602595, "-0.602595"),
            (24.11574949, "24.115749"), (0, "0.000000"), (-41, "-41.000000"),
        ] {
            #expect(LatentFindings.fixed(value, decimals: 6) == text)
        }
    }

    @Test("of codes of one variable has no map by components or variables, whatever their number")
    func oneVariable() {
        for count in 2...3 {
            let components = LatentMap.Method.principalComponents(count).complaint(codeSize: 1)
            #expect(
                components?.description
                    == "--method pca: codes of one variable; expected codes of at least two "
                    + "variables, which a map needs")
        }
        let variables = LatentMap.Method.variables([0, 1])
        #expect(variables.complaint(codeSize: 1)?.place == "--method codes")
        #expect(variables.complaint(codeSize: 2) == nil)
        #expect(
            LatentMap.Method.principalComponents(3).complaint(codeSize: 2)?.description
                == "--components: 3; expected at most 2, as many as a code has variables")
    }
}
