import ArgumentParser
import Foundation

/// The number of trials that a worker trains at a time.
enum Slots {
    /// The number of slots that keeps every core busy with the given threads per trial.
    static func standard(threads: Int = 1) -> Int {
        max(1, ProcessInfo.processInfo.activeProcessorCount / max(1, threads))
    }

    static func validate(_ slots: Int?) throws {
        guard let slots, !(1...1024).contains(slots) else { return }
        throw ValidationError("--slots is \(slots); expected a number from 1 to 1024")
    }
}
