import Files
import ProcessControl
package import ZeroMQ

/// Key files in a directory that only this user can read.
package struct TemporaryKeys {
    package let coordinator: CoordinatorKeys
    package let workerPath: String
    private let directory: TemporaryDirectory

    package init() throws {
        directory = try .make(for: "the run's keys")
        let paths = try KeyFiles.create(directory: directory.path)
        coordinator = try KeyFiles.readCoordinator(paths.coordinator)
        workerPath = paths.worker
    }

    package func remove() { directory.remove() }
}
