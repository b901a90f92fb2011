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

    /// The vectors from the first position to the one at hand; then goes on to the next.
    @inline(__always)
    mutating func next() -> (input: Int, output: Int) {
        let place = (input, output)
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

    /// Goes on to the next block, past `channels` channels.
    @inline(__always)
    mutating func skip(_ channels: Int) {
        output += channels * plane
        if let gate { self.gate = gate + channels * plane }
    }

    /// Stores a channel's sum of a position.
    @inline(__always)
    func store(_ sum: Lanes, _ channel: Int, _ place: Int) {
        output[channel * plane + place] = sum
    }

    /// Stores a sum, or zero where it is negative (NaN stays).
    @inline(__always)
    func rectify(_ sum: Lanes, _ channel: Int, _ place: Int) {
        output[channel * plane + place] = sum.replacing(with: 0, where: sum .< 0)
    }

    /// Stores a sum, or zero wherever the gate is not positive.
    @inline(__always)
    func store(_ sum: Lanes, _ channel: Int, _ place: Int, _ gate: UnsafePointer<Lanes>) {
        let offset = channel * plane + place
        output[offset] = sum.replacing(with: 0, where: gate[offset] .<= 0)
    }

    // The same for three positions. These are transparent because the optimiser no longer inlines
    // functions of this size into tiles, whose sums would then go through memory.

    @_transparent
    func store(_ s0: Lanes, _ s1: Lanes, _ s2: Lanes, _ channel: Int, _ places: (Int, Int, Int)) {
        let target = output + channel * plane
        target[places.0] = s0
        target[places.1] = s1
        target[places.2] = s2
    }

    @_transparent
    func rectify(_ s0: Lanes, _ s1: Lanes, _ s2: Lanes, _ channel: Int, _ places: (Int, Int, Int)) {
        let target = output + channel * plane
        target[places.0] = s0.replacing(with: 0, where: s0 .< 0)
        target[places.1] = s1.replacing(with: 0, where: s1 .< 0)
        target[places.2] = s2.replacing(with: 0, where: s2 .< 0)
    }

    @_transparent
    func store(
        _ s0: Lanes, _ s1: Lanes, _ s2: Lanes, _ channel: Int, _ places: (Int, Int, Int),
        _ gate: UnsafePointer<Lanes>
    ) {
        let target = output + channel * plane
        let gate = gate + channel * plane
        target[places.0] = s0.replacing(with: 0, where: gate[places.0] .<= 0)
        target[places.1] = s1.replacing(with: 0, where: gate[places.1] .<= 0)
        target[places.2] = s2.replacing(with: 0, where: gate[places.2] .<= 0)
    }

    // The same for a chunk of three positions' vectors.

    @_transparent
    func store(
        _ s0: Chunk, _ s1: Chunk, _ s2: Chunk, _ channel: Int, _ places: (Int, Int, Int),
        _ chunk: Int
    ) {
        let target = chunks(output + channel * plane) + chunk
        target[places.0 * chunksPerVector] = s0
        target[places.1 * chunksPerVector] = s1
        target[places.2 * chunksPerVector] = s2
    }

    @_transparent
    func rectify(
        _ s0: Chunk, _ s1: Chunk, _ s2: Chunk, _ channel: Int, _ places: (Int, Int, Int),
        _ chunk: Int
    ) {
        let target = chunks(output + channel * plane) + chunk
        target[places.0 * chunksPerVector] = s0.replacing(with: 0, where: s0 .< 0)
        target[places.1 * chunksPerVector] = s1.replacing(with: 0, where: s1 .< 0)
        target[places.2 * chunksPerVector] = s2.replacing(with: 0, where: s2 .< 0)
    }

    @_transparent
    func store(
        _ s0: Chunk, _ s1: Chunk, _ s2: Chunk, _ channel: Int, _ places: (Int, Int, Int),
        _ chunk: Int, _ gate: UnsafePointer<Lanes>
    ) {
        let target = chunks(output + channel * plane) + chunk
        let gate = chunks(gate + channel * plane) + chunk
        target[places.0 * chunksPerVector] = s0.replacing(
            with: 0, where: gate[places.0 * chunksPerVector] .<= 0)
        target[places.1 * chunksPerVector] = s1.replacing(
            with: 0, where: gate[places.1 * chunksPerVector] .<= 0)
        target[places.2 * chunksPerVector] = s2.replacing(
            with: 0, where: gate[places.2 * chunksPerVector] .<= 0)
    }
}
