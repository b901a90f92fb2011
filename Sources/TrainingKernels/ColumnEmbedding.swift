package import KernelTypes

/// Replaces each category's number by its row of a table, as torch.nn.Embedding does.
///
/// A value that is no category becomes zeros. Columns without a table pass unchanged.
@inline(never)
package func embedColumns(
    _ columns: UnsafePointer<EmbeddedColumn>, count: Int, _ input: UnsafePointer<Lanes>,
    values: UnsafePointer<Float>, to output: UnsafeMutablePointer<Lanes>
) {
    var index = 0
    while index < count {
        let column = columns[index]
        index += 1
        let numbers = input[column.input]
        if column.categories == 0 {
            output[column.output] = numbers
            continue
        }
        let target = output + column.output
        target.update(repeating: Lanes(repeating: 0), count: column.dimension)
        var lane = 0
        while lane < laneCount {
            if let row = column.row(numbers[lane]) {
                let source = values + column.weight + row * column.dimension
                var value = 0
                while value < column.dimension {
                    target[value][lane] = source[value]
                    value += 1
                }
            }
            lane += 1
        }
    }
}

/// Adds the gradients of the looked-up rows to the sums of their tables, sample after sample, and
/// writes the gradient of the input, which is 0 for categories.
///
/// - Parameters:
///   - fresh: whether the sums begin at zero.
///   - sumCount: the number of floats of all tables' sums.
@inline(never)
package func embedColumnsGradient(
    _ columns: UnsafePointer<EmbeddedColumn>, count: Int, _ input: UnsafePointer<Lanes>,
    gradients: UnsafePointer<Lanes>, fresh: Bool, sumCount: Int,
    sums: UnsafeMutablePointer<Float>, to inputGradients: UnsafeMutablePointer<Lanes>
) {
    if fresh { sums.update(repeating: 0, count: sumCount) }
    var index = 0
    while index < count {
        let column = columns[index]
        index += 1
        if column.categories == 0 {
            inputGradients[column.input] = gradients[column.output]
            continue
        }
        inputGradients[column.input] = Lanes(repeating: 0)
        let numbers = input[column.input]
        let source = gradients + column.output
        var lane = 0
        while lane < laneCount {
            if let row = column.row(numbers[lane]) {
                let target = sums + column.sums + row * column.dimension
                var value = 0
                while value < column.dimension {
                    target[value] += source[value][lane]
                    value += 1
                }
            }
            lane += 1
        }
    }
}
