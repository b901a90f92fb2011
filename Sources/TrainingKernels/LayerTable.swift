package import KernelTypes

/// The layers' kernels of this module, for a processor that has its instruction set.
@inline(never)
package func layerKernels() -> LayerKernels {
    (
        pointwise: { pointwise($0, $1, count: $2, to: $3) },
        pointwiseGradient: { pointwiseGradient($0, $1, count: $2, gradient: $3) },
        sumWindows: { sumWindows($0, $1, scale: $2, to: $3) },
        spreadWindows: { spreadWindows($0, $1, scale: $2, to: $3) },
        largestOfWindows: { largestOfWindows($0, $1, to: $2) },
        largestOfWindowsGradient: {
            largestOfWindowsGradient($0, $1, $2, gradients: $3, to: $4)
        },
        dropoutMask: {
            dropoutMask($0, count: $1, liveLanes: $2, threshold: $3, scale: $4, to: $5)
        },
        multiply: { multiply($0, $1, count: $2, to: $3) },
        layerNorm: {
            layerNorm(
                $0, count: $1, weight: $2, bias: $3, epsilon: $4, statistics: $5, to: $6)
        },
        layerNormGradient: {
            layerNormGradient(
                $0, count: $1, weight: $2, statistics: $3, gradients: $4, fresh: $5, sums: $6,
                to: $7)
        },
        centredSums: {
            centredSums(
                $0, channels: $1, plane: $2, liveLanes: $3, centres: $4, sums: $5)
        },
        scaleChannels: {
            scaleChannels(
                $0, channels: $1, plane: $2, means: $3, factors: $4, biases: $5, to: $6)
        },
        centredGradientSums: {
            centredGradientSums(
                $0, gradients: $1, channels: $2, plane: $3, means: $4, sums: $5)
        },
        centredGradients: {
            centredGradients(
                $0, gradients: $1, channels: $2, plane: $3, liveLanes: $4, channelValues: $5,
                to: $6)
        },
        embedColumns: { embedColumns($0, count: $1, $2, values: $3, to: $4) },
        embedColumnsGradient: {
            embedColumnsGradient(
                $0, count: $1, $2, gradients: $3, fresh: $4, sumCount: $5, sums: $6, to: $7)
        }
    )
}
