/// Where a run of counter-based random blocks begins: a key, and the counter's parts.
package struct RandomRun: Sendable, Hashable {
    package var key: SIMD2<UInt32>
    package var epoch: UInt32
    package var step: UInt32
    /// The first block's index; the others follow it.
    package var index: UInt64

    /// How many blocks the kernel makes at a time.
    package static let blocksAtATime = 8

    package init(key: SIMD2<UInt32>, epoch: UInt32, step: UInt32, index: UInt64) {
        self.key = key
        self.epoch = epoch
        self.step = step
        self.index = index
    }
}

/// Random numbers in bulk.
package typealias RandomKernels = (
    /// Takes run, count of eights of blocks; writes 32 words for each.
    words: @Sendable (RandomRun, Int, UnsafeMutablePointer<UInt32>) -> Void,
    /// Takes count of vectors, deviation; turns random words into normal numbers in their place.
    normals: @Sendable (Int, Float, MutablePanel) -> Void
)
