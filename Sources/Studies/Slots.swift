import Foundation

/// The number of trials that a worker trains at a time.
package enum Slots {
    /// The number of slots that keeps every core busy with the given threads per trial.
    package static func standard(threads: Int = 1) -> Int {
        max(1, ProcessInfo.processInfo.activeProcessorCount / max(1, threads))
    }
}
