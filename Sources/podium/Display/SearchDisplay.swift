import Coordination
import Runtime
import Studies

enum InterruptionWords {
    static let waiting =
        "interrupted: waiting for the worker to hand back what it has (Ctrl-C again: at once)"
}

/// Shows a search while it runs.
///
/// Methods are called on the coordinator's thread, so they must not block.
protocol SearchDisplay: CoordinatorObserver {
    /// Ends the display of the running search and flushes pending output.
    func end()
    /// Prints the paths of the files and what went wrong, after the table.
    func conclude(_ directory: StudyDirectory, progress: StudyProgress)
}
