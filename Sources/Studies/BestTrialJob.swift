import Foundation
import JobFiles
import Search
package import StudyModel
package import UserErrors

/// A study's job file with the configuration of one trial as constants.
package enum BestTrialJob {
    /// The schedulers whose trials branch off others.
    private static let branching = [SchedulerKind.pbt, .schedule].map(\.name)

    /// The job file.
    ///
    /// If trials of the study branch off others, the job repeats the whole training of the trial:
    /// the configurations of its ancestors and its own follow one another, with the random numbers
    /// that they had.
    ///
    /// - Parameters:
    ///   - trial: a trial of the record.
    ///   - record: the study's record.
    /// - Throws: `InputError` if the study's job file can't be read, or has another form.
    package static func text(
        of trial: Trial, _ record: StudyRecord, in directory: StudyDirectory
    ) throws(InputError) -> String {
        guard let data = FileManager.default.contents(atPath: directory.job) else {
            throw InputError("\(directory.job) can't be read; it is what the job is made of")
        }
        // The output is probably redirected to a file in the current directory.
        var text = JobText(String(decoding: data, as: UTF8.self))
        text.moveFiles(from: directory.path, to: FileManager.default.currentDirectoryPath)
        let name = "\(directory.name.prefix(50))-trial-\(trial.number)"
        do {
            guard branching.contains(record.job.scheduler.type) else {
                return try text.withConstants(trial.configuration, study: name)
            }
            let (first, schedule) = Lineage(of: trial) { record.trials[$0].trial }.replay
            return try text.withConstants(
                first, study: name, schedule: schedule.changes.isEmpty ? nil : schedule)
        } catch {
            throw InputError("\(directory.job): \(error)")
        }
    }
}
