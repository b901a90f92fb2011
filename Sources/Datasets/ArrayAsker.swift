/// Where it is said which array of a file is meant: what a message advises is done there.
package enum ArrayAsker: Sendable, Hashable {
    case jobFile
    /// The options of a command that gives samples to a trained model.
    case commandLine

    /// How one of several arrays of samples is named.
    var naming: String { self == .jobFile ? "named by 'variable'" : "named by --variable" }

    /// The same of labels.
    var labelNaming: String {
        self == .jobFile ? naming : "named by --labels FILE:VARIABLE or --labels-variable"
    }

    /// What to do about samples of another shape.
    var reshaping: String {
        switch self {
        case .jobFile: "change 'shape' or the file"
        case .commandLine:
            "the model was trained on such samples: give it a file of them, or name another "
                + "array with --variable"
        }
    }
}
