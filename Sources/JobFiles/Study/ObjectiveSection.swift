import StudyModel

/// The part of a job file that describes one family of objective functions: their own keys, beside
/// those of the study.
protocol ObjectiveSection: Sendable {
    /// The objective functions, by their names in job files.
    static var kinds: [String] { get }
    /// The keys, in the order of the documentation.
    static var keys: [String] { get }

    /// Reads the keys and notes their mistakes.
    init(kind: String, _ fields: JobFields, _ reader: inout JobReader)

    /// What the objective requires of the study. Its parameters are nil if mistakes leave them
    /// unknown.
    var requirements: ObjectiveRequirements { get }
    /// Whether the user's own settings decide which parameters have a meaning.
    var refersToParameters: Bool { get }
    /// The objective; nil if there are mistakes.
    var spec: ObjectiveSpec? { get }

    /// Checks the whole job, which has no other mistakes.
    ///
    /// - Parameter space: the job's space, with its pools drawn.
    func check(_ job: Job, _ fields: JobFields, space: SearchSpace, _ reader: inout JobReader)
}
