import ArgumentParser
import Foundation
import JobFiles
import Models
import Portable
import Reporting
import Search
import Studies
import StudyModel
import UserErrors
import UserPrograms

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check job files and say what they ask for; run nothing.")

    @Argument(help: ArgumentHelp("Job files.", valueName: "job"))
    var jobs: [String]

    @OptionGroup var options: JobOptions
    @OptionGroup var results: ResultsOption

    func validate() throws { try options.validate(jobs: jobs) }

    func run() throws {
        var mistakes: [JobMistake] = []
        var warnings: [JobMistake] = []
        /// The file of each study.
        var files: [String: String] = [:]
        for path in jobs {
            let text: String
            do {
                let loaded = try options.load(path, results: results.results)
                try StudyOpening.check(loaded, results: results.results)
                if let other = files.updateValue(path, forKey: loaded.job.study), other != path {
                    Terminal.error(
                        "warning: \(other) and \(path) both have the study \(loaded.job.study), "
                            + "and a study has one job")
                }
                text = try describe(loaded)
            } catch let error as JobFileError {
                mistakes += error.mistakes
                warnings += error.warnings
                continue
            } catch let error as any UserError {
                mistakes.append(JobMistake(place: .wholeFile(path), message: "\(error)"))
                continue
            }
            // What can't be printed is no mistake of the job.
            try StandardOutput.write(text)
        }
        if !mistakes.isEmpty { throw JobFileError(mistakes, warnings: warnings) }
    }

    private func describe(_ loaded: LoadedJob) throws -> String {
        let job = loaded.job
        let sampler = try StudySampler(job: job)
        let count =
            sampler.space.configurationCount.map { "\($0, "configuration")" }
            ?? sampler.space.combinationCount.map { "at most \($0, "configuration")" }
            ?? "infinitely many configurations"
        let ranking =
            "ranked by "
            + job.metric.objectives.map { "\($0.name) (\($0.direction.rawValue))" }
            .joined(separator: " and ")
        return
            "\(loaded.file): fine. Study \(job.study): \(Self.trials(of: job)) of "
            + "\(job.epochs, "epoch"), \(job.sampler.type) sampler over \(count) "
            + "of \(job.space.parameters.count, "parameter"), \(ranking)."
            + (sampler.explanation.map { " The sampler is \($0)." } ?? "") + (try scheduling(job))
            + Self.budget(of: job) + priors(of: job)
            + (job.resources.map { " Each trial takes \($0.text)." } ?? "") + files(of: job)
            + memory(of: loaded, sampler.space) + columns(of: loaded)
            + loaded.notes.map { "\n" + $0 }.joined()
            + (loaded.unread.isEmpty
                ? ""
                : "\nwarm start: the record of \(job.study) has the trials of other studies")
    }

    private func priors(of job: Job) -> String {
        let priors = job.space.parameters.compactMap { parameter in
            parameter.prior.map { "\(parameter.name) \($0)" }
        }
        return priors.isEmpty ? "" : " Expected to be best: \(priors.joined(separator: ", "))."
    }

    /// What the columns of a table are taken for.
    private func columns(of loaded: LoadedJob) -> String {
        guard let table = loaded.job.objective.dataset?.table, let survey = loaded.table else {
            return ""
        }
        return "\n" + TableText.lines(of: table, survey).joined(separator: "\n")
    }

    /// When the scheduler decides, and how many epochs the study takes at most.
    private func scheduling(_ job: Job) throws -> String {
        let scheduler = try StudyScheduler(job: job)
        guard scheduler.isActive else { return "" }
        let stops = scheduler.stops
        let most = scheduler.mostEpochs(of: job)
        guard !stops.isEmpty else {
            return " The \(job.scheduler.type) scheduler has no epoch at which to decide."
        }
        let shown = stops.prefix(20).map { "\($0)" } + (stops.count > 20 ? ["…"] : [])
        return " The \(job.scheduler.type) scheduler decides after "
            + (stops.count == 1 ? "epoch " : "epochs ") + shown.joined(separator: ", ")
            + (most.map { "; the study takes at most \($0)" } ?? "")
            + (most != nil && job.hasTrialLimit ? " of \(job.trials * job.epochs, "epoch")." : ".")
            + repetition(job, stops)
            + (StudyScheduler.incompleteCohort(of: job).map {
                " The study can't be extended later: \($0)."
            } ?? "")
    }

    /// What stops cost a program that can't resume.
    private func repetition(_ job: Job, _ stops: [Int]) -> String {
        guard job.objective.runsPrograms,
            (try? ProgramSettings(job.objective))?.resumes == false
        else { return "" }
        let ends = stops.filter { $0 < job.epochs } + [job.epochs]
        let total = ends.reduce(0, +)
        return " The program can't resume (checkpoint: false) and starts again after each stop: a "
            + "trial that is not pruned trains "
            + (ends.count > 6
                ? "\(total)"
                : ends.map(String.init).joined(separator: " + ")
                    + " = \(total)")
            + " epochs in place of \(job.epochs)."
    }

    /// The files that a program needs.
    private func files(of job: Job) -> String {
        guard job.objective.runsPrograms, let settings = try? ProgramSettings(job.objective),
            !settings.files.isEmpty
        else { return "" }
        let bytes = settings.files.reduce(0) { $0 + $1.byteCount }
        return " Workers get \(settings.files.count, "file") of "
            + "\(ByteCount.text(bytes))."
    }

    /// The memory of the largest trial, compared with this machine's memory.
    private func memory(of loaded: LoadedJob, _ space: SearchSpace) -> String {
        guard let job = try? NetworkJob(loaded.job),
            let largest = TrialMemory.largest(of: job, in: space, samples: loaded.samples)
        else { return "" }
        let text = " The largest trial takes \(largest.text) of memory."
        let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)
        guard largest.memory.total > machine else { return text }
        return text + " This machine has \(ByteCount.text(machine)): the trial will not fit here."
    }

    private static func trials(of job: Job) -> String {
        guard job.hasTrialLimit else { return "as many trials as its budget allows" }
        let trials = "\(job.trials, "trial")"
        guard job.runs > 1 else { return trials }
        return trials
            + " (\(job.runs, "run") of each of \(job.configurations, "configuration"))"
    }

    /// The limits beside the number of trials.
    private static func budget(of job: Job) -> String {
        var parts: [String] = []
        if let epochs = job.budget.epochs {
            parts.append("\(epochs, "epoch") are trained")
        }
        if let seconds = job.budget.seconds {
            parts.append("\(TimeText.duration(seconds)) are over")
        }
        if let target = job.budget.target {
            parts.append("\(job.metric.name) has reached \(target)")
        }
        return parts.isEmpty
            ? "" : " The search ends when " + parts.joined(separator: ", or ") + "."
    }
}
