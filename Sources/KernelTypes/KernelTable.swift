/// The kernels compiled for one instruction set.
///
/// Engine code calls kernels only through a table, so that no wide instruction is met before the
/// processor was asked.
///
/// All tables compute the same bits; only packed weights differ in layout from one to another.
package struct KernelTable: Sendable {
    package typealias Floats = UnsafePointer<Float>
    package typealias MutableFloats = UnsafeMutablePointer<Float>
    package typealias Panel = UnsafePointer<Lanes>
    package typealias MutablePanel = UnsafeMutablePointer<Lanes>

    /// The instruction set's name as in PODIUM_ISA.
    package var name: String
    /// Takes pixels, sample size, indices, count; writes panel.
    package var loadPanel:
        @Sendable (UnsafePointer<UInt8>, Int, UnsafePointer<Int32>, Int, MutablePanel) -> Void
    /// Takes plan, source; writes packed.
    package var packWeights: @Sendable (PackPlan, Floats, MutableFloats) -> Void
    /// Takes plan, input, packed weights, bias, gate, rectify; writes output.
    package var gather:
        @Sendable (UnsafePointer<GatherPlan>, Panel, Floats, Floats, Panel?, Bool, MutablePanel)
            -> Void
    /// Takes plan, small, large, fresh; writes sums.
    package var correlate:
        @Sendable (UnsafePointer<CorrelatePlan>, Panel, Panel, Bool, MutablePanel) -> Void
    /// Takes planes, channels, plane, fresh; writes sums.
    package var sumPlanes: @Sendable (Panel, Int, Int, Bool, MutablePanel) -> Void
    /// Takes panel, channels, plane, width; writes rows.
    package var transposePanel: @Sendable (Panel, Int, Int, Int, MutableFloats) -> Void
    /// Takes plan, scalars, vectors, width, vector is small, fresh; writes sums.
    package var correlateChannels:
        @Sendable (
            UnsafePointer<CorrelatePlan>, Panel, Floats, Int, Bool, Bool, MutableFloats
        ) -> Void
    /// Takes sums, count; writes target.
    package var reduceLanes: @Sendable (Panel, Int, MutableFloats) -> Void
    /// Takes plan, sums; writes target.
    package var spreadSums: @Sendable (SpreadPlan, Floats, MutableFloats) -> Void
    /// Takes input, count; writes output.
    package var rectify: @Sendable (Panel, Int, MutablePanel) -> Void
    /// Takes result, count; writes gradient.
    package var rectifyGradient: @Sendable (Panel, Int, MutablePanel) -> Void
    /// Takes input, count; writes output.
    package var sigmoid: @Sendable (Panel, Int, MutablePanel) -> Void
    /// Takes result, count; writes gradient.
    package var sigmoidGradient: @Sendable (Panel, Int, MutablePanel) -> Void
    /// Takes output, target, count, scale, live lanes; writes gradient, losses.
    package var squaredError:
        @Sendable (Panel, Panel, Int, Float, Int, MutablePanel?, MutablePanel) -> Void
    /// Takes step, count; writes values, gradients, mean, square.
    package var adamStep:
        @Sendable (AdamStep, Int, MutablePanel, Panel, MutablePanel, MutablePanel) -> Void
    /// Takes step, count; writes values, gradients, square.
    package var rmspropStep: @Sendable (RMSpropStep, Int, MutablePanel, Panel, MutablePanel) -> Void
    package var losses: LossKernels
    package var optimizers: OptimizerKernels
    package var rows: RowKernels
    package var batches: BatchKernels
    /// Takes rounds, seed.
    package var spinMultiplyAdds: @Sendable (Int, Float) -> Float
    /// Multiply-adds in a round of `spinMultiplyAdds`.
    package var multiplyAddsPerSpin: Int

    package init(
        name: String,
        loadPanel:
            @escaping @Sendable (
                UnsafePointer<UInt8>, Int, UnsafePointer<Int32>, Int, MutablePanel
            ) -> Void,
        packWeights: @escaping @Sendable (PackPlan, Floats, MutableFloats) -> Void,
        gather:
            @escaping @Sendable (
                UnsafePointer<GatherPlan>, Panel, Floats, Floats, Panel?, Bool, MutablePanel
            ) -> Void,
        correlate:
            @escaping @Sendable (
                UnsafePointer<CorrelatePlan>, Panel, Panel, Bool, MutablePanel
            ) -> Void,
        sumPlanes: @escaping @Sendable (Panel, Int, Int, Bool, MutablePanel) -> Void,
        transposePanel: @escaping @Sendable (Panel, Int, Int, Int, MutableFloats) -> Void,
        correlateChannels:
            @escaping @Sendable (
                UnsafePointer<CorrelatePlan>, Panel, Floats, Int, Bool, Bool, MutableFloats
            ) -> Void,
        reduceLanes: @escaping @Sendable (Panel, Int, MutableFloats) -> Void,
        spreadSums: @escaping @Sendable (SpreadPlan, Floats, MutableFloats) -> Void,
        rectify: @escaping @Sendable (Panel, Int, MutablePanel) -> Void,
        rectifyGradient: @escaping @Sendable (Panel, Int, MutablePanel) -> Void,
        sigmoid: @escaping @Sendable (Panel, Int, MutablePanel) -> Void,
        sigmoidGradient: @escaping @Sendable (Panel, Int, MutablePanel) -> Void,
        squaredError:
            @escaping @Sendable (
                Panel, Panel, Int, Float, Int, MutablePanel?, MutablePanel
            ) -> Void,
        adamStep:
            @escaping @Sendable (
                AdamStep, Int, MutablePanel, Panel, MutablePanel, MutablePanel
            ) -> Void,
        rmspropStep:
            @escaping @Sendable (
                RMSpropStep, Int, MutablePanel, Panel, MutablePanel
            ) -> Void,
        losses: LossKernels, optimizers: OptimizerKernels, rows: RowKernels,
        batches: BatchKernels,
        spinMultiplyAdds: @escaping @Sendable (Int, Float) -> Float, multiplyAddsPerSpin: Int
    ) {
        self.name = name
        self.loadPanel = loadPanel
        self.packWeights = packWeights
        self.gather = gather
        self.correlate = correlate
        self.sumPlanes = sumPlanes
        self.transposePanel = transposePanel
        self.correlateChannels = correlateChannels
        self.reduceLanes = reduceLanes
        self.spreadSums = spreadSums
        self.rectify = rectify
        self.rectifyGradient = rectifyGradient
        self.sigmoid = sigmoid
        self.sigmoidGradient = sigmoidGradient
        self.squaredError = squaredError
        self.adamStep = adamStep
        self.rmspropStep = rmspropStep
        self.losses = losses
        self.optimizers = optimizers
        self.rows = rows
        self.batches = batches
        self.spinMultiplyAdds = spinMultiplyAdds
        self.multiplyAddsPerSpin = multiplyAddsPerSpin
    }
}
