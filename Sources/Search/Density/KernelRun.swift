/// Continuous parameters that follow one another in a space, packed for evaluation.
///
/// Evaluating them together keeps eight kernels' densities in registers from the first parameter to
/// the last one.
struct KernelRun: Sendable {
    typealias Lanes = SIMD8<Double>

    /// The first parameter, and the number of them.
    let first: Int
    let count: Int
    /// Per block of eight kernels and parameter: the means, then the factors of the distances.
    private let packed: [Lanes]
    private let blocks: Int

    /// - Parameter kernels: of all parameters of the run, with the same number of kernels.
    init(first: Int, _ kernels: [NumericKernels]) {
        self.first = first
        count = kernels.count
        let size = kernels.first?.kernels.count ?? 0
        blocks = (size + 7) / 8
        packed = Self.packed(kernels, size: size, blocks: blocks)
    }

    private static func packed(
        _ kernels: [NumericKernels], size: Int, blocks: Int
    ) -> [Lanes] {
        var packed = Array(repeating: Lanes.zero, count: 2 * blocks * kernels.count)
        packed.withUnsafeMutableBytes { packed in
            let numbers = packed.bindMemory(to: Double.self)
            for (parameter, own) in kernels.enumerated() {
                precondition(own.kernels.count == size, "runs have equally many kernels")
                for (index, kernel) in own.kernels.enumerated() {
                    let block = (index >> 3) * kernels.count + parameter
                    numbers[block * 16 + (index & 7)] = kernel.mean
                    numbers[block * 16 + 8 + (index & 7)] = kernel.narrowness
                }
            }
        }
        return packed
    }

    /// Subtracts the squared distances of several rows from the kernels' log densities.
    ///
    /// - Parameters:
    ///   - rows: entries, `width` for each row.
    ///   - totals: per row, `blocks` blocks of eight kernels.
    func subtractDistances(
        of rows: UnsafePointer<Double>, width: Int, count rowCount: Int,
        from totals: UnsafeMutablePointer<Lanes>
    ) {
        packed.withUnsafeBufferPointer { packed in
            guard let packed = packed.baseAddress else { return }
            for block in 0..<blocks {
                let kernels = packed + 2 * block * count
                for row in 0..<rowCount {
                    let entries = rows + row * width + first
                    let place = row * blocks + block
                    var total = totals[place]
                    for parameter in 0..<count {
                        let distance =
                            (entries[parameter] - kernels[2 * parameter])
                            * kernels[2 * parameter + 1]
                        total -= distance * distance
                    }
                    totals[place] = total
                }
            }
        }
    }
}
