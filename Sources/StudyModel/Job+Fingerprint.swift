internal import Foundation

extension Job {
    /// A number that differs between jobs whose trials may differ: everything but the budget of
    /// trials, how many may fail, how the table looks and where files are.
    package var fingerprint: UInt64 {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let bytes = try? encoder.encode(essence) else {
            preconditionFailure("a job can always be encoded: \(self)")
        }
        // FNV-1a: it only has to tell accidents apart, not to resist an attacker.
        return bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The job with all that trials don't depend on left out, and the rest in one way of writing
    /// it: a model that is the objective's own is as good as none.
    package var essence: Job {
        var essence = self
        essence.purpose = ""
        essence.trials = 0
        essence.top = 0
        essence.columns = []
        essence.maxFailures = nil
        essence.threads = 1
        essence.stages = []
        if sampler != .tpe { essence.tpe = TPESettings() }
        let model = model?.canonical
        essence.model =
            model == StandardModel.description(of: objective)?.canonical ? nil : model
        essence.training = training.canonical(for: objective, in: space)
        essence.corruption = Corruption.rules.canonical(corruption)
        essence.pretrained?.file.path = ""
        essence.quality?.features.path = ""
        if case .files(let files)? = dataset { essence.dataset = .files(files.withoutPaths) }
        return essence
    }
}
