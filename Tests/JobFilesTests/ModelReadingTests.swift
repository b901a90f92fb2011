import JobFiles
import Models
import StudyModel
import Testing

/// What models, trainings and files of right job files mean.
@Suite struct ModelReadingTests {
    private func job(_ text: String) throws -> NetworkJob {
        try NetworkJob(
            JobFile.parse(text: text, file: "jobs/job.yaml", environment: .fixtures).job)
    }

    private func encoder(_ text: String) throws -> [LayerDescription] {
        let job = try job(MistakeCases.model(encoder: "[\(text), flatten, linear: $units]"))
        let layers = try #require(job.model?["encoder"]?.layers)
        return layers.dropLast(2)
    }

    private func number(_ name: String, _ value: Int) -> Setting {
        Setting(name, .literal(.int(value)))
    }

    @Test("A layer is a kind alone, with its main setting, or with settings in any order")
    func forms() throws {
        #expect(try encoder("relu") == [LayerDescription(.relu)])
        #expect(try encoder("{ relu: }") == [LayerDescription(.relu)])
        #expect(try encoder("dropout") == [LayerDescription(.dropout)])
        let dropout = LayerDescription(
            .dropout, [Setting("probability", .literal(.float(0)))])
        #expect(try encoder("dropout: 0") == [dropout])
        #expect(try encoder("{ dropout: { probability: 0.0 } }") == [dropout])
        #expect(
            try encoder("conv2d: { stride: 2, kernel: 3, channels: 8 }") == [
                LayerDescription(
                    .conv2D, [number("channels", 8), number("kernel", 3), number("stride", 2)])
            ])
        #expect(
            try encoder("layer_norm: { epsilon: 1e-3 }") == [
                LayerDescription(.layerNorm, [Setting("epsilon", .literal(.float(1e-3)))])
            ])
    }

    @Test("A list makes a layer for each element, with the activation behind each")
    func lists() throws {
        let found = try encoder(
            "conv2d: { channels: [4, $units], kernel: 3, activation: { leaky_relu: 0.2 } }")
        let slope = LayerDescription(.leakyReLU, [Setting("slope", .literal(.float(0.2)))])
        func convolution(_ channels: SettingValue) -> LayerDescription {
            LayerDescription(.conv2D, [Setting("channels", channels), number("kernel", 3)])
        }
        #expect(
            found == [
                convolution(.literal(.int(4))), slope, convolution(.parameter("units")), slope,
            ])
        let pools = try encoder("max_pool2d: [2, 3]")
        #expect(
            pools == [2, 3].map { LayerDescription(.maxPool2D, [number("kernel", $0)]) })
    }

    @Test("A training's settings have dotted names, in an order of their own")
    func training() throws {
        let text = MistakeCases.training(
            """
            { warm_up: 3, learning_rate: $units_rate, schedule: { minimum: 0, kind: cosine },
              loss: { delta: 0.5, kind: huber }, clipping: 1, early_stopping: 4 }
            """, space: "  units: 8\n  units_rate: [0.1, 0.2]")
        #expect(
            try job(text).training.settings == [
                Setting("loss.kind", .literal(.text("huber"))),
                Setting("loss.delta", .literal(.float(0.5))),
                Setting("learning_rate", .parameter("units_rate")),
                Setting("clipping.norm", .literal(.float(1))),
                Setting("schedule.kind", .literal(.text("cosine"))),
                Setting("schedule.minimum", .literal(.float(0))),
                Setting("warm_up.length", .literal(.int(3))),
                Setting("early_stopping.patience", .literal(.int(4))),
            ])
    }

    @Test("Files are found beside the job file, and known by what is in them")
    func files() throws {
        let text = MistakeCases.data(
            "{ train: { values: i.npy, labels: { file: /data/l.npy, variable: y } }, "
                + "range: [0, 9] }",
            lines: "threads: 2")
        let found = try job(text)
        guard case .files(let data) = found.dataset else {
            Issue.record("\(String(describing: found.dataset))")
            return
        }
        #expect(data.sampleShape == [1, 28, 28] && data.test == nil && found.threads == 2)
        #expect(data.training.values.file.path == "jobs/i.npy")
        #expect(data.training.labels?.file.path == "/data/l.npy")
        #expect(data.training.labels?.variable == "y")
        #expect(data.range == FileDataset.Range(low: 0, high: 9))
        #expect(data.orientation == nil)
        let turned = try job(
            MistakeCases.data("{ train: { values: i.npy }, orientation: transposed }"))
        guard case .files(let lying) = turned.dataset else { return }
        #expect(lying.orientation == .transposed)
        #expect(turned.fingerprint != found.fingerprint)
        #expect(
            try job(MistakeCases.data("{ train: { values: i.npy }, orientation: upright }"))
                .fingerprint == job(MistakeCases.data("{ train: { values: i.npy } }")).fingerprint)
        var moved = found
        var elsewhere = data
        elsewhere.training.values.file.path = "other/place.npy"
        moved.dataset = .files(elsewhere)
        #expect(moved.fingerprint == found.fingerprint)
        #expect(
            JobComparison.differences(recorded: found.job, requested: moved.job).map(\.description)
                == [
                    "dataset: jobs/i.npy, /data/l.npy is recorded, other/place.npy, /data/l.npy is "
                        + "asked for"
                ])
        #expect(
            JobComparison.differences(recorded: found.job, requested: moved.job).map(\.verdict)
                == [.moved])
        elsewhere.training.values.file.sha256 = "cd"
        moved.dataset = .files(elsewhere)
        #expect(moved.fingerprint != found.fingerprint)
        #expect(
            JobComparison.differences(recorded: found.job, requested: moved.job).map(\.verdict)
                == [.refused])
    }

    @Test("Weights are a classifier's encoder, kept as it is, where nothing else is said")
    func pretrained() throws {
        let text = MistakeCases.classifier(
            "[linear: 10]", lines: "pretrained: { file: w.safetensors }"
        ).replacing("  classifier:", with: "  encoder: [flatten, linear: 4]\n  classifier:")
        let found = try #require(try job(text).pretrained)
        #expect(found.parts == ["encoder"] && found.isFrozen)
        #expect(found.file.path == "jobs/w.safetensors" && found.file.sha256 == "cd")
        let trained = text.replacing("safetensors", with: "s, parts: [encoder], freeze: false")
        #expect(try job(trained).pretrained?.isFrozen == false)
    }

    @Test("A GAN's quality is its first metric, and known by what is in the features' file")
    func quality() throws {
        let plain = try job(MistakeCases.gan("[flatten, linear: 1, sigmoid]"))
        #expect(plain.quality == nil && plain.metric.name == "discriminator_loss")
        let found = try job(MistakeCases.measured("{ features: w.safetensors }"))
        let file = InputFile(path: "jobs/w.safetensors", sha256: "cd", byteCount: 9)
        #expect(found.quality?.features.path == file.path)
        #expect(found.quality?.features.sha256 == file.sha256)
        #expect(found.quality?.samples == 10_000 && found.quality?.every == 1)
        #expect(found.metric == Metric(name: GANQuality.metric))
        let text = MistakeCases.measured("{ features: w.safetensors, samples: 64, every: 5 }")
        #expect(try job(text).quality?.samples == 64 && job(text).quality?.every == 5)
        #expect(found.fingerprint != plain.fingerprint)
        var moved = found
        moved.quality?.features.path = "elsewhere"
        #expect(
            JobComparison.differences(recorded: found.job, requested: moved.job).map(\.verdict)
                == [.moved])
        moved.quality?.features.sha256 = "ef"
        let differences = JobComparison.differences(recorded: found.job, requested: moved.job)
        #expect(
            differences.map(\.description) == [
                "quality: 10000 samples by the features of jobs/w.safetensors (cd…), each epoch is "
                    + "recorded, 10000 samples by the features of elsewhere (ef…), each epoch is "
                    + "asked for"
            ])
        #expect(differences.map(\.verdict) == [.refused])
    }

    @Test("A model's differences are told by their first layer, a training's by their settings")
    func comparison() throws {
        let recorded = try job(MistakeCases.training("{ learning_rate: 0.1, weight_decay: 0 }"))
        let text = MistakeCases.model(
            encoder: "[flatten, linear: 32, relu]", space: "  optimizer: [Adam, SGD]",
            lines: "training: { learning_rate: 0.2 }")
        let list = JobComparison.differences(
            recorded: recorded.job, requested: try job(text).job)
        #expect(
            list.map(\.description).prefix(3) == [
                "model.encoder.1: linear (units $units) is recorded, linear (units 32) is asked "
                    + "for",
                "training.learning_rate: 0.1 is recorded, 0.2 is asked for",
                "training.weight_decay: 0.0 is recorded, nothing is asked for",
            ])
        #expect(list.prefix(3).allSatisfy { $0.verdict == .refused })
    }

    @Test("How a model is written makes no other study")
    func writing() throws {
        let short = try job(MistakeCases.model(encoder: "[flatten, linear: [8, $units]]"))
        let long = try job(
            MistakeCases.model(
                encoder: "[flatten: , { linear: { units: 8 } }, linear: $units]",
                decoder: "[{ linear: { units: 784, activation: sigmoid } }]",
                lines: "training: { loss: mse, optimizer: Adam, learning_rate: $learning_rate }"))
        #expect(short.trainsAs(long))
        #expect(JobComparison.differences(recorded: short.job, requested: long.job).isEmpty)
    }
}
