import ArgumentParser
import JobFiles
import Search
import StudyModel

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check job files and say what they ask for; run nothing.")

    @Argument(help: ArgumentHelp("Job files.", valueName: "job"))
    var jobs: [String]

    @OptionGroup var options: JobOptions

    func run() throws {
        var mistakes: [JobMistake] = []
        for path in jobs {
            do {
                let loaded = try options.load(path)
                try StandardOutput.write(try describe(loaded))
            } catch let error as JobFileError {
                mistakes += error.mistakes
            }
        }
        if !mistakes.isEmpty { throw JobFileError(mistakes) }
    }

    private func describe(_ loaded: LoadedJob) throws -> String {
        let job = loaded.job
        let sampler = try StudySampler(job: job)
        let count =
            sampler.space.configurationCount.map { "\($0) configurations" }
            ?? "endlessly many configurations"
        let ranking = "ranked by \(job.metric.name) (\(job.metric.direction.rawValue))"
        return
            "\(loaded.file): fine. Study \(job.study): \(job.trials) trials of \(job.epochs) "
            + "epochs, \(job.sampler.rawValue) sampler over \(count) of "
            + "\(job.space.parameters.count) parameters, \(ranking)."
    }
}
