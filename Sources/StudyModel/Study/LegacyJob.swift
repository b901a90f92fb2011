/// Reads the parts of a job that earlier versions recorded in another form.
///
/// They recorded the settings of networks and of the TPE sampler as keys of the job itself, and the
/// objective and the sampler as names.
struct LegacyJob: Decodable {
    /// The objective; nil if the job has today's form.
    var objective: ObjectiveSpec?
    /// The sampler; nil if the job has today's form.
    var sampler: SamplerSpec?

    private enum CodingKeys: String, CodingKey { case objective, sampler, tpe }

    private struct TPESettings: Decodable {
        var startup: Int
        var candidates: Int
        var lag: Int
    }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        if let kind = try? keys.decode(String.self, forKey: .objective) {
            objective = Self.objective(kind, try JSONValue(from: decoder))
        }
        guard let type = try? keys.decode(String.self, forKey: .sampler) else { return }
        var settings: [Setting] = []
        if let tpe = try keys.decodeIfPresent(TPESettings.self, forKey: .tpe) {
            let values = [
                ("startup", tpe.startup), ("candidates", tpe.candidates), ("lag", tpe.lag),
            ]
            settings = values.map { Setting($0, .literal(.int($1))) }
        }
        sampler = SamplerSpec(type, settings)
    }

    private static let settingKeys = [
        "dataset", "model", "training", "pretrained", "quality", "corruption", "split", "batchSize",
    ]

    private static func objective(_ kind: String, _ job: JSONValue) -> ObjectiveSpec {
        if kind == ObjectiveSpec.null.kind { return .null }
        var settings: [String: JSONValue] = [:]
        for key in settingKeys { settings[key] = job[key] }
        let quality = settings["quality"] == nil ? [] : ["frechet_distance"]
        let metrics =
            switch kind {
            case "classifier": ["validation_loss", "validation_accuracy", "train_loss"]
            case "gan": quality + ["discriminator_loss", "generator_loss"]
            default: ["validation_loss", "train_loss"]
            }
        let validation = job["split"]?["validation"]?.text == "test-set" ? "Test" : "Validation"
        let loss = kind == "classifier" ? "cross entropy" : "mean squared error"
        return ObjectiveSpec(
            kind: kind,
            metrics: metrics.map { name in
                .init(name, label: name == "validation_loss" ? "\(validation) \(loss)" : nil)
            }, settings: .object(settings))
    }
}
