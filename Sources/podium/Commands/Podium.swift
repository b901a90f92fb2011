import ArgumentParser
import Foundation
import JobFiles
import ProcessControl
import Stages

/// The root command.
struct Podium: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "podium",
        abstract:
            "Distributed hyperparameter search with ranked tables that are the same every time.",
        discussion: """
            Start with `podium run jobs/quickstart.yaml`. A STUDY is a study's directory under \
            results/, or its name.

            Exit codes: 0 done; 1 the work failed; 2 usage or bad input; 130 interrupted, resumable.
            """,
        version: ProgramVersion.text,
        subcommands: [
            RunCommand.self, CoordinatorCommand.self, WorkerCommand.self, KeysCommand.self,
            SubmitCommand.self, ListCommand.self, PauseCommand.self, ResumeCommand.self,
            CancelCommand.self, WorkersCommand.self, DrainCommand.self, EnqueueCommand.self,
            AskCommand.self,
            TellCommand.self, CheckCommand.self, DescribeCommand.self, ImportCommand.self,
            TableCommand.self, BestCommand.self, StatusCommand.self, WhyCommand.self,
            TrialCommand.self, LogsCommand.self, RetryCommand.self, DeleteCommand.self,
            ReportCommand.self, TrainCommand.self, EvaluateCommand.self, PredictCommand.self,
            ReconstructCommand.self, LatentCommand.self, GenerateCommand.self,
            ReproduceCommand.self, SimulateCommand.self, DataCommand.self, BenchCommand.self,
        ])
}

/// Parses the arguments, runs the command and turns errors into messages and exit codes.
@main
enum Main {
    static func main() {
        StandardStream.openClosed()
        // If the reader of a pipe closes its end, the output stops but the process continues.
        signal(SIGPIPE, SIG_IGN)
        Interruption.begin()
        do {
            let text = CommandLineWords.joiningNegativeNumbers(
                Array(CommandLine.arguments.dropFirst()))
            try CommandLineWords.check(text)
            var command = try Podium.parseAsRoot(text)
            try StandardData.checkEnvironment()
            try command.run()
        } catch {
            end(with: error)
        }
    }

    private static func end(with error: any Error) -> Never {
        if let code = error as? ExitCode { exit(code.rawValue) }
        if let interruption = error as? TrainingInterrupted {
            Terminal.error(
                "\(interruption); resume with " + CommandLine.arguments.joined(separator: " "))
            exit(CommandFailure.interrupted)
        }
        if !(error is Interrupted) { Interruption.settle() }
        if let failure = CommandFailure(error) {
            // Editors that look for file:line:column find it at the start of a line.
            let prefix = error is JobFileError ? "" : "podium: "
            Terminal.error(prefix + failure.text)
            exit(failure.code)
        }
        // Help and version are not errors; everything else here is a usage error.
        let message = Podium.fullMessage(for: error)
        guard Podium.exitCode(for: error) == .success else {
            Terminal.error(message)
            exit(CommandFailure.badInput)
        }
        do {
            try StandardOutput.write(message)
            exit(0)
        } catch {
            Terminal.error("podium: \(error)")
            exit(CommandFailure.workFailed)
        }
    }
}
