/// The directories of models below their study's directory.
package enum ModelDirectory {
    /// The directory that `podium train` writes unless `--output` names another: `model`,
    /// `model-2`, `model-trial-7-seed-1`.
    ///
    /// The values are those of the options; `trial` replaces `rank`.
    package static func name(rank: Int, trial: Int?, seed: UInt64?) -> String {
        let suffix = trial.map { "-trial-\($0)" } ?? (rank == 1 ? "" : "-\(rank)")
        return "model" + suffix + (seed.map { "-seed-\($0)" } ?? "")
    }
}
