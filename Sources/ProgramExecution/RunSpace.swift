import Files
import Foundation
import ProcessControl
import Synchronization

/// Where a worker's programs run: a directory of its own per run, under a supervisor.
///
/// The directory of a killed worker is removed by the next one that makes its own.
package final class RunSpace: Sendable {
    private struct State {
        var directory: TemporaryDirectory?
        var count = 0
    }

    let supervisors: SupervisorPool
    private let parent: String
    private let state = Mutex(State())

    /// - Parameters:
    ///   - cache: the worker's cache directory.
    ///   - slots: how many programs will run at a time; their supervisors are started now.
    package init(cache: String, slots: Int = 0) {
        parent = cache + "/programs"
        supervisors = SupervisorPool(count: slots)
    }

    /// Makes a directory for one run.
    func makeDirectory() throws(FileFailure) -> RunDirectory {
        let path: Result<String, FileFailure> = state.withLock { state in
            Result { () throws(FileFailure) in
                if state.directory == nil { state.directory = try open() }
                state.count += 1
                return (state.directory?.path ?? parent) + "/\(state.count)"
            }
        }
        return try RunDirectory(path: path.get())
    }

    /// Removes the directory, when no run is left or the process ends.
    package func remove() {
        state.withLock { state in
            state.directory?.remove()
            state.directory = nil
        }
    }

    private func open() throws(FileFailure) -> TemporaryDirectory {
        try Directory.make(parent)
        do { return try TemporaryDirectory(in: parent) } catch {
            throw FileFailure(path: parent, action: "make a directory in it", error: error)
        }
    }
}
