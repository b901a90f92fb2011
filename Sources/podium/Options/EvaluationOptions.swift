import Analysis
import ArgumentParser
import Datasets
import Foundation
import Models
import StudyModel

/// The samples on which a model is evaluated, and how to read them from a file.
struct EvaluationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file of samples, in place of the test samples of the model's data set: IDX, .npy, "
                + ".npz or .mat.", valueName: "file"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The variable of the file that has the samples (default: the one that fits).",
            valueName: "name"))
    var variable: String?

    @Option(
        help: ArgumentHelp(
            "The samples' labels: a file, and its variable if it has several.",
            valueName: "file[:variable]"))
    var labels: String?

    @Option(
        help: ArgumentHelp(
            "The labels' variable; without --labels, in the samples' file.", valueName: "name"))
    var labelsVariable: String?

    @Option(
        help: ArgumentHelp(
            "How the images lie in the file: auto, or \(Self.orientations). They are put upright.",
            valueName: "way"))
    var orientation: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The values of the file that stand for 0 and 1 (default: bytes 0,255; others as they "
                + "are, or as the model's data set has it).", valueName: "low,high"))
    var range: String?

    private static let orientations = Orientation.allCases.text

    func validate() throws {
        if data == nil {
            for (name, value) in [
                ("--variable", variable), ("--labels", labels),
                ("--labels-variable", labelsVariable), ("--orientation", orientation),
                ("--range", range),
            ] where value != nil {
                throw ValidationError("\(name) is about a file of samples; give --data FILE too")
            }
        }
        if let orientation, orientation != "auto", Orientation(rawValue: orientation) == nil {
            throw ValidationError(
                "--orientation is '\(orientation)'; expected auto, or one of \(Self.orientations)")
        }
        _ = try givenRange()
    }

    private func givenRange() throws -> ClosedRange<Double>? {
        guard let range else { return nil }
        let ends = range.split(separator: ",").map { Double($0) ?? .nan }
        guard ends.count == 2, ends[0].isFinite, ends[1].isFinite, ends[0] < ends[1] else {
            throw ValidationError(
                "--range is '\(range)'; expected the lowest and the highest value, such as 0,255")
        }
        return ends[0]...ends[1]
    }

    /// The labels' file, and optionally a variable.
    ///
    /// `x.mat:y` means the variable `y` of the file `x.mat`,
    /// unless a file `x.mat:y` exists.
    private var labelsPlace: (path: String, variable: String?)? {
        guard let labels else {
            return labelsVariable.flatMap { name in data.map { ($0, name) } }
        }
        guard labelsVariable == nil, !FileManager.default.fileExists(atPath: labels),
            let colon = labels.lastIndex(of: ":")
        else { return (labels, labelsVariable) }
        return (String(labels[..<colon]), String(labels[labels.index(after: colon)...]))
    }

    /// A directory's name, with the data file's name appended if one is given.
    func directory(_ name: String) -> String {
        guard let data else { return name }
        let file = ((data as NSString).lastPathComponent as NSString).deletingPathExtension
        return "\(name)-\(file)"
    }

    /// The settings that affect the numbers, by option.
    var settings: [String: String] {
        get throws {
            guard let data else { return [:] }
            var settings = ["data": try InputFile(reading: data).sha256]
            settings["variable"] = variable
            settings["orientation"] = orientation
            settings["range"] = range
            if let place = labelsPlace {
                settings["labels"] =
                    try InputFile(reading: place.path).sha256
                    + (place.variable.map { ":" + $0 } ?? "")
            }
            return settings
        }
    }

    /// Reads the samples and rotates them upright.
    ///
    /// - Parameter evaluated: finds the samples' orientation, if the option asks for it.
    func load(for model: TrainedModel, _ evaluated: EvaluatedModel) throws -> EvaluatedSamples {
        guard let data else { return try Self.testSamples(of: model) }
        let range = try givenRange() ?? Self.usualRange(of: model)
        let set = try ImageSet(
            values: data, variable: variable, labels: try labelsToRead(for: model),
            sampleShape: model.sampleShape, range: range, asker: .commandLine)
        if self.range == nil {
            try SampleValues.check(set, model: model.job, place: data)
        }
        let text =
            "samples of \(Self.name(of: data))" + (variable.map { " (variable \($0))" } ?? "")
        guard let orientation, orientation != "upright" else {
            return EvaluatedSamples(set, text: text)
        }
        guard let known = Orientation(rawValue: orientation) else {
            let search = try OrientationSearch(evaluated, set)
            return EvaluatedSamples(
                try OrientationSearch.upright(set, from: search.best.orientation), text: text,
                orientations: search)
        }
        return EvaluatedSamples(
            try OrientationSearch.upright(set, from: known), text: text,
            remarks: ["The images lie \(known.text) in the file, and were put upright."])
    }

    /// A classifier needs labels: by default they are in the same file.
    private func labelsToRead(
        for model: TrainedModel
    ) throws -> (path: String, variable: String?)? {
        if let place = labelsPlace { return place }
        guard model.job.objective == .classifier, let data else { return nil }
        guard try ArrayFile(path: data).variables.count > 1 else {
            throw InputError(
                "\(data): a classifier is compared with labels; give --labels FILE")
        }
        return (data, nil)
    }

    private static func name(of path: String) -> String {
        (path as NSString).lastPathComponent
    }

    /// By default, other files have the same value range as the model's own data.
    private static func usualRange(of model: TrainedModel) -> ClosedRange<Double>? {
        guard case .files(let files) = model.job.dataset else { return nil }
        return files.range.map { $0.low...$0.high }
    }

    /// The test samples of the model's data set.
    private static func testSamples(of model: TrainedModel) throws -> EvaluatedSamples {
        let text =
            switch model.job.dataset {
            case .named(let name): "test images of \(name.properName)"
            case .files(let files):
                "test samples of "
                    + Self.name(of: (files.test ?? files.training).values.file.path)
            }
        return EvaluatedSamples(try TestSamples.load(for: model), text: text)
    }
}
