import Portable
package import StudyModel
package import TrainingEngine
package import UserPrograms

/// Gives a job file's reader access to the files that a job names.
///
/// Relative paths are resolved against the job file's directory. The reader prints the description
/// of a thrown error.
package struct JobEnvironment: Sendable {
    /// Finds an array: a file with one array, or a variable of a file.
    package var array: @Sendable (_ path: String, _ variable: String?) throws -> FoundArray
    /// Finds a file.
    package var file: @Sendable (_ path: String) throws -> InputFile
    /// Reads labels; nil if this environment can't read them.
    package var labels: @Sendable (_ path: String, _ variable: String?) throws -> LabelFacts?
    /// Reads samples; nil if this environment can't read them.
    package var samples: @Sendable (_ question: SampleQuestion) throws -> SampleFacts?
    /// Reads a CSV file.
    package var table: @Sendable (_ question: TableQuestion) throws -> TableSurvey
    /// Encodes the rows of a table as a trial does.
    package var tableRows: @Sendable (_ table: TableDataset, _ split: Split) throws -> Void
    /// The tensors in a file of weights; nil if this environment can't read them.
    package var tensors: @Sendable (_ path: String) throws -> TensorFacts?
    /// The error in the classifier whose features measure samples of a shape; nil if it is usable.
    package var features: @Sendable (_ path: String, _ sampleShape: [Int]) -> String?
    /// Finds the files of a program: those that a path or a pattern names below a directory.
    package var programFiles:
        @Sendable (_ pattern: String, _ directory: String) throws -> [ProgramFile]
    /// Whether there is such a directory, for programs' files.
    package var isDirectory: @Sendable (_ path: String) -> Bool
    /// Why this machine can't start a program; nil if it can.
    package var startComplaint: @Sendable (_ question: StartQuestion) -> String?
    /// The directory of all studies, where a job finds other studies by name.
    package var results: String
    /// Reads the first study that exists among some directories; nil if a directory is that of the
    /// job's own study, which has started.
    package var study: @Sendable (_ paths: [String], _ own: String?) throws -> FoundStudy?
    /// The error in a stage's options, found by its command; nil if they are valid.
    package var stage: @Sendable (_ stage: StudyStage) -> String?
    /// What can't succeed in the stages of a job that is right otherwise, whatever its search
    /// finds.
    ///
    package var stages:
        @Sendable (_ job: Job, _ jobFile: String, _ samples: KnownSamples) -> [StageComplaint]

    /// What is wrong with a stage of a job.
    package struct StageComplaint: Sendable, Hashable {
        /// The index of the stage.
        package var stage: Int
        package var text: String

        package init(stage: Int, text: String) {
            self.stage = stage
            self.text = text
        }
    }

    package init(
        array: @escaping @Sendable (String, String?) throws -> FoundArray,
        file: @escaping @Sendable (String) throws -> InputFile,
        labels: @escaping @Sendable (String, String?) throws -> LabelFacts? = { _, _ in nil },
        samples: @escaping @Sendable (SampleQuestion) throws -> SampleFacts? = { _ in nil },
        table: (@Sendable (TableQuestion) throws -> TableSurvey)? = nil,
        tableRows: @escaping @Sendable (TableDataset, Split) throws -> Void = { _, _ in },
        tensors: @escaping @Sendable (String) throws -> TensorFacts? = { _ in nil },
        features: @escaping @Sendable (String, [Int]) -> String? = { _, _ in nil },
        programFiles: (@Sendable (String, String) throws -> [ProgramFile])? = nil,
        isDirectory: @escaping @Sendable (String) -> Bool = { _ in true },
        startComplaint: @escaping @Sendable (StartQuestion) -> String? = { _ in nil },
        results: String = "", study: (@Sendable ([String], String?) throws -> FoundStudy?)? = nil,
        stage: @escaping @Sendable (StudyStage) -> String? = { _ in nil },
        stages: @escaping @Sendable (Job, String, KnownSamples) -> [StageComplaint] = {
            _, _, _ in []
        }
    ) {
        self.array = array
        self.file = file
        self.labels = labels
        self.samples = samples
        self.table = table ?? { throw Refusal(path: $0.path) }
        self.tableRows = tableRows
        self.tensors = tensors
        self.features = features
        self.programFiles = programFiles ?? { path, _ in throw Refusal(path: path) }
        self.isDirectory = isDirectory
        self.startComplaint = startComplaint
        self.results = results
        self.study = study ?? { paths, _ in throw Refusal(path: paths.first ?? "") }
        self.stage = stage
        self.stages = stages
    }

    /// Refuses every file; for readers without access to files.
    package static let none = JobEnvironment(
        array: { path, _ in throw Refusal(path: path) }, file: { throw Refusal(path: $0) })

    private struct Refusal: Error, CustomStringConvertible {
        var path: String
        var description: String { "\(path): files can't be read here" }
    }

    /// Resolves a file's path against the job file's directory.
    static func resolve(_ path: String, besides jobFile: String) -> String {
        let path = PlainPath.text(path)
        guard !path.hasPrefix("/"), let slash = jobFile.lastIndex(of: "/") else { return path }
        return jobFile[...slash] + path
    }
}

/// The program that a command begins with.
package enum StartQuestion: Sendable, Hashable {
    /// A name that is searched on the PATH.
    case name(String)
    /// An absolute path, on the worker.
    case path(String)
    /// One of the job's files, on the coordinator.
    case script(String)
}

/// What a job's reader has found in the files of its samples.
package struct KnownSamples: Sendable, Hashable {
    /// The number of test samples; nil if it is not known.
    package var testCount: Int?
    /// The lowest and the highest value of the training samples, as a network gets them; nil if
    /// they are not known.
    package var valueRange: FileDataset.Range?

    package init(testCount: Int? = nil, valueRange: FileDataset.Range? = nil) {
        self.testCount = testCount
        self.valueRange = valueRange
    }
}
