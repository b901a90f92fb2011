internal import Foundation

extension Job {
    /// A number that differs between jobs whose trials may differ: everything but the budget of
    /// trials and how the table looks.
    package var fingerprint: UInt64 {
        var essence = self
        essence.purpose = ""
        essence.trials = 0
        essence.top = 0
        essence.columns = []
        essence.threads = 1
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let bytes = try? encoder.encode(essence) else {
            preconditionFailure("a job can always be encoded: \(essence)")
        }
        // FNV-1a: it only has to tell accidents apart, not to resist an attacker.
        return bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
