import KernelTypes

/// An embedding layer as the kernels run it.
struct EmbeddingWork: @unchecked Sendable {
    // @unchecked Sendable: the columns are in memory that the plan never writes after making it.
    var columns: UnsafePointer<EmbeddedColumn>
    var count: Int
    /// The range of the arena from the first table to the end of the last one.
    var weights: ArenaPlace
    /// The offset in the gradient sums and their number, in floats.
    var sums: Int
    var sumCount: Int
}

extension StagePlan {
    /// Adds the stage of an embedding.
    mutating func append(_ embedding: Embedding, _ named: NamedLayer, _ network: Network) {
        var columns: [EmbeddedColumn] = []
        var (output, table, sums) = (0, 0, 0)
        var weights: ArenaPlace?
        for (input, column) in embedding.columns.enumerated() {
            var own = EmbeddedColumn(
                input: input, output: output, categories: 0, dimension: column.width, weight: 0,
                sums: sums)
            if case .categories(let count, let dimension) = column {
                let place = network.parameter("\(named.name).\(table).weight")!.place
                let first = weights?.offset ?? place.offset
                weights = ArenaPlace(offset: first, count: place.offset + place.count - first)
                (own.categories, own.weight) = (count, place.offset)
                sums += count * dimension
                table += 1
            }
            columns.append(own)
            output += column.width
        }
        let (stageInput, place) = (result, valueVectors)
        valueVectors += output
        widest = max(widest, output)
        let fixed = FixedTable(columns)
        embeddedColumns.append(fixed)
        let work = EmbeddingWork(
            columns: fixed.view.baseAddress!, count: columns.count,
            weights: weights ?? ArenaPlace(offset: 0, count: 0), sums: sumFloats, sumCount: sums)
        sumFloats += aligned(sums)
        append(
            "\(named.name) \(named.layer.kind)",
            Stage(
                work: nil, layer: .embedding(work), activation: .none, input: stageInput,
                output: place, inputCount: columns.count, outputCount: output))
    }
}
