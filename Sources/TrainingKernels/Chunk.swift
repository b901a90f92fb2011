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
