import Foundation
import ProcessControl
import Runtime
import ZeroMQ

/// Key files in a directory that only this user can read.
struct TemporaryKeys {
    let coordinator: CoordinatorKeys
    let workerPath: String
    private let directory: TemporaryDirectory

    init() throws {
        directory = try .make(for: "the run's keys")
        let paths = try KeyFiles.create(directory: directory.path)
        coordinator = try KeyFiles.readCoordinator(paths.coordinator)
        workerPath = paths.worker
    }

    func remove() { directory.remove() }
}
