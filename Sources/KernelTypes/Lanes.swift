/// One value of each sample of a panel: the innermost extent of every panel buffer.
///
/// A panel is stored as [channel][row][column][lane]; all offsets into panels count whole vectors.
package typealias Lanes = SIMD16<Float>

/// How many samples a panel has.
///
/// It is part of the determinism contract: sums over a batch are grouped by lane.
@inlinable
package var laneCount: Int { 16 }

// What kernels take: memory of floats and of whole vectors, such as panels.
package typealias Floats = UnsafePointer<Float>
package typealias MutableFloats = UnsafeMutablePointer<Float>
package typealias Panel = UnsafePointer<Lanes>
package typealias MutablePanel = UnsafeMutablePointer<Lanes>
