/// Output coordinates along one axis that have the same kernel taps.
///
/// Output number n of the run is `firstOutput + n · outputStep`. Its tap number t is kernel
/// coordinate `firstTap + t · tapStep`, and reads input coordinate
/// `firstInput + n · inputAdvance + t · inputStep`. A run may have no taps (gaps of a transposed
/// convolution whose stride exceeds its kernel).
package struct TapRun: Sendable, Hashable {
    package var firstOutput = 0
    package var outputStep = 1
    package var count = 0
    package var firstTap = 0
    package var tapStep = 1
    package var tapCount = 0
    package var firstInput = 0
    package var inputStep = 1
    package var inputAdvance = 1

    package init() {}
}

/// Everything about the shape of a convolution that gathers its inputs for each output.
///
/// It serves the forward pass and the data gradient of convolutions, transposed convolutions and
/// linear layers (a convolution of 1×1 images). For each output (o, y, x), with taps ascending:
///
///     sum = bias[o]; for each tap row, tap column, input channel c: sum = fma(in, weight, sum)
package struct GatherPlan: @unchecked Sendable {
    // @unchecked Sendable: the pointers are to memory that its owner never writes after making it.
    package var inputChannels: Int
    package var outputChannels: Int
    package var kernelHeight: Int
    package var kernelWidth: Int
    /// Vectors from one channel to the next, and from one row to the next.
    package var inputPlane: Int
    package var inputRow: Int
    package var outputPlane: Int
    package var outputRow: Int
    package var rows: UnsafePointer<TapRun>
    package var rowCount: Int
    package var columns: UnsafePointer<TapRun>
    package var columnCount: Int

    package init(
        inputChannels: Int, outputChannels: Int, kernelHeight: Int, kernelWidth: Int,
        inputPlane: Int, inputRow: Int, outputPlane: Int, outputRow: Int,
        rows: UnsafeBufferPointer<TapRun>, columns: UnsafeBufferPointer<TapRun>
    ) {
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.kernelHeight = kernelHeight
        self.kernelWidth = kernelWidth
        self.inputPlane = inputPlane
        self.inputRow = inputRow
        self.outputPlane = outputPlane
        self.outputRow = outputRow
        self.rows = rows.baseAddress!
        rowCount = rows.count
        self.columns = columns.baseAddress!
        columnCount = columns.count
    }
}

/// Which weight of a tensor a packed weight is.
///
/// Weight (output o, input c, tap t) is element `o · outputStride + c · inputStride + t`.
/// Packed weights are [block][tap][input][output of the block]; the blocks are as even as
/// `ChannelBlocks` makes them.
package struct PackPlan: Sendable, Hashable {
    package var outputs: Int
    package var inputs: Int
    package var taps: Int
    package var outputStride: Int
    package var inputStride: Int

    package init(outputs: Int, inputs: Int, taps: Int, outputStride: Int, inputStride: Int) {
        self.outputs = outputs
        self.inputs = inputs
        self.taps = taps
        self.outputStride = outputStride
        self.inputStride = inputStride
    }
}
