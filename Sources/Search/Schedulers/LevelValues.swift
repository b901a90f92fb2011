import StudyModel

/// The score of each trial at each level of a `ResultHorizon`.
struct LevelValues: Sendable {
    private var values: [[Score?]]

    init(_ horizon: ResultHorizon) { values = horizon.levels.map { _ in [] } }

    var levels: Range<Int> { values.indices }

    /// Its value is NaN if the trial has no usable metric there; nil if it has not passed the
    /// level, or was stopped before it.
    subscript(level: Int, trial: Int) -> Score? {
        get { trial < values[level].count ? values[level][trial] : nil }
        set {
            while values[level].count <= trial { values[level].append(nil) }
            values[level][trial] = newValue
        }
    }
}
