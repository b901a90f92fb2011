/// The job of a study whose objective returns at once.
enum NullStudy {
    /// The text of the job's file.
    static func job(_ name: String, trials: Int) -> String {
        """
        study: \(name)
        objective: "null"
        epochs: 1
        metric: { name: validation_loss, direction: minimize }
        sampler: random
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
