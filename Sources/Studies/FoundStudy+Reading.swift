import Files
package import JobFiles
import Portable
import StudyModel
import UserErrors

extension FoundStudy {
    /// A complete trial, in the form that the digest covers.
    private struct Line: Encodable {
        var number: Int
        var configuration: Configuration
        var metrics: [String: Double]
    }

    /// Reads the first study that exists among some directories, whether or not it runs.
    ///
    /// - Throws: `InputError` if there is none; the errors of `StudyReader`.
    package init(reading paths: [String]) throws {
        guard let directory = paths.map(StudyDirectory.init(path:)).first(where: \.exists) else {
            throw InputError(
                "there is no study in \(paths[0]); expected a study's directory, from the job "
                    + "file's directory or from here, or the name of a study, whose directory "
                    + "would be \(paths[paths.count - 1])")
        }
        let reader = StudyReader(directory)
        defer { reader.close() }
        let standing = try reader.standing()
        var trials: [Trial] = []
        try reader.forEachTrial(below: standing.trials) {
            if $0.state == .complete { trials.append($0) }
        }
        let lines = trials.map {
            Line(number: $0.number, configuration: $0.configuration, metrics: $0.metrics)
        }
        self.init(
            metric: standing.job.metric, names: standing.job.space.parameters.map(\.name),
            trials: trials,
            digest: SHA256.hexadecimal(try PortableJSON.encode(lines, isSorted: true)))
    }
}
