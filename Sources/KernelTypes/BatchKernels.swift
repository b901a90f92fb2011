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

/// The shape of a linear layer's pass over several panels.
package struct LinearPanelsTask: Sendable, Hashable {
    package var inputs: Int
    package var outputs: Int
    package var panels: Int
    /// Vectors from one panel's input to the next one's, and from output to output.
    package var inputStep: Int
    package var outputStep: Int
    /// Whether negative results become 0 (NaN stays).
    package var rectify: Bool

    package init(
        inputs: Int, outputs: Int, panels: Int, inputStep: Int, outputStep: Int, rectify: Bool
    ) {
        self.inputs = inputs
        self.outputs = outputs
        self.panels = panels
        self.inputStep = inputStep
        self.outputStep = outputStep
        self.rectify = rectify
    }
}

/// The kernels that work on several panels of a batch, or on whole arenas.
package typealias BatchKernels = (
    /// Takes task, input, packed weights, bias; writes output.
    linearPanels: @Sendable (LinearPanelsTask, Panel, Floats, Floats, MutablePanel) -> Void,
    /// Takes task, scalars, vectors; writes target.
    linearGradient: @Sendable (LinearGradientTask, Panel, Floats, MutableFloats) -> Void,
    /// Takes values, count; adds to the target.
    add: @Sendable (Panel, Int, MutablePanel) -> Void
)
