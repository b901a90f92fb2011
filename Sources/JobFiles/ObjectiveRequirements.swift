import StudyModel

/// What an objective asks of a job.
struct ObjectiveRequirements {
    struct Parameter {
        enum Kind {
            case int(ClosedRange<Int>)
            /// At least `low`, or above it.
            case float(low: Double, isOpen: Bool)
            case text([String])
        }

        var name: String
        var kind: Kind
        var isRequired = true

        /// `an int in 1...65536`, for messages.
        var expectation: String {
            switch kind {
            case .int(let range): "an int in \(range.lowerBound)...\(range.upperBound)"
            case .float(let low, let isOpen):
                "a float \(isOpen ? "above" : "of at least") \(JobReader.shown(low))"
            case .text(let words): Spelling.list(words)
            }
        }
    }

    /// The parameters it knows, or nil where it takes any.
    var parameters: [Parameter]?
    /// The metrics it reports.
    var metrics: [String]
    /// Whether it trains on a data set, for a number of epochs.
    var trains: Bool

    init(_ objective: ObjectiveKind) {
        switch objective {
        case .autoencoder:
            parameters = [
                Parameter(name: "encoding_dimension", kind: .int(1...65_536)),
                Parameter(name: "l2", kind: .float(low: 0, isOpen: false)),
                Parameter(name: "optimizer", kind: .text(["Adam", "RMSprop"])),
                Parameter(name: "learning_rate", kind: .float(low: 0, isOpen: true)),
                Parameter(name: "hidden_units", kind: .int(1...65_536)),
                Parameter(name: "batch_size", kind: .int(1...60_000), isRequired: false),
            ]
            metrics = ["validation_loss", "train_loss"]
            trains = true
        case .null:
            parameters = nil
            metrics = ["validation_loss"]
            trains = false
        }
    }

    func parameter(_ name: String) -> Parameter? { parameters?.first { $0.name == name } }
}
