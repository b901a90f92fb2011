import ArgumentParser
import Stages

/// A command that is a stage on a trained model.
protocol ModelStageCommand: ParsableCommand {
    associatedtype Stage: ModelStage

    var model: ModelArgument { get }

    /// The options as the stage that a job's `then` lists.
    func stage() throws(StageMistake) -> Stage
}

extension ModelStageCommand {
    func validate() throws {
        try refusing { () throws(StageMistake) in try stage().validate() }
    }

    func run() throws { try stage().run(on: model.place, host: CommandHost()) }
}

/// Turns a mistake in a stage's options into one of the command line.
func refusing(_ check: () throws(StageMistake) -> Void) throws(ValidationError) {
    do {
        try check()
    } catch {
        throw ValidationError(error.text)
    }
}
