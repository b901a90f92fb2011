package import KernelTypes

/// The kernels of this module.
///
/// Call it only where the processor has the module's instruction set.
@inline(never)
package func kernelTable(name: String) -> KernelTable {
    (
        name: name,
        loadPanel: { loadPanel($0, sampleSize: $1, indices: $2, count: $3, panel: $4) },
        packWeights: { packWeights($0, from: $1, to: $2) },
        gather: {
            gather($0, input: $1, weights: $2, bias: $3, gate: $4, rectify: $5, output: $6)
        },
        correlate: { correlate($0, small: $1, large: $2, fresh: $3, sums: $4) },
        sumPlanes: { sumPlanes($0, channels: $1, plane: $2, fresh: $3, sums: $4) },
        transposePanel: { transposePanel($0, channels: $1, plane: $2, width: $3, to: $4) },
        correlateChannels: {
            correlateChannels(
                $0, scalars: $1, vectors: $2, width: $3, vectorIsSmall: $4, fresh: $5, sums: $6)
        },
        reduceLanes: { reduceLanes($0, count: $1, to: $2) },
        spreadSums: { spreadSums($0, $1, to: $2) },
        rectify: { rectify($0, count: $1, to: $2) },
        rectifyGradient: { rectifyGradient($0, count: $1, gradient: $2) },
        sigmoid: { sigmoid($0, count: $1, to: $2) },
        sigmoidGradient: { sigmoidGradient($0, count: $1, gradient: $2) },
        squaredError: {
            squaredError(
                $0, $1, count: $2, scale: $3, liveLanes: $4, gradient: $5, losses: $6)
        },
        adamStep: { adamStep($0, count: $1, values: $2, gradients: $3, mean: $4, square: $5) },
        rmspropStep: { rmspropStep($0, count: $1, values: $2, gradients: $3, square: $4) },
        losses: lossKernels(), optimizers: optimizerKernels(), rows: rowKernels(),
        batches: batchKernels(),
        spinMultiplyAdds: { spinMultiplyAdds(rounds: $0, seed: $1) },
        multiplyAddsPerSpin: multiplyAddsPerSpin
    )
}
