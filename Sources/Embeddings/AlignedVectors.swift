import KernelTypes

/// Memory for kernels, aligned to whole vectors and zeroed when made.
///
/// Threads write to different parts of it; whoever owns it waits for them before reading.
final class AlignedVectors {
    let floats: UnsafeMutablePointer<Float>
    let lanes: UnsafeMutablePointer<Lanes>

    init(count: Int) {
        let bytes = max(count, 1) * MemoryLayout<Lanes>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        lanes = memory.bindMemory(to: Lanes.self, capacity: max(count, 1))
        // Vectors and floats are views of one block that nothing else can reach.
        floats = memory.assumingMemoryBound(to: Float.self)
    }

    deinit { UnsafeMutableRawPointer(lanes).deallocate() }

    /// `rows` rows of `count` floats, each filled up to whole vectors.
    static func rows(_ rows: Int, of count: Int) -> AlignedVectors {
        AlignedVectors(count: rows * vectors(for: count))
    }

    /// How many vectors hold `count` floats.
    static func vectors(for count: Int) -> Int { (count + laneCount - 1) / laneCount }
}
