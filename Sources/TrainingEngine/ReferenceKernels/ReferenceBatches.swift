import KernelTypes

/// Plain twins of the kernels that work on several panels.
enum ReferenceBatches {
    /// [output][input]: for each weight one chain of fused products over panels, then lanes.
    ///
    /// - Parameters:
    ///   - scalars: [panel][output][lane].
    ///   - inputs: for each panel [input][lane].
    static func linearGradient(
        scalars: [Float], inputs: [[Float]], inputCount: Int, outputCount: Int
    ) -> [Float] {
        var target = [Float](repeating: 0, count: inputCount * outputCount)
        for output in 0..<outputCount {
            for input in 0..<inputCount {
                for (panel, values) in inputs.enumerated() {
                    for lane in 0..<laneCount {
                        let scalar =
                            scalars[(panel * outputCount + output) * laneCount + lane]
                        target[output * inputCount + input]
                            .addProduct(values[input * laneCount + lane], scalar)
                    }
                }
            }
        }
        return target
    }
}
