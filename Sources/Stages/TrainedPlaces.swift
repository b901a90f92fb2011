/// Where the stages of a job find the models that they train, and other models.
struct TrainedPlaces {
    /// The study's directory.
    private let directory: String
    private var names: Set<String> = []
    private var last = "model"

    init(directory: String) { self.directory = directory }

    /// Notes that a stage trains a model, which the following stages use.
    mutating func add(_ stage: TrainStage) {
        last = stage.directory
        names.insert(last)
    }

    /// The directory of the model with a name, or of the one that was trained last.
    ///
    /// A name with a slash that a stage trains is the same place as for this stage: it is not below
    /// the study's directory.
    func path(of name: String?) -> String {
        let name = name ?? last
        let isWhole = name.hasPrefix("/") || (name.contains("/") && names.contains(name))
        return isWhole ? name : directory + "/" + name
    }
}
