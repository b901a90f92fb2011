import Foundation
package import Objectives

/// Codes of frozen encoders, made once a process and shared by all slots.
///
/// `@unchecked Sendable` because everything is behind the lock, which is also what lets one slot
/// encode what the others wait for.
package final class EncodedSamplesStore: EncodedSamplesCache, @unchecked Sendable {
    /// Studies that run at a time share few encoders; more would be a search over them.
    private static let capacity = 8

    private let lock = NSLock()
    private var known: [(key: EncodedSamplesKey, samples: EncodedSamples)] = []

    package func samples(
        _ key: EncodedSamplesKey, make: () throws -> EncodedSamples
    ) throws -> EncodedSamples {
        try lock.withLock {
            if let found = known.first(where: { $0.key == key }) { return found.samples }
            let samples = try make()
            known.append((key, samples))
            // The oldest goes; those who still train on it hold it themselves.
            if known.count > Self.capacity { known.removeFirst() }
            return samples
        }
    }
}
