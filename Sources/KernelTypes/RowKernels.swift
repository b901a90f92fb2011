/// The kernels between samples in rows and panels.
package typealias RowKernels = (
    /// Takes rows, sample size, indices, count; writes panel.
    loadFloats: @Sendable (Floats, Int, UnsafePointer<Int32>, Int, MutablePanel) -> Void,
    /// Takes count, live lanes; changes the panel.
    stretchToSigned: @Sendable (Int, Int, MutablePanel) -> Void
)
