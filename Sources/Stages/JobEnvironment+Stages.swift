package import JobFiles
import Studies

extension JobEnvironment {
    /// Reads the files that job files name, and checks their stages.
    package static var withStages: JobEnvironment {
        var environment = JobEnvironment.ofFiles
        environment.stage = { stage in
            do throws(StageMistake) {
                _ = try JobStage(stage)
                return nil
            } catch {
                return error.text
            }
        }
        return environment
    }
}
