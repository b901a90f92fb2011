package import KernelTypes

/// The layers' kernels of this module, for a processor that has its instruction set.
@inline(never)
package func layerKernels() -> LayerKernels {
    LayerKernels(
        pointwise: { pointwise($0, $1, count: $2, to: $3) },
        pointwiseGradient: { pointwiseGradient($0, $1, count: $2, gradient: $3) })
}
