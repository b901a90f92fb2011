import Foundation

/// Ends a process in order when the process that started it is gone: a killed one can't tell its
/// children.
package enum ParentWatch {
    private static let intervalMicroseconds: UInt32 = 250_000

    /// Sends this process SIGTERM when its parent is another one than at the start.
    package static func start(parent: Int32) {
        SystemThread.start("parent watch") {
            while getppid() == parent { usleep(intervalMicroseconds) }
            kill(getpid(), SIGTERM)
        }
    }
}
