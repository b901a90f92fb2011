/// Whether a job file or the command line selected the array; error messages name the matching key
/// or option.
package enum SelectionSource: Sendable, Hashable {
    case jobFile
    /// The options of a command that gives samples to a trained model.
    case commandLine

    /// The way to select one of several arrays of samples.
    var naming: String { self == .jobFile ? "named by 'variable'" : "named by --variable" }

    /// The way to select one of several arrays of labels.
    var labelNaming: String {
        self == .jobFile ? naming : "named by --labels FILE:VARIABLE or --labels-variable"
    }

    /// The advice for samples of another shape.
    var reshaping: String {
        switch self {
        case .jobFile: "change 'shape' or the file"
        case .commandLine:
            "the model was trained on such samples: give it a file of them, or name another "
                + "array with --variable"
        }
    }
}
