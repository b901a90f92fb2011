import Foundation
import Models
import StudyModel
import TestSupport
import Testing

/// What is told of a job's model.
@Suite struct SummaryTests {
    private func summary(
        _ objective: NetworkKind, _ values: [(String, ParameterValue)],
        training: [Setting] = [], space: SearchSpace = SearchSpace([]),
        pretrained: PretrainedWeights? = nil
    ) throws -> ModelSummary {
        let job = NetworkJob(
            study: "s", objective: objective, dataset: .mnist,
            training: TrainingDescription(training), pretrained: pretrained, epochs: 20,
            metric: Metric(name: "m"), trials: 1, columns: [], space: space)
        return try ModelSummary(
            job: job, configuration: Configuration(values.map { .init($0.0, $0.1) }), space: space)
    }

    private func expectGolden(_ text: String, _ name: String) throws {
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/\(name).txt")
        if ProcessInfo.processInfo.environment["PODIUM_RECORD"] == "1" {
            try text.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: golden, encoding: .utf8) == text)
    }

    private let autoencoder: [(String, ParameterValue)] = [
        ("encoding_dimension", .int(9)), ("hidden_units", .int(87)), ("l2", .float(5.1e-5)),
        ("learning_rate", .float(0.0009)),
    ]

    @Test("The autoencoder's layers, totals and training are as recorded")
    func autoencoderText() throws {
        let space = SearchSpace([
            Parameter(name: "encoding_dimension", domain: .int(IntDomain(low: 2, high: 9))),
            Parameter(name: "hidden_units", domain: .int(IntDomain(low: 50, high: 149))),
            Parameter(name: "l2", domain: .categorical([.float(0)])),
            Parameter(name: "learning_rate", domain: .categorical([.float(0.1)])),
        ])
        let found = try summary(.autoencoder, autoencoder, space: space)
        try expectGolden(found.text, "autoencoder")
        #expect(found.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        // Units alone count: 288·n + n + 2·(n·d) + d + n + 288·n + 288, and the convolutions.
        func count(_ units: Int, _ dimension: Int) -> Int {
            11_745 + 2 * 288 * units + 2 * units + 2 * units * dimension + dimension + 288
        }
        #expect(found.smallest == count(50, 2) && found.largest == count(149, 9))
        #expect(found.parameters == count(87, 9))
    }

    @Test("A GAN has two networks and two trainings")
    func gan() throws {
        let found = try summary(
            .gan,
            [
                ("generator_units_1", .int(256)), ("generator_units_2", .int(512)),
                ("discriminator_units_1", .int(512)), ("discriminator_units_2", .int(256)),
                ("slope", .float(0.2)), ("dropout", .float(0.3)), ("learning_rate", .float(2e-4)),
            ], training: [Setting("discriminator.learning_rate", .literal(.float(5e-4)))])
        try expectGolden(found.text, "gan")
        #expect(found.training.map(\.part) == ["generator", "discriminator"])
    }

    @Test("A frozen part isn't counted among what is trained; every setting has its words")
    func classifier() throws {
        let found = try summary(
            .classifier, [("hidden_units", .int(184)), ("dropout", .float(0.1))],
            training: [
                Setting("optimizer", .literal(.text("SGD"))),
                Setting("learning_rate", .literal(.float(0.1))),
                Setting("momentum", .literal(.float(0.9))),
                Setting("nesterov", .literal(.bool(true))),
                Setting("clipping.norm", .literal(.float(1))),
                Setting("schedule.kind", .literal(.text("one_cycle"))),
                Setting("schedule.counts", .literal(.text("steps"))),
                Setting("warm_up.length", .literal(.int(50))),
                Setting("early_stopping.patience", .literal(.int(5))),
                Setting("initialiser.kind", .literal(.text("he_normal"))),
            ],
            pretrained: PretrainedWeights(
                file: InputFile(path: "m.safetensors", sha256: "ab", byteCount: 9),
                parts: ["encoder"]))
        try expectGolden(found.text, "classifier")
        #expect(found.parts.map(\.isFrozen) == [true, false])
    }

    @Test("Combinations are all there are, or one parameter at a time where they are too many")
    func combinations() {
        let units = Parameter(name: "a", domain: .int(IntDomain(low: 1, high: 3)))
        let wide = Parameter(name: "b", domain: .int(IntDomain(low: 0, high: 1_000)))
        let text = Parameter(name: "c", domain: .categorical([.text("x"), .text("y")]))
        let space = SearchSpace([units, wide, text])
        #expect(space.combinations(of: ["a", "b", "c"]).count == 12)
        #expect(Set(space.combinations(of: ["a", "b", "c"])).count == 12)
        #expect(space.combinations(of: ["a"]).count == 3)
        let few = space.combinations(of: ["a", "b", "c"], limit: 11)
        #expect(few.count == 1 + 2 + 1 + 1 && Set(few).count == 5)
        #expect(few.contains { $0["b"] == .int(1_000) })
    }
}
