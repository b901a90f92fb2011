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

/// The registry of all sections: a new objective function adds its own here.
enum ObjectiveSections {
    static let all: [any ObjectiveSection.Type] = [
        NetworkSection.self, ProgramSection.self, ExternalSection.self, NullSection.self,
    ]

    /// The names of all objective functions.
    static let kinds = all.flatMap { $0.kinds }

    /// The keys of all sections, each once.
    static let keys = all.flatMap { $0.keys }.reduce(into: [String]()) { keys, key in
        if !keys.contains(key) { keys.append(key) }
    }

    static func section(of kind: String) -> (any ObjectiveSection.Type)? {
        all.first { $0.kinds.contains(kind) }
    }
}

/// A closed formula has no settings of its own.
struct NullSection: ObjectiveSection {
    static let kinds = [ObjectiveSpec.null.kind]
    static let keys: [String] = []

    let requirements = ObjectiveRequirements.null
    let refersToParameters = false
    let spec: ObjectiveSpec? = .null

    init(kind: String, _ fields: JobFields, _ reader: inout JobReader) {}

    func check(_ job: Job, _ fields: JobFields, space: SearchSpace, _ reader: inout JobReader) {}
}
