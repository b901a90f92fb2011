/// The shape of a linear layer's weight gradient over some panels.
///
/// Scalars are [panel][output][lane]: the gradient of the layer's output. Vectors are
/// [block][panel][lane][16]: the layer's input in blocks of 16 values, with room for
/// `panelsAtMost` panels in each block. The result is [output][input], without gaps.
package struct LinearGradientTask: Sendable, Hashable {
    package var inputs: Int
    package var outputs: Int
    package var panels: Int
    package var panelsAtMost: Int

    package init(inputs: Int, outputs: Int, panels: Int, panelsAtMost: Int) {
        self.inputs = inputs
        self.outputs = outputs
        self.panels = panels
        self.panelsAtMost = panelsAtMost
    }
}

/// The kernels that work on several panels of a batch, or on whole arenas.
package struct BatchKernels: Sendable {
    package typealias Panel = UnsafePointer<Lanes>
    package typealias MutablePanel = UnsafeMutablePointer<Lanes>

    /// Takes task, scalars, vectors; writes target.
    package var linearGradient:
        @Sendable (
            LinearGradientTask, Panel, UnsafePointer<Float>, UnsafeMutablePointer<Float>
        ) -> Void
    /// Takes values, count; adds to the target.
    package var add: @Sendable (Panel, Int, MutablePanel) -> Void

    package init(
        linearGradient:
            @escaping @Sendable (
                LinearGradientTask, Panel, UnsafePointer<Float>, UnsafeMutablePointer<Float>
            ) -> Void,
        add: @escaping @Sendable (Panel, Int, MutablePanel) -> Void
    ) {
        self.linearGradient = linearGradient
        self.add = add
    }
}
