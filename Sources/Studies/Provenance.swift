import Datasets
import Files
import Foundation
import Portable
import ProcessControl
import Reporting
package import Storage
package import StudyModel

/// The origin of a study's results: the data to reproduce them and to see what produced them.
package struct Provenance: Codable, Sendable {
    package struct DataFile: Codable, Sendable {
        package var name: String
        package var sha256: String
    }

    package var podium: String
    package var study: String
    package var jobFingerprint: String
    package var seed: UInt64
    package var trials: Int
    package var epochs: Int
    package var data: [DataFile]
    package var host: String
    package var system: String
    package var processor: String
    package var cores: Int
    package var startedAt: String
    package var endedAt: String
    package var trainingSeconds: Double

    /// The provenance of a study's record so far.
    package static func of(_ record: StudyRecord, version: String) -> Provenance {
        var times = AttemptTimes()
        for trial in record.trials { trial.attempts.forEach { times.add($0) } }
        return of(
            record.job, finished: record.trials.count { $0.trial.state.isTerminal }, times: times,
            version: version)
    }

    /// The provenance of a study with the given number of finished trials.
    package static func of(
        _ job: Job, finished: Int, times: AttemptTimes, version: String
    ) -> Provenance {
        let began = times.began ?? SystemTime.wallClock
        let ended = times.ended ?? began
        let info = ProcessInfo.processInfo
        return Provenance(
            podium: version, study: job.study,
            jobFingerprint: String(format: "%016llx", job.fingerprint), seed: job.seed,
            trials: finished, epochs: job.epochs,
            data: dataFiles(of: job),
            host: HostName.current, system: info.operatingSystemVersionString,
            processor: processorName(), cores: info.activeProcessorCount,
            startedAt: timestamp(began), endedAt: timestamp(ended),
            trainingSeconds: times.total)
    }

    package func write(to directory: StudyDirectory) throws {
        let bytes = try PortableJSON.encode(self, pretty: true)
        try AtomicFile.write(bytes + [UInt8(ascii: "\n")], to: directory.provenance)
    }

    /// The files that a job's trials need, with their checksums.
    private static func dataFiles(of job: Job) -> [DataFile] {
        var files = job.objective.inputs.map { DataFile(name: $0.path, sha256: $0.sha256) }
        if case .named(let name)? = job.objective.dataset {
            let known = DatasetFile.files(of: name)
            files = known.map { DataFile(name: $0.name, sha256: $0.sha256) } + files
        }
        // An .npz file with images and labels is listed once.
        var seen: Set<String> = []
        return files.filter { seen.insert($0.name + $0.sha256).inserted }
    }

    private static func timestamp(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }

    private static func processorName() -> String {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else {
            return "unknown"
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
            ?? "unknown"
    }
}
