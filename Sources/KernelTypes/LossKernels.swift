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

/// The kernels of losses other than the squared error.
package struct LossKernels: Sendable {
    /// Takes task, output, target; writes gradient where it is wanted, and each lane's losses' sum.
    package typealias Kernel =
        @Sendable (
            LossTask, UnsafePointer<Lanes>, UnsafePointer<Lanes>, UnsafeMutablePointer<Lanes>?,
            UnsafeMutablePointer<Lanes>
        ) -> Void

    package var absoluteError: Kernel
    package var huber: Kernel
    package var binaryCrossEntropy: Kernel
    package var binaryCrossEntropyWithLogits: Kernel
    /// Its target is one vector of class numbers.
    package var crossEntropy: Kernel

    package init(
        absoluteError: @escaping Kernel, huber: @escaping Kernel,
        binaryCrossEntropy: @escaping Kernel, binaryCrossEntropyWithLogits: @escaping Kernel,
        crossEntropy: @escaping Kernel
    ) {
        self.absoluteError = absoluteError
        self.huber = huber
        self.binaryCrossEntropy = binaryCrossEntropy
        self.binaryCrossEntropyWithLogits = binaryCrossEntropyWithLogits
        self.crossEntropy = crossEntropy
    }
}
