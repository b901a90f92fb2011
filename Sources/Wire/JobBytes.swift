import Foundation
import StudyModel
import Synchronization

/// Encodes and decodes the jobs in messages as JSON.
///
/// A job is sent to each worker once. The last job is cached in both directions, so that a
/// coordinator encodes it once for 5,000 workers.
enum JobBytes {
    private struct Memory {
        var job: Job
        var bytes: [UInt8]
    }

    private static let encoded = Mutex<Memory?>(nil)
    private static let decoded = Mutex<Memory?>(nil)

    static func encode(_ job: Job) -> [UInt8] {
        if let last = encoded.withLock({ $0 }), last.job == job { return last.bytes }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(job.withoutEarlierTrials) else {
            preconditionFailure("a job can always be encoded: \(job)")
        }
        let bytes = Array(data)
        encoded.withLock { $0 = Memory(job: job, bytes: bytes) }
        return bytes
    }

    static func decode(_ bytes: [UInt8]) throws -> Job {
        if let last = decoded.withLock({ $0 }), last.bytes == bytes { return last.job }
        let job = try JSONDecoder().decode(Job.self, from: Data(bytes))
        decoded.withLock { $0 = Memory(job: job, bytes: bytes) }
        return job
    }
}
