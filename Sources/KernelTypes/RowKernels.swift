/// The kernels between samples in rows and panels.
package struct RowKernels: Sendable {
    package typealias MutablePanel = UnsafeMutablePointer<Lanes>

    /// Takes rows, sample size, indices, count; writes panel.
    package var loadFloats:
        @Sendable (UnsafePointer<Float>, Int, UnsafePointer<Int32>, Int, MutablePanel) -> Void
    /// Takes count, live lanes; changes the panel.
    package var stretchToSigned: @Sendable (Int, Int, MutablePanel) -> Void

    package init(
        loadFloats:
            @escaping @Sendable (
                UnsafePointer<Float>, Int, UnsafePointer<Int32>, Int, MutablePanel
            ) -> Void,
        stretchToSigned: @escaping @Sendable (Int, Int, MutablePanel) -> Void
    ) {
        self.loadFloats = loadFloats
        self.stretchToSigned = stretchToSigned
    }
}
