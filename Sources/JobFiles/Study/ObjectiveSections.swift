import StudyModel

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
