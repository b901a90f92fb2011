/// The kernels of layers that the reports' networks do without.
package typealias LayerKernels = (
    /// Takes function, input, count; writes output, which may be the input.
    pointwise: @Sendable (PointwiseFunction, Panel, Int, MutablePanel) -> Void,
    /// Takes function, source (its input, or its result where that is enough), count; multiplies
    /// the gradient by the derivative.
    pointwiseGradient: @Sendable (PointwiseFunction, Panel, Int, MutablePanel) -> Void,
    /// Takes plan, image, scale; writes windows.
    sumWindows: @Sendable (WindowPlan, Panel, Float, MutablePanel) -> Void,
    /// Takes plan, windows, scale; writes image.
    spreadWindows: @Sendable (WindowPlan, Panel, Float, MutablePanel) -> Void,
    /// Takes plan, image; writes windows.
    largestOfWindows: @Sendable (WindowPlan, Panel, MutablePanel) -> Void,
    /// Takes plan, image, windows, gradients; writes image gradients.
    largestOfWindowsGradient: @Sendable (WindowPlan, Panel, Panel, Panel, MutablePanel) -> Void,
    /// Takes words, count, live lanes, threshold, scale; writes mask.
    dropoutMask: @Sendable (UnsafePointer<UInt32>, Int, Int, UInt32, Float, MutablePanel) -> Void,
    /// Takes two panels, count; writes their products.
    multiply: @Sendable (Panel, Panel, Int, MutablePanel) -> Void,
    /// Takes input, count, weight, bias, epsilon; writes statistics, output.
    layerNorm: @Sendable (Panel, Int, Floats, Floats, Float, MutablePanel, MutablePanel) -> Void,
    /// Takes input, count, weight, statistics, gradients, fresh; adds to sums, writes input
    /// gradients.
    layerNormGradient:
        @Sendable (Panel, Int, Floats, Panel, Panel, Bool, MutablePanel, MutablePanel) -> Void,
    /// Takes input, channels, plane, live lanes, centres; writes sums.
    centredSums: @Sendable (Panel, Int, Int, Int, Floats, MutablePanel) -> Void,
    /// Takes input, channels, plane, means, factors, biases; writes output.
    scaleChannels: @Sendable (Panel, Int, Int, Floats, Floats, Floats, MutablePanel) -> Void,
    /// Takes input, gradients, channels, plane, means; writes sums.
    centredGradientSums: @Sendable (Panel, Panel, Int, Int, Floats, MutablePanel) -> Void,
    /// Takes input, gradients, channels, plane, live lanes, channel values; writes output.
    centredGradients: @Sendable (Panel, Panel, Int, Int, Int, Floats, MutablePanel) -> Void,
    /// Takes columns, count, input, parameters; writes output.
    embedColumns:
        @Sendable (UnsafePointer<EmbeddedColumn>, Int, Panel, Floats, MutablePanel) -> Void,
    /// Takes columns, count, input, gradients, fresh, count of sums; adds to sums, writes input
    /// gradients.
    embedColumnsGradient:
        @Sendable (
            UnsafePointer<EmbeddedColumn>, Int, Panel, Panel, Bool, Int, MutableFloats,
            MutablePanel
        ) -> Void
)
