package import Analysis
import Datasets
import Figures
package import Reporting
package import StudyModel
import UserErrors

/// A stage that analyzes a trained model and writes its findings to a directory and to standard
/// output.
///
/// A stage that already ran with the same model and the same options is skipped.
package protocol ModelStage: Sendable {
    /// The stage's name in a job and on the command line.
    static var command: StudyStage.Command { get }

    var settings: StageSettings { get }

    /// The default output directory, below the model's.
    var standardDirectory: String { get }

    /// Rejects options that don't fit together.
    func validate() throws(StageMistake)

    /// Why the stage can't work on a model, whatever its weights are; nil if it can.
    func obstacle(in model: StageModel) -> String?

    /// Why a file that the options name can't be used, or nil; it is asked after `locateFiles`.
    ///
    /// - Parameter results: the directory of all studies.
    func fileObstacle(for model: StageModel, results: String) -> String?

    /// The files that the options name, which must exist or be written by earlier stages.
    var namedFiles: [NamedFile] { get }

    /// Replaces the paths of files by those that `locate` finds.
    mutating func locateFiles(_ locate: StageFiles)

    /// Everything except the model that affects the findings, by option.
    func origin(_ subject: ModelSubject) throws -> [String: String]

    /// A heading for the findings.
    func title(for model: TrainedModel) -> String

    /// Adds the findings to the folder.
    func find(_ subject: ModelSubject, in folder: inout FindingsFolder) throws
}

extension ModelStage {
    package mutating func locateFiles(_ locate: StageFiles) {}
    package func fileObstacle(for model: StageModel, results: String) -> String? { nil }
    package var namedFiles: [NamedFile] { [] }

    /// Runs the stage, unless it was done with the same options.
    package func run(on place: ModelPlace, host: any StageHost) throws {
        let subject = ModelSubject(model: try place.load(), place: place, host: host)
        if let obstacle = obstacle(in: StageModel(subject.model.document)) {
            throw InputError("\(subject.model.path): \(obstacle)")
        }
        let directory = settings.directory(of: subject.model, standard: standardDirectory)
        var origin = try origin(subject)
        origin["model"] = subject.model.sha256
        if !settings.again, let done = FindingsFolder.finished(directory, origin: origin) {
            host.remark("\(directory) is up to date; --again repeats it")
            return try host.result(done.text)
        }
        let found = try FindingsFolder.fill(
            directory,
            findings: Findings(
                step: Self.command.rawValue, title: title(for: subject.model), origin: origin),
            gnuplot: try host.gnuplot(nil)
        ) { try find(subject, in: &$0) }
        found.reportGaps(to: host)
        try host.result(found.text)
        host.remark("tables and figures are in \(directory)")
    }
}

/// A file that an option of a stage names.
package struct NamedFile: Sendable, Hashable {
    var option: String
    /// The option's value.
    var text: String
    /// The files that it can mean.
    var places: [String]
}

/// The model that a stage works on.
package struct ModelSubject {
    let model: TrainedModel
    let place: ModelPlace
    let host: any StageHost

    /// Another model, found by the same rules.
    func other(_ name: String) throws -> TrainedModel {
        try ModelPlace(name, results: place.results).load()
    }

    /// The test samples of the model's data set, fetched if necessary.
    func testSamples() throws -> ImageSet {
        try model.testSamples(in: host.cache, fetch: host.fetch)
    }
}

extension Findings {
    /// Says which figures were not drawn; a page has a sentence instead.
    func reportGaps(to host: any StageHost) {
        for figure in figures {
            guard let absence = figure.absence else { continue }
            host.remark("not drawn: figure \(figure.name): \(absence)")
        }
    }
}
