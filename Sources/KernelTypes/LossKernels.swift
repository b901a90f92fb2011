/// The extents and settings of one loss over a panel.
package struct LossTask: Sendable, Hashable {
    /// Values of a sample's output.
    package var count: Int
    /// What each slope is multiplied by to become the gradient of the batch's mean loss.
    package var scale: Float
    /// How many lanes carry samples; the others get no gradient and no loss.
    package var liveLanes: Int
    /// Huber's delta, or the cross entropy's label smoothing; otherwise unused.
    package var setting: Float

    package init(count: Int, scale: Float, liveLanes: Int, setting: Float = 0) {
        self.count = count
        self.scale = scale
        self.liveLanes = liveLanes
        self.setting = setting
    }
}

/// Takes task, output, target; writes gradient where it is wanted, and each lane's losses' sum.
package typealias LossKernel =
    @Sendable (LossTask, Panel, Panel, MutablePanel?, MutablePanel) -> Void

/// The kernels of losses other than the squared error.
package typealias LossKernels = (
    absoluteError: LossKernel,
    huber: LossKernel,
    binaryCrossEntropy: LossKernel,
    binaryCrossEntropyWithLogits: LossKernel,
    /// Its target is one vector of class numbers.
    crossEntropy: LossKernel
)
