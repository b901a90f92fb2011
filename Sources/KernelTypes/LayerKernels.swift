/// The kernels of layers that the reports' networks do without.
package struct LayerKernels: Sendable {
    package typealias Panel = UnsafePointer<Lanes>
    package typealias MutablePanel = UnsafeMutablePointer<Lanes>

    /// Takes function, input, count; writes output, which may be the input.
    package var pointwise: @Sendable (PointwiseFunction, Panel, Int, MutablePanel) -> Void
    /// Takes function, source (its input, or its result where that is enough), count; multiplies
    /// the gradient by the derivative.
    package var pointwiseGradient: @Sendable (PointwiseFunction, Panel, Int, MutablePanel) -> Void

    package init(
        pointwise: @escaping @Sendable (PointwiseFunction, Panel, Int, MutablePanel) -> Void,
        pointwiseGradient: @escaping @Sendable (PointwiseFunction, Panel, Int, MutablePanel) -> Void
    ) {
        self.pointwise = pointwise
        self.pointwiseGradient = pointwiseGradient
    }
}
