package import StudyModel
package import TrainingEngine

extension TableDataset.Column {
    /// What an embedding's dimension can be.
    package static let embeddingRule = SettingRule("embedding", .int(1...1_024), .required)
}

extension NetworkJob {
    /// The settings of the job's embeddings: the dimensions of its tables.
    package var embeddingSettings: [Setting] {
        (network.dataset.table?.columns ?? []).compactMap(\.embedding).map {
            Setting(TableDataset.Column.embeddingRule.name, $0)
        }
    }

    /// The network of some parts in sequence, such as encoder and decoder.
    ///
    /// If a table has embedded columns, the first part that data pass begins with their tables:
    /// `regressor.embedding`.
    ///
    /// - Parameter input: the shape of a sample, or of the output of the parts before.
    package func network(
        of parts: [String], input: Shape, in configuration: Configuration
    ) throws(ModelMismatch) -> Network {
        let model = modelInUse
        let first = objective.parts.map(\.name).first { model[$0] != nil }
        guard let first, parts.first == first,
            let embedding = try embedding(in: configuration)
        else { return try model.network(of: parts, input: input, in: configuration) }
        return try model.network(
            of: parts, input: input, in: configuration,
            after: [NamedLayer("\(first).embedding", .embedding(embedding))])
    }

    /// The tables of a data set's embedded columns; nil if it has none.
    private func embedding(
        in configuration: Configuration
    ) throws(ModelMismatch) -> Embedding? {
        guard let table = network.dataset.table, table.hasEmbeddings else { return nil }
        var columns: [Embedding.Column] = []
        for column in table.columns {
            guard let categories = column.categories, let setting = column.embedding else {
                columns += Array(repeating: .number, count: column.width)
                continue
            }
            let accepted = TableDataset.Column.embeddingRule.accepted
            let value = setting.value(in: configuration)
            guard case .int(let dimension)? = value, accepted.accepts(.int(dimension)) else {
                let found = value.map { "\($0)" } ?? "of no parameter in the configuration"
                throw ModelMismatch(
                    part: "dataset",
                    reason: "the embedding of the column '\(column.name)' has the dimension "
                        + "\(found); expected \(accepted.expectation)")
            }
            columns.append(.categories(categories.count, dimension: dimension))
        }
        return Embedding(columns)
    }
}
