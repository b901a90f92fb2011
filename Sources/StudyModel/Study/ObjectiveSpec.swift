/// What a worker runs for a trial: an objective function with its settings.
///
/// Only the objective function's own code reads the settings: `Models` those of networks, for
/// example. Everything else sees a kind, metrics and input files.
package struct ObjectiveSpec: Sendable, Hashable, Codable {
    /// A metric that the objective reports.
    package struct DeclaredMetric: Sendable, Hashable, Codable {
        package var name: String
        /// A text for axes and headings; nil for the name.
        package var label: String?

        package init(_ name: String, label: String? = nil) {
            self.name = name
            self.label = label
        }
    }

    /// The name in job files, such as `classifier`.
    package var kind: String
    /// The metrics that it reports; the first one is the default to rank by.
    package var metrics: [DeclaredMetric]
    /// An object of settings; each input file in it is an object with the keys of `InputFile`.
    package var settings: JSONValue

    package init(
        kind: String, metrics: [DeclaredMetric], settings: JSONValue = .empty
    ) {
        self.kind = kind
        self.metrics = metrics
        self.settings = settings
    }

    /// A closed formula of the parameters with an immediate result: for tests and benchmarks.
    package static let null = ObjectiveSpec(
        kind: "null", metrics: [DeclaredMetric("validation_loss")])

    /// A second metric of the formula, for studies with several objectives.
    package static let nullCost = "cost"

    /// The kind of an objective that runs a program of the user's.
    package static let commandKind = "command"

    /// The kind of an objective whose trials executors outside ask for; workers run none.
    package static let externalKind = "external"

    package var isExternal: Bool { kind == Self.externalKind }

    /// Whether a worker must be allowed to run programs for it.
    package var runsPrograms: Bool { kind == Self.commandKind }

    /// The text for a metric's axis.
    package func label(ofMetric name: String) -> String {
        metrics.first { $0.name == name }?.label ?? name
    }

    /// The data set that it is evaluated on: the setting `dataset`; nil if it has none.
    package var dataset: DatasetReference? {
        try? settings["dataset"]?.decode(DatasetReference.self)
    }

    /// The files that trials read, in the order of the settings' keys; each once.
    package var inputs: [InputFile] {
        var found: [InputFile] = []
        for object in settings.objects {
            guard let file = InputFile(object), !found.contains(file) else { continue }
            found.append(file)
        }
        return found
    }

    /// Only what a trial's numbers depend on: no descriptions, and no paths of files.
    var canonical: ObjectiveSpec {
        ObjectiveSpec(
            kind: kind, metrics: [],
            settings: settings.mapObjects { fields in
                guard InputFile(fields) != nil else { return fields }
                var fields = fields
                fields["path"] = .text("")
                return fields
            })
    }
}

extension InputFile {
    /// The input file that a settings object describes; nil if it describes none.
    fileprivate init?(_ fields: [String: JSONValue]) {
        guard let path = fields["path"]?.text, let digest = fields["sha256"]?.text,
            case .int(let count)? = fields["byteCount"]
        else { return nil }
        self.init(path: path, sha256: digest, byteCount: count)
    }
}
