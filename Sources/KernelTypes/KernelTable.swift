/// The kernels compiled for one instruction set.
///
/// It is a tuple, so that a kernel is declared once here and once where its module makes the table.
///
/// Engine code calls kernels only through a table, so that no wide instruction is met before the
/// processor was asked.
///
/// All tables compute the same bits; only packed weights differ in layout from one to another.
package typealias KernelTable = (
    /// The instruction set's name as in PODIUM_ISA.
    name: String,
    /// Takes pixels, sample size, indices, count; writes panel.
    loadPanel:
        @Sendable (UnsafePointer<UInt8>, Int, UnsafePointer<Int32>, Int, MutablePanel) -> Void,
    /// Takes plan, source; writes packed.
    packWeights: @Sendable (PackPlan, Floats, MutableFloats) -> Void,
    /// Takes plan, input, packed weights, bias, gate, rectify; writes output.
    gather:
        @Sendable (UnsafePointer<GatherPlan>, Panel, Floats, Floats, Panel?, Bool, MutablePanel) ->
        Void,
    /// Takes plan, small, large, fresh; writes sums.
    correlate: @Sendable (UnsafePointer<CorrelatePlan>, Panel, Panel, Bool, MutablePanel) -> Void,
    /// Takes planes, channels, plane, fresh; writes sums.
    sumPlanes: @Sendable (Panel, Int, Int, Bool, MutablePanel) -> Void,
    /// Takes panel, channels, plane, width; writes rows.
    transposePanel: @Sendable (Panel, Int, Int, Int, MutableFloats) -> Void,
    /// Takes plan, scalars, vectors, width, vector is small, fresh; writes sums.
    correlateChannels:
        @Sendable (UnsafePointer<CorrelatePlan>, Panel, Floats, Int, Bool, Bool, MutableFloats) ->
        Void,
    /// Takes sums, count; writes target.
    reduceLanes: @Sendable (Panel, Int, MutableFloats) -> Void,
    /// Takes plan, sums; writes target.
    spreadSums: @Sendable (SpreadPlan, Floats, MutableFloats) -> Void,
    /// Takes input, count; writes output.
    rectify: @Sendable (Panel, Int, MutablePanel) -> Void,
    /// Takes result, count; writes gradient.
    rectifyGradient: @Sendable (Panel, Int, MutablePanel) -> Void,
    /// Takes input, count; writes output.
    sigmoid: @Sendable (Panel, Int, MutablePanel) -> Void,
    /// Takes result, count; writes gradient.
    sigmoidGradient: @Sendable (Panel, Int, MutablePanel) -> Void,
    /// Takes output, target, count, scale, live lanes; writes gradient, losses.
    squaredError: @Sendable (Panel, Panel, Int, Float, Int, MutablePanel?, MutablePanel) -> Void,
    /// Takes step, count; writes values, gradients, mean, square.
    adamStep: @Sendable (AdamStep, Int, MutablePanel, Panel, MutablePanel, MutablePanel) -> Void,
    /// Takes step, count; writes values, gradients, square.
    rmspropStep: @Sendable (RMSpropStep, Int, MutablePanel, Panel, MutablePanel) -> Void,
    losses: LossKernels,
    optimizers: OptimizerKernels,
    rows: RowKernels,
    batches: BatchKernels,
    /// Takes rounds, seed.
    spinMultiplyAdds: @Sendable (Int, Float) -> Float,
    /// Multiply-adds in a round of `spinMultiplyAdds`.
    multiplyAddsPerSpin: Int
)
