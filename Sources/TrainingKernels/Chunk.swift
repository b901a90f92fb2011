import KernelTypes

#if PODIUM_AVX512
    /// A part of a panel's vector that is worked on in one register, where that spares registers.
    typealias Chunk = SIMD16<Float>
#else
    /// A part of a panel's vector that is worked on in one register, where that spares registers.
    typealias Chunk = SIMD8<Float>
#endif

@inline(__always)
var chunksPerVector: Int { laneCount / Chunk.scalarCount }

/// Zero where the mask is true, elsewhere the values.
///
/// This is `replacing(with:where:)` without its loop over lanes, which the compiler does not see
/// through in large functions.
@inline(__always)
func clearing(_ values: Chunk, where mask: SIMDMask<Chunk.MaskStorage>) -> Chunk {
    // The casts are of bits to bits of the same size: a mask's lanes are 0 or -1.
    let mask = unsafeBitCast(mask, to: Chunk.MaskStorage.self)
    return unsafeBitCast(unsafeBitCast(values, to: Chunk.MaskStorage.self) & ~mask, to: Chunk.self)
}

/// Memory of whole vectors as chunks.
@inline(__always)
func chunks(_ values: UnsafeMutablePointer<Lanes>) -> UnsafeMutablePointer<Chunk> {
    UnsafeMutableRawPointer(values).assumingMemoryBound(to: Chunk.self)
}

@inline(__always)
func chunks(_ values: UnsafePointer<Lanes>) -> UnsafePointer<Chunk> {
    UnsafeRawPointer(values).assumingMemoryBound(to: Chunk.self)
}

/// The same for memory of floats that is aligned as vectors are.
@inline(__always)
func chunks(_ values: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Chunk> {
    UnsafeMutableRawPointer(values).assumingMemoryBound(to: Chunk.self)
}

@inline(__always)
func chunks(_ values: UnsafePointer<Float>) -> UnsafePointer<Chunk> {
    UnsafeRawPointer(values).assumingMemoryBound(to: Chunk.self)
}
