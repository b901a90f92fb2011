import Search
import StudyModel

/// A scheduler of the benchmark, with its default settings.
///
/// `threshold` is left out, since its setting is a value that must be known in advance; `pbt`,
/// since recorded curves have the same hyperparameters from their beginning to their end.
struct BenchScheduler: Sendable {
    /// The name in tables.
    var name: String
    var spec: SchedulerSpec

    /// - Parameter epochs: the epochs of the table's curves.
    static func all(epochs: Int) -> [BenchScheduler] {
        func scheduler(
            _ kind: SchedulerKind, _ name: String? = nil, _ settings: [Setting] = []
        ) -> BenchScheduler {
            BenchScheduler(name: name ?? kind.name, spec: kind.spec(settings))
        }
        return [
            scheduler(.none), scheduler(.asha), scheduler(.successiveHalving),
            scheduler(.hyperband), scheduler(.median),
            // These two have settings without a default.
            scheduler(
                .percentile, "percentile 25", [Setting("percentile", .literal(.float(25)))]),
            scheduler(
                .patience, nil,
                ["patience", "every"].map {
                    Setting($0, .literal(.int(patience(epochs: epochs))))
                }),
        ]
    }

    /// A tenth of the epochs; it also looks that often.
    static func patience(epochs: Int) -> Int { max(1, (epochs + 5) / 10) }
}
