internal import Foundation

extension Job {
    /// A hash of everything that can change the trials: all of the job except the trial budget, the
    /// failure limit, the table's layout and file paths.
    package var fingerprint: UInt64 {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let bytes = try? encoder.encode(essence) else {
            preconditionFailure("a job can always be encoded: \(self)")
        }
        // FNV-1a: it must detect accidental differences, not resist an attacker.
        return bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The job without everything that trials do not depend on, in canonical form: an explicit copy
    /// of the objective's standard model equals no model.
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
