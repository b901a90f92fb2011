import Analysis
import ArgumentParser
import Figures
import Reporting

/// A command that looks into a trained model: what it finds goes to a directory of its own, and to
/// standard output.
///
/// A job's `then` lists such commands. One that was done before, with the same model and the same
/// settings, is not done again.
protocol StageCommand: ParsableCommand {
    var model: ModelArgument { get }
    var options: StageOptions { get }

    /// The directory below the model's that it writes, unless told otherwise.
    var standardDirectory: String { get }

    /// Everything but the model that the findings depend on, by option.
    var settings: [String: String] { get throws }

    /// A heading for what is found.
    func title(for model: TrainedModel) -> String

    /// Finds it.
    func find(_ model: TrainedModel, in folder: inout FindingsFolder) throws
}

extension Findings {
    /// Says which figures could not be drawn; a page has a sentence in their place.
    func reportGaps() {
        for figure in figures {
            guard let absence = figure.absence else { continue }
            Terminal.error("not drawn: figure \(figure.name): \(absence)")
        }
    }
}

extension StageCommand {
    func run() throws {
        let model = try model.load()
        let directory = options.directory(of: model, standard: standardDirectory)
        var origin = try settings
        origin["model"] = model.sha256
        if !options.again, let done = FindingsFolder.finished(directory, origin: origin) {
            Terminal.error("\(directory) is up to date; --again repeats it")
            return try StandardOutput.write(done.text)
        }
        let name = Self.configuration.commandName ?? ""
        let found = try FindingsFolder.fill(
            directory,
            findings: Findings(step: name, title: title(for: model), origin: origin),
            gnuplot: try Gnuplot.chosen()
        ) { try find(model, in: &$0) }
        found.reportGaps()
        try StandardOutput.write(found.text)
        Terminal.error("tables and figures are in \(directory)")
    }
}
