package import JobFiles
import Studies
import StudyModel

extension JobEnvironment {
    /// Reads the files that job files name, and checks their stages.
    ///
    /// - Parameter results: the directory of all studies; nil if it is on another machine, so that
    ///   the files of stages can't be looked at.
    package static func withStages(results: String?) -> JobEnvironment {
        var environment = JobEnvironment.ofFiles(results: results)
        environment.stage = { stage in
            do throws(StageMistake) {
                _ = try JobStage(stage)
                return nil
            } catch {
                return error.text
            }
        }
        environment.stages = { job, file, samples in
            // Wrong options were refused before.
            let stages = job.stages.compactMap { try? JobStage($0) }
            guard stages.count == job.stages.count else { return [] }
            return StageCheck.complaints(
                about: stages, of: job,
                files: results.map { StageFiles(job.study, results: $0, jobFile: file) },
                samples: samples)
        }
        return environment
    }
}
