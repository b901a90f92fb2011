import KernelTypes

/// Memory for the sums of a tile.
///
/// Kernels compute tiles: as many sums at a time as registers can hold. The tiles of a kernel are
/// the same code with different extents. Extents are literals wherever this code is inlined, so the
/// compiler unrolls all loops over them, and the memory of the sums becomes registers. A loop that
/// is not unrolled completely keeps them in memory, at half the speed or less; so does a call with
/// a pointer to them. The machine code shows it (see docs/engine.md).
struct TileSums {
    private typealias Four = (Chunk, Chunk, Chunk, Chunk)
    private var sums: (Four, Four, Four, Four, Four, Four)

    @inline(__always)
    private init() {
        let zero = Chunk(repeating: 0)
        let four = (zero, zero, zero, zero)
        sums = (four, four, four, four, four, four)
    }

    /// Calls `body` with room for 24 sums.
    @inline(__always)
    static func with(_ body: (UnsafeMutablePointer<Chunk>) -> Void) {
        var sums = TileSums()
        withUnsafeMutableBytes(of: &sums) {
            body($0.baseAddress!.assumingMemoryBound(to: Chunk.self))
        }
    }
}
