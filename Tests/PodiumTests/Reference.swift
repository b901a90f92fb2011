import Reporting
import Testing

/// What the training study gives when nothing disturbs it: one slot, one run.
struct Reference: Sendable {
    static let study = "small"
    static let job = Jobs.training(study)

    var table: String
    var trials: [TrialDocument]

    /// Run once, by whichever test asks first.
    static let shared = Task {
        var reference: Reference?
        try await Workspace.with { workspace in
            try workspace.write(job, to: "small.yaml")
            try await workspace.run("run", "small.yaml", "--slots", "1")
            let status = try await workspace.status(study)
            reference = Reference(
                table: try workspace.table(study), trials: status.trials)
        }
        return reference!
    }
}
