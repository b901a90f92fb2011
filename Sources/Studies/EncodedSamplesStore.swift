import Foundation
package import Objectives

/// Codes of frozen encoders, computed once per process and shared by all slots.
///
/// `@unchecked Sendable` because everything is behind the lock. It is held while encoding: one slot
/// encodes, the others wait.
package final class EncodedSamplesStore: EncodedSamplesCache, @unchecked Sendable {
    /// Concurrent studies share few encoders; more would mean a search over encoders.
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
            // The oldest entry is removed; slots that still train on it keep their own reference.
            if known.count > Self.capacity { known.removeFirst() }
            return samples
        }
    }
}
