/// The job of a study whose objective returns at once.
enum NullStudy {
    /// The epochs of a trial in a study with a scheduler.
    static let scheduledEpochs = 27

    /// The text of the job's file.
    ///
    /// - Parameter scheduler: a scheduler's name; nil trains each trial for one epoch.
    static func job(_ name: String, trials: Int, scheduler: String? = nil) -> String {
        """
        study: \(name)
        objective: "null"
        epochs: \(scheduler == nil ? 1 : scheduledEpochs)
        metric: { name: validation_loss, direction: minimize }
        sampler: random
        scheduler: \(scheduler ?? "none")
        trials: \(trials)
        seed: 1
        space:
          a: { type: float, low: 0, high: 1 }
          b: { type: float, low: 1.0e-5, high: 1, distribution: log }
          c: { type: int, low: 1, high: 1000 }
          d: { type: categorical, choices: [red, green, blue] }
          e: { type: float, low: -5, high: 5 }
        """
    }
}
