package import Coordination
package import Studies

/// Shows a search while it runs.
///
/// Methods are called on the coordinator's thread, so they must not block.
package protocol SearchDisplay: CoordinatorObserver {
    /// Ends the display of the running search and flushes pending output.
    func end()
    /// Prints the paths of the files and what went wrong, after the table.
    func conclude(_ directory: StudyDirectory, progress: StudyProgress)
}
