/// The kernels of layers that the reports' networks do without.
package struct LayerKernels: Sendable {
    package typealias Floats = UnsafePointer<Float>
    package typealias Panel = UnsafePointer<Lanes>
    package typealias MutablePanel = UnsafeMutablePointer<Lanes>

    /// Takes function, input, count; writes output, which may be the input.
    package var pointwise: @Sendable (PointwiseFunction, Panel, Int, MutablePanel) -> Void
    /// Takes function, source (its input, or its result where that is enough), count; multiplies
    /// the gradient by the derivative.
    package var pointwiseGradient: @Sendable (PointwiseFunction, Panel, Int, MutablePanel) -> Void

    /// Takes plan, image, scale; writes windows.
    package var sumWindows: @Sendable (WindowPlan, Panel, Float, MutablePanel) -> Void
    /// Takes plan, windows, scale; writes image.
    package var spreadWindows: @Sendable (WindowPlan, Panel, Float, MutablePanel) -> Void
    /// Takes plan, image; writes windows.
    package var largestOfWindows: @Sendable (WindowPlan, Panel, MutablePanel) -> Void
    /// Takes plan, image, windows, gradients; writes image gradients.
    package var largestOfWindowsGradient:
        @Sendable (WindowPlan, Panel, Panel, Panel, MutablePanel) -> Void
    /// Takes words, count, live lanes, threshold, scale; writes mask.
    package var dropoutMask:
        @Sendable (UnsafePointer<UInt32>, Int, Int, UInt32, Float, MutablePanel) -> Void
    /// Takes two panels, count; writes their products.
    package var multiply: @Sendable (Panel, Panel, Int, MutablePanel) -> Void
    /// Takes input, count, weight, bias, epsilon; writes statistics, output.
    package var layerNorm:
        @Sendable (Panel, Int, Floats, Floats, Float, MutablePanel, MutablePanel) -> Void
    /// Takes input, count, weight, statistics, gradients, fresh; adds to sums, writes input
    /// gradients.
    package var layerNormGradient:
        @Sendable (Panel, Int, Floats, Panel, Panel, Bool, MutablePanel, MutablePanel) -> Void
    /// Takes input, channels, plane, live lanes, centres; writes sums.
    package var centredSums: @Sendable (Panel, Int, Int, Int, Floats, MutablePanel) -> Void
    /// Takes input, channels, plane, means, factors, biases; writes output.
    package var scaleChannels:
        @Sendable (Panel, Int, Int, Floats, Floats, Floats, MutablePanel) -> Void
    /// Takes input, gradients, channels, plane, means; writes sums.
    package var centredGradientSums:
        @Sendable (Panel, Panel, Int, Int, Floats, MutablePanel) -> Void
    /// Takes input, gradients, channels, plane, live lanes, channel values; writes output.
    package var centredGradients:
        @Sendable (Panel, Panel, Int, Int, Int, Floats, MutablePanel) -> Void

    package init(
        pointwise: @escaping @Sendable (PointwiseFunction, Panel, Int, MutablePanel) -> Void,
        pointwiseGradient:
            @escaping @Sendable (PointwiseFunction, Panel, Int, MutablePanel) -> Void,
        sumWindows: @escaping @Sendable (WindowPlan, Panel, Float, MutablePanel) -> Void,
        spreadWindows: @escaping @Sendable (WindowPlan, Panel, Float, MutablePanel) -> Void,
        largestOfWindows: @escaping @Sendable (WindowPlan, Panel, MutablePanel) -> Void,
        largestOfWindowsGradient:
            @escaping @Sendable (WindowPlan, Panel, Panel, Panel, MutablePanel) -> Void,
        dropoutMask:
            @escaping @Sendable (
                UnsafePointer<UInt32>, Int, Int, UInt32, Float, MutablePanel
            ) -> Void,
        multiply: @escaping @Sendable (Panel, Panel, Int, MutablePanel) -> Void,
        layerNorm:
            @escaping @Sendable (
                Panel, Int, Floats, Floats, Float, MutablePanel, MutablePanel
            ) -> Void,
        layerNormGradient:
            @escaping @Sendable (
                Panel, Int, Floats, Panel, Panel, Bool, MutablePanel, MutablePanel
            ) -> Void,
        centredSums:
            @escaping @Sendable (Panel, Int, Int, Int, Floats, MutablePanel) -> Void,
        scaleChannels:
            @escaping @Sendable (
                Panel, Int, Int, Floats, Floats, Floats, MutablePanel
            ) -> Void,
        centredGradientSums:
            @escaping @Sendable (Panel, Panel, Int, Int, Floats, MutablePanel) -> Void,
        centredGradients:
            @escaping @Sendable (Panel, Panel, Int, Int, Int, Floats, MutablePanel) -> Void
    ) {
        self.pointwise = pointwise
        self.pointwiseGradient = pointwiseGradient
        self.sumWindows = sumWindows
        self.spreadWindows = spreadWindows
        self.largestOfWindows = largestOfWindows
        self.largestOfWindowsGradient = largestOfWindowsGradient
        self.dropoutMask = dropoutMask
        self.multiply = multiply
        self.layerNorm = layerNorm
        self.layerNormGradient = layerNormGradient
        self.centredSums = centredSums
        self.scaleChannels = scaleChannels
        self.centredGradientSums = centredGradientSums
        self.centredGradients = centredGradients
    }
}
