import Foundation
import JobFiles
package import StudyModel
package import UserErrors

/// A study's job file with the configuration of one trial as constants.
package enum BestTrialJob {
    /// The job file.
    ///
    /// - Throws: `InputError` if the study's job file can't be read, or has another form.
    package static func text(
        of trial: Trial, in directory: StudyDirectory
    ) throws(InputError) -> String {
        guard let data = FileManager.default.contents(atPath: directory.job) else {
            throw InputError("\(directory.job) can't be read; it is what the job is made of")
        }
        // The output is probably redirected to a file in the current directory.
        var text = JobText(String(decoding: data, as: UTF8.self))
        text.moveFiles(from: directory.path, to: FileManager.default.currentDirectoryPath)
        let name = "\(directory.name.prefix(50))-trial-\(trial.number)"
        do {
            return try text.withConstants(trial.configuration, study: name)
        } catch {
            throw InputError("\(directory.job): \(error)")
        }
    }
}
