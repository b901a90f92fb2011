import Portable
package import UserErrors

/// What can go wrong with a study as a whole.
package enum StudyError: Error, Sendable, Hashable {
    case notFound(name: String, results: String, known: [String])
    /// The directory of a study has no record.
    case noRecord(directory: String)
    /// The study exists with another job.
    case changedJob(study: String, differences: [String])
    /// No coordinator answered a question about the study.
    case noAnswer(study: String, reason: String)
    /// A configuration could not be trained to its end.
    case trainingFailed(study: String, reason: String)
    /// A worker got a trial that runs a program, and must not run any.
    case programsNotAllowed
    /// A worker got a trial that only executors outside run.
    case runsOutside
    /// No coordinator serves a directory of studies.
    ///
    /// - `searched`: the studies that `podium run` searches there.
    case noService(results: String, isHidden: Bool, searched: [String] = [])
    /// A command to a coordinator's service was not carried out.
    ///
    /// - `isMistake`: whether the command is wrong, rather than failed.
    case refusedCommand(study: String?, reason: String, isMistake: Bool = false)
    /// The file of a coordinator's queue can't be read.
    case damagedQueue(path: String, reason: String)
}

extension StudyError: UserError {
    /// The command that serves a directory of studies.
    private static func coordinator(_ results: String) -> [String] {
        let elsewhere =
            results == StudyDirectory.standardResults ? [] : ["--results", results]
        return ["podium", "coordinator"] + elsewhere
    }

    package var exitStatus: ExitStatus {
        switch self {
        case .notFound, .noRecord, .changedJob, .refusedCommand(_, _, isMistake: true): .badInput
        case .noAnswer, .trainingFailed, .programsNotAllowed, .runsOutside, .noService,
            .refusedCommand,
            .damagedQueue:
            .workFailed
        }
    }

    package var description: String {
        switch self {
        case .notFound(let name, let results, let known):
            "\(name): no study of that name is in \(results) and no study's directory is there; "
                + (known.isEmpty
                    ? "there are none yet: start one with `podium run JOB`"
                    : "there are \(known.joined(separator: ", "))")
        case .noRecord(let directory):
            "\(directory): no record of a study is there (no study.sqlite): its search never "
                + "began, or the file was removed; put the file back, or remove the directory and "
                + "run the job again"
        case .changedJob(let study, let differences):
            "the study \(study) exists with another job:\n"
                + differences.map { "  " + $0 }.joined(separator: "\n")
                + "\nkeep both with --study NAME, undo the change, or remove the recorded study "
                + "(`podium delete \(study)`) and start again"
        case .noAnswer(let study, let reason):
            "\(study): a coordinator has the study open, but could not be asked about it: \(reason)"
        case .trainingFailed(let study, let reason): "\(study): training failed: \(reason)"
        case .programsNotAllowed:
            "the job runs a program, and this worker was started without --allow-commands"
        case .runsOutside:
            "the job's trials are run outside, by whoever asks for them with `podium ask`"
        case .noService(let results, isHidden: true, _):
            "\(results): another user's coordinator serves this directory; give commands as that "
                + "user, or with --connect and --key"
        case .noService(let results, isHidden: false, let searched):
            "\(results): no coordinator serves this directory; "
                + (searched.isEmpty
                    ? "start "
                    : "`podium run` searches \(searched.joined(separator: ", ")) and takes no "
                        + "commands: stop it with Ctrl-C, which loses nothing, and start ")
                + "`\(ShellWords.text(Self.coordinator(results)))`, or name a coordinator on "
                + "another machine with --connect tcp://HOST:PORT --key operator.key"
        case .refusedCommand(let study, let reason, _):
            // Most reasons name the study themselves.
            study.map { reason.contains($0) ? reason : "\($0): \(reason)" } ?? reason
        case .damagedQueue(let path, let reason):
            "\(path): the queue can't be read: \(reason); move the file away, start the "
                + "coordinator and submit the studies again (their results are kept)"
        }
    }
}
