/// What is here meant by a word of another program.
struct OtherName {
    /// The word here that is nearest in meaning.
    var known: String
    /// What to write, if that word alone doesn't say it.
    var advice: String?

    /// The meaning of a word among those that can stand in its place; nil if none is known.
    ///
    /// - Parameter word: in lower case, with `_` for other separators.
    static func meaning(of word: String, among words: [String]) -> OtherName? {
        meanings[word]?.first { words.contains($0.known) }
    }

    private static func word(_ known: String) -> OtherName { OtherName(known: known) }

    private static let meanings = keys.merging(types) { $0 + $1 }.merging(parts) { $0 + $1 }

    // MARK: Keys of jobs, samplers and schedulers

    private static let keys: [String: [OtherName]] = {
        var keys: [String: [OtherName]] = [
            "lr": [word("learning_rate")], "batchsize": [word("batch_size")],
            "batch": [word("batch_size")], "columns": [word("table")],
            "search_space": [word("space")], "parameters": [word("space")],
            "program": [word("command")], "bayes": [word("tpe")], "bayesian": [word("tpe")],
            "gaussian_process": [word("gp")], "cmaes": [word("cma-es")], "cma_es": [word("cma-es")],
            "hyper_band": [word("hyperband")], "minimise": [word("minimize")],
            "maximise": [word("maximize")], "holdout": [word("hold-out"), word("hold_out")],
            "classification": [word("classifier")], "classify": [word("classifier")],
            "autoencoding": [word("autoencoder")],
        ]
        let direction = "write it with the metric: metric: { name: …, direction: maximize }"
        for key in ["direction", "goal", "mode"] {
            keys[key] = [
                word("direction"), OtherName(known: "metric", advice: direction),
            ].filter { $0.known != key }
        }
        for (name, others) in [
            "trials": [
                "n_trials", "num_trials", "num_samples", "max_trials", "max_trial_count",
                "max_trial_number", "run_cap", "n_iter", "max_evals", "max_evaluations", "n_calls",
            ],
            "sampler": ["method", "algorithm", "search_alg", "searcher", "tuner"],
            "scheduler": ["early_terminate", "early_stopping", "early_stop", "pruner"],
            "startup": ["n_startup_trials", "n_initial_points", "n_startup_jobs"],
            "candidates": ["n_ei_candidates"],
            "min_epochs": ["grace_period", "min_resource", "min_t", "min_iter", "min_budget"],
            "reduction": ["reduction_factor", "eta"],
        ] {
            for other in others { keys[other] = [word(name)] }
        }
        let most = "a trial trains at most the job's epochs, so that key is enough"
        for key in ["max_epochs", "max_t", "max_iter", "max_resource", "max_budget"] {
            keys[key] = [word("epochs"), OtherName(known: "min_epochs", advice: most)]
        }
        return keys
    }()

    // MARK: Types and keys of domains

    private static let types: [String: [OtherName]] = {
        let log = "write type: float and distribution: log"
        let step = "write type: float and a step"
        var types: [String: [OtherName]] = [
            "min": [word("low"), word("minimize")], "minimum": [word("low"), word("minimize")],
            "max": [word("high"), word("maximize")], "maximum": [word("high"), word("maximize")],
            "lower": [word("low")], "upper": [word("high")], "q": [word("step")],
            "values": [word("choices")], "options": [word("choices")],
            "std": [word("deviation")], "sigma": [word("deviation")], "mu": [word("mean")],
            "bool": [OtherName(known: "categorical", advice: "write [true, false]")],
            "boolean": [OtherName(known: "categorical", advice: "write [true, false]")],
            "normal": [
                OtherName(known: "float", advice: "write type: float and distribution: normal")
            ],
            "gaussian": [
                word("normal"),
                OtherName(known: "float", advice: "write type: float and distribution: normal"),
            ],
        ]
        for name in ["lognormal", "log_normal"] {
            types[name] = [
                word("log-normal"),
                OtherName(known: "float", advice: "write type: float and distribution: log-normal"),
            ]
        }
        for name in [
            "loguniform", "log_uniform", "log_uniform_values", "logarithmic", "suggest_loguniform",
            "log", "reciprocal",
        ] {
            types[name] = [word("log"), OtherName(known: "float", advice: log)]
        }
        for name in ["quniform", "q_uniform", "discrete_uniform", "suggest_discrete_uniform"] {
            types[name] = [word("uniform"), OtherName(known: "float", advice: step)]
        }
        for name in [
            "uniform", "double", "real", "number", "continuous", "range", "suggest_float",
            "suggest_uniform",
        ] {
            types[name] = [word("float")]
        }
        for name in ["integer", "randint", "int_uniform", "uniform_int", "suggest_int", "long"] {
            types[name] = [word("int")]
        }
        for name in [
            "choice", "discrete", "grid_search", "ordinal", "enum", "suggest_categorical",
        ] {
            types[name] = [word("categorical")]
        }
        return types
    }()

    // MARK: Layers

    private static let parts: [String: [OtherName]] = [
        "dense": [word("linear")], "fc": [word("linear")], "conv": [word("conv2d")],
        "maxpool2d": [word("max_pool2d")], "avgpool2d": [word("avg_pool2d")],
        "batchnorm2d": [word("batch_norm2d")], "batchnorm1d": [word("batch_norm1d")],
        "batch_norm": [word("batch_norm2d")], "convtranspose2d": [word("conv_transpose2d")],
        "deconv": [word("conv_transpose2d")], "out_channels": [word("channels")],
        "filters": [word("channels")], "out_features": [word("units")],
        "kernel_size": [word("kernel")], "strides": [word("stride")], "p": [word("probability")],
        "rate": [word("probability"), word("learning_rate")], "negative_slope": [word("slope")],
        "lrelu": [word("leaky_relu")], "leakyrelu": [word("leaky_relu")], "swish": [word("silu")],
        "activation": [
            OtherName(known: "relu", advice: "write the activation itself as a layer, such as relu")
        ],
    ]
}
