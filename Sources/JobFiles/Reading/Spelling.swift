/// Suggests corrections for misspelt words.
package enum Spelling {
    /// The nearest of the words; nil if none is near.
    ///
    /// At most a third of the letters may differ. The comparison ignores case. Ties go to the
    /// earlier word.
    static func nearest(to word: String, among words: [String]) -> String? {
        let wanted = Array(word.lowercased())
        guard wanted.count <= 64 else { return nil }
        let plain = String(wanted.map { $0 == "-" || $0 == " " ? "_" : $0 })
        if let meant = otherNames[plain]?.first(where: words.contains) { return meant }
        let scored = words.map { ($0, distance(wanted, Array($0.lowercased()))) }
        guard let best = scored.min(by: { $0.1 < $1.1 }) else { return nil }
        let longer = max(wanted.count, best.0.count)
        return best.1 <= longer / 3 ? best.0 : nil
    }

    /// Names that other programs use for a key or word, with their equivalents here.
    private static let otherNames: [String: [String]] = [
        "min": ["low", "minimize"], "minimum": ["low", "minimize"], "lower": ["low"],
        "max": ["high", "maximize"], "maximum": ["high", "maximize"], "upper": ["high"],
        "minimise": ["minimize"], "maximise": ["maximize"], "values": ["choices"],
        "options": ["choices"], "choice": ["categorical"], "q": ["step"],
        "loguniform": ["log"], "log_uniform": ["log"], "logarithmic": ["log"],
        "lognormal": ["log-normal"], "log_normal": ["log-normal"], "gaussian": ["normal"],
        "std": ["deviation"], "sigma": ["deviation"], "mu": ["mean"],
        "classification": ["classifier"], "classify": ["classifier"],
        "autoencoding": ["autoencoder"], "bayes": ["tpe"], "bayesian": ["tpe"],
        "gaussian_process": ["gp"],
        "lr": ["learning_rate"], "batchsize": ["batch_size"], "batch": ["batch_size"],
        "n_trials": ["trials"], "num_trials": ["trials"], "search_space": ["space"],
        "parameters": ["space"], "columns": ["table"], "goal": ["direction"],
        "dense": ["linear"], "fc": ["linear"], "conv": ["conv2d"],
        "maxpool2d": ["max_pool2d"], "avgpool2d": ["avg_pool2d"], "batchnorm2d": ["batch_norm2d"],
        "batchnorm1d": ["batch_norm1d"], "batch_norm": ["batch_norm2d"],
        "convtranspose2d": ["conv_transpose2d"], "deconv": ["conv_transpose2d"],
        "out_channels": ["channels"], "filters": ["channels"], "out_features": ["units"],
        "kernel_size": ["kernel"], "strides": ["stride"], "p": ["probability"],
        "rate": ["probability", "learning_rate"], "negative_slope": ["slope"],
    ]

    /// `; did you mean 'sampler'?`; empty if no word is near or there is only one.
    package static func suggestion(for word: String, among words: [String]) -> String {
        guard words.count > 1 else { return "" }
        return nearest(to: word, among: words).map { "; did you mean '\($0)'?" } ?? ""
    }

    /// `float, int or pool`.
    package static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    /// `float, int and pool`.
    static func joined(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Counts insertions, deletions, substitutions and swaps of neighbours: the restricted distance
    /// of Damerau, Communications of the ACM 7 (1964).
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var before: [Int] = []
        var above = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(above[j + 1], row[j]) + 1
                best = min(best, above[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, before[j - 1] + 1)
                }
                row.append(best)
            }
            (before, above) = (above, row)
        }
        return above[b.count]
    }
}
