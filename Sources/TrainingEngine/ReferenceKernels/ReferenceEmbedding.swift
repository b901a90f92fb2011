import KernelTypes

extension ReferenceKernels {
    /// The lookup in tables, value by value.
    static func embedColumns(
        _ columns: [EmbeddedColumn], input: [Float], values: [Float], outputCount: Int
    ) -> [Float] {
        var output = [Float](repeating: 0, count: outputCount * laneCount)
        for column in columns {
            for lane in 0..<laneCount {
                let number = input[column.input * laneCount + lane]
                if column.categories == 0 {
                    output[column.output * laneCount + lane] = number
                } else if let row = column.row(number) {
                    for value in 0..<column.dimension {
                        output[(column.output + value) * laneCount + lane] =
                            values[column.weight + row * column.dimension + value]
                    }
                }
            }
        }
        return output
    }

    /// The tables' gradients, added to `sums`, and the gradient of the input.
    static func embedColumnsGradient(
        _ columns: [EmbeddedColumn], input: [Float], gradients: [Float], sums: [Float]
    ) -> (sums: [Float], inputGradients: [Float]) {
        var sums = sums
        var inputGradients = [Float](repeating: 0, count: input.count)
        for column in columns {
            for lane in 0..<laneCount {
                let place = column.input * laneCount + lane
                if column.categories == 0 {
                    inputGradients[place] = gradients[column.output * laneCount + lane]
                } else if let row = column.row(input[place]) {
                    for value in 0..<column.dimension {
                        sums[column.sums + row * column.dimension + value] +=
                            gradients[(column.output + value) * laneCount + lane]
                    }
                }
            }
        }
        return (sums, inputGradients)
    }
}
