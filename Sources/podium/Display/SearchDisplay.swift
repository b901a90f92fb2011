import Coordination
import Runtime
import Studies

enum InterruptionWords {
    static let waiting =
        "interrupted: waiting for the worker to hand back what it has (Ctrl-C again: at once)"
}

/// Shows a search while it runs.
///
/// Called on the coordinator's thread, so nothing here may wait.
protocol SearchDisplay: CoordinatorObserver {
    /// Nothing more comes while the search runs; what was to be shown is on its way.
    func end()
    /// After the table: where the files are, and what went wrong.
    func conclude(_ directory: StudyDirectory, progress: StudyProgress)
}
