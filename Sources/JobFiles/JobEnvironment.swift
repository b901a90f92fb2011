package import StudyModel

/// What a job file's reader can find out about files that a job names.
///
/// Paths are those of the job file, put behind its directory where they are relative. Errors are
/// told with their description.
package struct JobEnvironment: Sendable {
    /// Finds an array: a file of one, or a variable of a file.
    package var array: @Sendable (_ path: String, _ variable: String?) throws -> FoundArray
    /// Finds a file.
    package var file: @Sendable (_ path: String) throws -> InputFile
    /// Reads labels; nil where nobody can.
    package var labels: @Sendable (_ path: String, _ variable: String?) throws -> LabelFacts?
    /// Reads samples; nil where nobody can.
    package var samples: @Sendable (_ question: SampleQuestion) throws -> SampleFacts?
    /// The shapes of the tensors in a file of weights, by their names; nil where nobody can read
    /// them.
    package var tensors: @Sendable (_ path: String) throws -> [String: [Int]]?
    /// What is wrong with the classifier whose features measure samples of a shape, or nil.
    package var features: @Sendable (_ path: String, _ sampleShape: [Int]) -> String?
    /// What is wrong with a stage's options, or nil: the commands know.
    package var stage: @Sendable (_ stage: StudyStage) -> String?

    package init(
        array: @escaping @Sendable (String, String?) throws -> FoundArray,
        file: @escaping @Sendable (String) throws -> InputFile,
        labels: @escaping @Sendable (String, String?) throws -> LabelFacts? = { _, _ in nil },
        samples: @escaping @Sendable (SampleQuestion) throws -> SampleFacts? = { _ in nil },
        tensors: @escaping @Sendable (String) throws -> [String: [Int]]? = { _ in nil },
        features: @escaping @Sendable (String, [Int]) -> String? = { _, _ in nil },
        stage: @escaping @Sendable (StudyStage) -> String? = { _ in nil }
    ) {
        self.array = array
        self.file = file
        self.labels = labels
        self.samples = samples
        self.tensors = tensors
        self.features = features
        self.stage = stage
    }

    /// Refuses every file: for readers that have no files.
    package static let none = JobEnvironment(
        array: { path, _ in throw Refusal(path: path) }, file: { throw Refusal(path: $0) })

    private struct Refusal: Error, CustomStringConvertible {
        var path: String
        var description: String { "\(path): files can't be read here" }
    }

    /// A job file's path for a file that it names.
    static func resolve(_ path: String, besides jobFile: String) -> String {
        guard !path.hasPrefix("/"), let slash = jobFile.lastIndex(of: "/") else { return path }
        return jobFile[...slash] + path
    }
}
