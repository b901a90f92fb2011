import Foundation
import Models
import StudyModel
import TestSupport
import Testing

/// Models, trainings and corruptions as jobs describe them.
@Suite struct DescriptionTests {
    private func job(_ objective: NetworkKind, model: ModelDescription? = nil) -> NetworkJob {
        NetworkJob(
            study: "s", objective: objective, dataset: .mnist, model: model,
            metric: Metric(name: "m"), trials: 1, columns: [], space: SearchSpace([]))
    }

    @Test("A job that says nothing new is recorded as jobs were before they could")
    func oldRecords() throws {
        let text = String(
            decoding: try JSONEncoder().encode(job(.autoencoder)), as: UTF8.self)
        for key in [
            "model", "training", "pretrained", "quality", "corruption", "threads", "maxFailures",
        ] {
            #expect(!text.contains("\"\(key)\""), "\(text)")
        }
        #expect(text.contains(#""dataset":"mnist""#))
    }

    @Test("A job with everything comes back from JSON as it was")
    func everything() throws {
        var full = job(.gan, model: StandardModel.description(of: .gan))
        let file = InputFile(path: "a/b", sha256: "0f", byteCount: 3)
        full.training = TrainingDescription([
            Setting("learning_rate", .parameter("rate")),
            Setting("nesterov", .literal(.bool(true))),
        ])
        full.pretrained = PretrainedWeights(file: file, parts: ["generator"], isFrozen: false)
        full.quality = GANQuality(features: file, samples: 500, every: 3)
        full.corruption = [Setting("kind", .literal(.text("masking")))]
        full.threads = 4
        full.maxFailures = 5
        full.dataset = .files(
            FileDataset(
                sampleShape: [3, 8, 8],
                training: .init(
                    values: .init(file: file, variable: "x"), labels: .init(file: file)),
                test: .init(values: .init(file: file)), range: .init(low: -1, high: 1),
                classCount: 7))
        let copy = try JSONDecoder().decode(NetworkJob.self, from: JSONEncoder().encode(full))
        #expect(copy == full && copy.fingerprint == full.fingerprint)
    }

    @Test("Where files are isn't part of a fingerprint; what is in them is")
    func paths() {
        var first = job(.classifier)
        func file(_ path: String, _ sha256: String) -> InputFile {
            InputFile(path: path, sha256: sha256, byteCount: 5)
        }
        func data(_ file: InputFile) -> DatasetReference {
            .files(FileDataset(sampleShape: [4], training: .init(values: .init(file: file))))
        }
        first.dataset = data(file("a", "00"))
        first.pretrained = PretrainedWeights(file: file("w", "11"), parts: ["encoder"])
        var second = first
        second.dataset = data(file("b/c", "00"))
        second.pretrained?.file.path = "elsewhere"
        #expect(first.fingerprint == second.fingerprint && first != second)
        second.dataset = data(file("a", "01"))
        #expect(first.fingerprint != second.fingerprint)
        second.dataset = first.dataset
        second.pretrained?.file.sha256 = "22"
        #expect(first.fingerprint != second.fingerprint)
        second = first
        second.quality = GANQuality(features: file("q", "33"))
        #expect(first.fingerprint != second.fingerprint)
        var third = second
        third.quality?.features.path = "elsewhere"
        #expect(third.fingerprint == second.fingerprint)
        third.quality?.features.sha256 = "44"
        #expect(third.fingerprint != second.fingerprint)
    }

