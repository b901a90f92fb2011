import ArgumentParser
import Datasets
import StudyModel

/// Parses a stage's options by the command of the same name.
enum StageParser {
    /// The command of a stage, with its options.
    ///
    /// - Parameters:
    ///   - subject: the study, model or data set that the command works on.
    ///   - file: the file that `export` writes.
    static func command(
        of stage: StudyStage, subject: String, file: String? = nil
    ) throws -> any ParsableCommand {
        try type(of: stage.command).parse(arguments(of: stage, subject, file))
    }

    /// The message about a stage's wrong options.
    static func message(for error: any Error, of stage: StudyStage) -> String {
        type(of: stage.command).message(for: error)
    }

    /// A stage as the words of a command line.
    static func arguments(
        of stage: StudyStage, subject: String, file: String? = nil
    ) -> [String] {
        let name = stage.command == .export ? ["data", "export"] : [stage.command.rawValue]
        return name + arguments(of: stage, subject, file)
    }

    private static func arguments(
        of stage: StudyStage, _ subject: String, _ file: String?
    ) -> [String] {
        [subject] + (file.map { [$0] } ?? []) + stage.words
    }

    private static func type(of command: StudyStage.Command) -> any ParsableCommand.Type {
        switch command {
        case .train: TrainCommand.self
        case .report: ReportCommand.self
        case .evaluate: EvaluateCommand.self
        case .reconstruct: ReconstructCommand.self
        case .latent: LatentCommand.self
        case .generate: GenerateCommand.self
        case .export: DataCommand.Export.self
        }
    }
}
