import ArgumentParser
import Stages

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

    private static let orientations = SampleSource.orientations

    func validate() throws {
        try refusing { () throws(StageMistake) in try source.validate() }
    }

    var source: SampleSource {
        var source = SampleSource()
        source.data = data
        source.variable = variable
        source.labels = labels
        source.labelsVariable = labelsVariable
        source.orientation = orientation
        source.range = range
        return source
    }
}