    @Test(
        "A job's own model is as good as none where it is the standard one",
        arguments: [
            NetworkKind.autoencoder, .denoisingAutoencoder, .classifier, .gan,
        ])
    func standard(objective: NetworkKind) throws {
        var written = StandardModel.description(of: objective)
        #expect(job(objective, model: written).trainsAs(job(objective)))
        // With a default said aloud.
        let index = try #require(
            written.parts[0].layers.firstIndex { $0.kind == .linear || $0.kind == .conv2D })
        written.parts[0].layers[index].settings.reverse()
        #expect(job(objective, model: written).trainsAs(job(objective)))
        written.parts[0].layers.append(LayerDescription(.relu))
        #expect(!job(objective, model: written).trainsAs(job(objective)))
    }

    @Test("Requirements are those of the settings that refer to parameters")
    func requirements() {
        let model = ModelDescription([
            .init(
                "encoder",
                [
                    LayerDescription(.linear, [Setting("units", .parameter("n"))]),
                    LayerDescription(.dropout, [Setting("probability", .parameter("p"))]),
                    LayerDescription(.elu, [Setting("alpha", .parameter("p"))]),
                ])
        ])
        let training = TrainingDescription([
            Setting("learning_rate", .literal(.float(0.1))),
            Setting("optimizer", .parameter("rule")),
        ])
        let found = ObjectiveRequirements(.autoencoder, model: model, training: training)
        #expect(found.requirements(of: "n").map(\.expectation) == ["an int in 1...65536"])
        #expect(
            found.requirements(of: "p").map(\.expectation)
                == ["a float of at least 0 and below 1", "a float"])
        #expect(found.requirements(of: "rule").first?.accepts(.text("SGD")) == true)
        #expect(found.requirements(of: "learning_rate").isEmpty)
        #expect(found.requirements(of: "optimizer").isEmpty)
        #expect(found.requirements(of: "l2").map(\.isRequired) == [false])
        let plain = ObjectiveRequirements(.autoencoder, model: nil)
        #expect(
            (plain.parameters ?? []).filter(\.isRequired).map(\.name)
                == ["hidden_units", "encoding_dimension", "learning_rate"])
        #expect(ObjectiveRequirements.null.parameters == nil)
    }

    @Test("A GAN's learning rate may be given to each of its parts")
    func parts() {
        let training = TrainingDescription([
            Setting("generator.learning_rate", .literal(.float(1))),
            Setting("discriminator.learning_rate", .parameter("rate")),
        ])
        let both = ObjectiveRequirements(.gan, model: nil, training: training)
        #expect(both.requirements(of: "learning_rate").isEmpty)
        #expect(both.requirements(of: "rate").map(\.expectation) == ["a float above 0"])
        let one = TrainingDescription(Array(training.settings.prefix(1)))
        #expect(
            ObjectiveRequirements(.gan, model: nil, training: one)
                .requirements(of: "learning_rate").map(\.isRequired) == [true])
    }

    @Test("A corruption takes its settings from the configuration, and its defaults otherwise")
    func corruption() {
        let none = Configuration([])
        #expect(Corruption([], in: none) == Corruption(kind: .gaussian, deviation: 0.1))
        let settings = [
            Setting("kind", .literal(.text("salt-and-pepper"))),
            Setting("fraction", .parameter("share")),
        ]
        let found = Corruption(settings, in: Configuration([.init("share", .float(0.25))]))
        #expect(found == Corruption(kind: .saltAndPepper, fraction: 0.25))
    }

    @Test("Every default is accepted by its rule, and every rule's name is its own")
    func catalogue() {
        let lists =
            LayerKind.allCases.map(\.rules) + [Corruption.rules]
            + NetworkKind.allCases.map { TrainingDescription.rules(for: $0) }
        for rules in lists {
            #expect(Set(rules.map(\.name)).count == rules.count)
            for rule in rules {
                if let value = rule.standardValue {
                    #expect(rule.accepted.accepts(value), "\(rule.name)")
                }
                if let condition = rule.condition {
                    let other = rules.first { $0.name == condition.setting }
                    #expect(other != nil, "\(rule.name)")
                    for word in condition.words {
                        #expect(other?.accepted.accepts(.text(word)) == true, "\(rule.name)")
                    }
                }
            }
        }
        for kind in LayerKind.allCases {
            #expect(kind.mainSetting.map { kind.rule($0) != nil } ?? true)
        }
    }
}
