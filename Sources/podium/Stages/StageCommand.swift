import Analysis
import ArgumentParser
import Figures
import Reporting

/// A command that analyzes a trained model and writes its findings to a directory and to standard
/// output.
///
/// A job's `then` lists such commands. A command that already ran with the same model and the same
/// settings is skipped.
protocol StageCommand: ParsableCommand {
    var model: ModelArgument { get }
    var options: StageOptions { get }

    /// The default output directory, below the model's.
    var standardDirectory: String { get }

    /// Everything except the model that affects the findings, by option.
    var settings: [String: String] { get throws }

    /// A heading for the findings.
    func title(for model: TrainedModel) -> String

    /// Adds the findings to the folder.
    func find(_ model: TrainedModel, in folder: inout FindingsFolder) throws
}

extension Findings {
    /// Prints which figures were not drawn; a page has a sentence instead.
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
