/// The directories of models below their study's directory.
enum ModelDirectory {
    /// The directory that `podium train` writes unless `--output` names another: `model`,
    /// `model-2`, `model-trial-7-seed-1`.
    ///
    /// The values are those of the options; `trial` replaces `rank`.
    static func name(rank: String, trial: String?, seed: String?) -> String {
        let suffix = trial.map { "-trial-" + $0 } ?? (rank == "1" ? "" : "-" + rank)
        return "model" + suffix + (seed.map { "-seed-" + $0 } ?? "")
    }
}
