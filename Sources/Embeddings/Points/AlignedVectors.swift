import KernelTypes

/// Memory for kernels, aligned to whole vectors and initialised to zero.
///
/// Threads write to disjoint parts of it; the owner waits for them before it reads.
final class AlignedVectors {
    let floats: UnsafeMutablePointer<Float>
    let lanes: UnsafeMutablePointer<Lanes>

    init(count: Int) {
        let bytes = max(count, 1) * MemoryLayout<Lanes>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        lanes = memory.bindMemory(to: Lanes.self, capacity: max(count, 1))
        // Vectors and floats are views of one block that only this object can reach.
        floats = memory.assumingMemoryBound(to: Float.self)
    }

    deinit { UnsafeMutableRawPointer(lanes).deallocate() }

    /// Memory for `rows` rows of `count` floats, each padded to whole vectors.
    static func rows(_ rows: Int, of count: Int) -> AlignedVectors {
        AlignedVectors(count: rows * vectors(for: count))
    }

    /// The number of vectors for `count` floats.
    static func vectors(for count: Int) -> Int { (count + laneCount - 1) / laneCount }
}
