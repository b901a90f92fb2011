/// Where one kernel coordinate finds pairs of values along one axis.
///
/// Small coordinates `first ..< first + count` pair with large coordinates `largeFirst`,
/// `largeFirst + stride`, and so on.
package struct PairRun: Sendable, Hashable {
    package var first = 0
    package var count = 0
    package var largeFirst = 0

    package init() {}
}

/// Everything about the shape of a weight gradient.
///
/// Tensor element [a][b][ky][kx] is the sum of small[a][y][x] · large[b][y·s + ky - p][x·s + kx -
/// p] over all positions in row-major order. For a convolution `small` is the output's gradient and
/// `large` its input; for a transposed one `small` is its input and `large` the output's gradient.
/// So the tensor has PyTorch's layout in both cases.
package struct CorrelatePlan: @unchecked Sendable {
    // @unchecked Sendable: the pointers are to memory that its owner never writes after making it.
    package var smallChannels: Int
    package var largeChannels: Int
    package var smallPlane: Int
    package var smallRow: Int
    package var largePlane: Int
    package var largeRow: Int
    package var stride: Int
    /// One run for each kernel row, and for each kernel column.
    package var rows: UnsafePointer<PairRun>
    package var kernelHeight: Int
    package var columns: UnsafePointer<PairRun>
    package var kernelWidth: Int

    package init(
        smallChannels: Int, largeChannels: Int, smallPlane: Int, smallRow: Int, largePlane: Int,
        largeRow: Int, stride: Int, rows: UnsafeBufferPointer<PairRun>,
        columns: UnsafeBufferPointer<PairRun>
    ) {
        self.smallChannels = smallChannels
        self.largeChannels = largeChannels
        self.smallPlane = smallPlane
        self.smallRow = smallRow
        self.largePlane = largePlane
        self.largeRow = largeRow
        self.stride = stride
        self.rows = rows.baseAddress!
        kernelHeight = rows.count
        self.columns = columns.baseAddress!
        kernelWidth = columns.count
    }
}

/// Where the sums [channel][tap][column] of a weight gradient go in the weight tensor.
package struct SpreadPlan: Sendable, Hashable {
    package var channels: Int
    package var taps: Int
    package var columns: Int
    /// Floats from a tap's sums to the next tap's.
    package var width: Int
    package var channelStep: Int
    package var columnStep: Int

    package init(
        channels: Int, taps: Int, columns: Int, width: Int, channelStep: Int, columnStep: Int
    ) {
        self.channels = channels
        self.taps = taps
        self.columns = columns
        self.width = width
        self.channelStep = channelStep
        self.columnStep = columnStep
    }
}
