import KernelTypes

/// Where a tap of the gather kernel reads.
struct TapPlace {
    /// Vectors from the first tap's input.
    var input: Int
    /// Packed weights before this tap, for each output channel of a block.
    var weight: Int
}

/// Where a tile of the gather kernel reads: the taps of the positions of a run.
struct TapWindow {
    /// The first position's first tap in channel 0.
    var input: UnsafePointer<Lanes>
    /// The packed weights of the first block of channels.
    var weights: UnsafePointer<Float>
    var taps: UnsafePointer<TapPlace>
    var tapCount: Int
    var channels: Int
    /// Vectors from channel to channel.
    var plane: Int
    /// The positions that have these taps, and how many there are.
    var positions: PositionWalk
    var count: Int
    /// Blocks of channels with the same width, and packed weights from one to the next.
    var blocks = 1
    var blockStep = 0
}

/// The positions of a run of rows and a run of columns, row after row.
///
/// All of them have the same taps, so a tile may take any of them together.
struct PositionWalk {
    /// Vectors from the first position's input and output to those of another position.
    struct Place {
        var input: Int
        var output: Int
    }

    /// Vectors from the first position's input and output to those of the next position.
    private var input = 0
    private var output = 0
    private var column = 0
    private let columns: Int
    /// Vectors from column to column, and from a row's last column to the next row's first.
    private let inputStep: Int
    private let inputTurn: Int
    private let outputStep: Int
    private let outputTurn: Int

    @inline(__always)
    init(rows: TapRun, columns: TapRun, inputRow: Int, outputRow: Int) {
        self.columns = columns.count
        inputStep = columns.inputAdvance
        inputTurn = rows.inputAdvance * inputRow - (columns.count - 1) * inputStep
        outputStep = columns.outputStep
        outputTurn = rows.outputStep * outputRow - (columns.count - 1) * outputStep
    }

    /// Returns the place of the current position and moves to the next.
    @inline(__always)
    mutating func next() -> Place {
        let place = Place(input: input, output: output)
        column += 1
        if column == columns {
            column = 0
            input += inputTurn
            output += outputTurn
        } else {
            input += inputStep
            output += outputStep
        }
        return place
    }
}

/// Where a tile of the gather kernel leaves its sums, and what happens to them there.
struct TileResult {
    /// The first position in the first channel of a block.
    var output: UnsafeMutablePointer<Lanes>
    var gate: UnsafePointer<Lanes>?
    var rectify: Bool
    /// Vectors from channel to channel.
    var plane: Int

    /// Moves to the next block, past `channels` channels.
    @inline(__always)
    mutating func skip(_ channels: Int) {
        output += channels * plane
        if let gate { self.gate = gate + channels * plane }
    }
}
