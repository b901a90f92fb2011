/// The keys of a job file, in the order in which messages and the documentation list them.
enum JobKeys {
    static let job =
        ["study", "purpose", "objective"] + ObjectiveSections.keys + [
            "epochs", "metric", "objectives", "feasible", "sampler", "repeats", "scheduler",
            "trials", "budget",
            "seed", "top", "table", "time_limit", "max_failures", "checkpoint_every", "threads",
            "resources", "then", "space", "constraints", "initial", "warm_start",
        ]
    /// The keys without a meaning for a single configuration of the space.
    static let aboutSeveralTrials = ["trials", "repeats", "constraints", "initial", "warm_start"]
    static let budget = ["epochs", "time", "target", "lag"]
    static let dataset = ["train", "test", "shape", "range", "classes", "orientation"]
    static let table = [
        "table", "test", "target", "ignore", "identifiers", "types", "embeddings", "missing",
        "separator",
    ]
    static let missing = ["fill", "indicators", "markers"]
    static let testRows = ["fraction", "seed"]
    static let samples = ["values", "labels"]
    static let array = ["file", "variable"]
    static let pretrained = ["file", "parts", "freeze"]
    static let quality = ["features", "samples", "every"]
    static let split = ["validation", "validation_fraction", "seed"]
    static let metric = ["name", "direction"]
    static let objective = ["metric", "direction"]
    static let columnSources = ["parameter", "metric", "deviation", "value"]
    static let column = ["heading"] + columnSources + ["digits"]
    static let columnValues = ["epochs", "trial", "runs"]
    static let domainTypes = ["float", "int", "categorical", "pool"]
    static let distributions = ["uniform", "log", "normal", "log-normal"]
    static let float = [
        "type", "low", "high", "distribution", "mean", "deviation", "step", "prior", "confidence",
        "when",
    ]
    static let int = float
    static let categorical = ["type", "choices", "prior", "confidence", "when"]
    /// The keys that a parameter has and a pool's source has not.
    static let ofParameters = ["when", "prior", "confidence"]
    static let pool = ["type", "size", "fixed", "from", "when"]

    /// The keys of a domain of the given type.
    static func domain(_ type: String) -> [String] {
        switch type {
        case "float": float
        case "int": int
        case "categorical": categorical
        default: pool
        }
    }
}
