/// Square windows over the rows and columns of each channel, such as pooling looks through.
///
/// Window (y, x) covers the rows from `y · stride - padding` on, `kernel` of them, and the columns
/// likewise; what lies outside the image is left out.
package struct WindowPlan: Sendable, Hashable {
    package var channels: Int
    /// Extents of the image that the windows lie on.
    package var height: Int
    package var width: Int
    /// How many windows there are, in rows and in columns.
    package var windowRows: Int
    package var windowColumns: Int
    package var kernel: Int
    package var stride: Int
    package var padding: Int

    package init(
        channels: Int, height: Int, width: Int, windowRows: Int, windowColumns: Int, kernel: Int,
        stride: Int, padding: Int
    ) {
        self.channels = channels
        self.height = height
        self.width = width
        self.windowRows = windowRows
        self.windowColumns = windowColumns
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
    }
}
