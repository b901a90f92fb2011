import KernelTypes
import TrainingKernels

#if canImport(TrainingKernelsAVX512)
    import TrainingKernelsAVX512
#endif

/// Counter-based random numbers of one key, generated in bulk: Philox4x32-10.
///
/// The words are those of blocks `index`, `index` + 1, … for the given epoch and step, four per
/// block, the same for every instruction set.
package struct RandomNumbers: Sendable {
    private let key: SIMD2<UInt32>
    private let kernels: RandomKernels

    /// - Throws: `EngineError` if the processor lacks a required instruction set.
    package init(
        key: SIMD2<UInt32>, instructionSet: InstructionSet? = nil
    ) throws(EngineError) {
        self.key = key
        let chosen: InstructionSet
        if let instructionSet { chosen = instructionSet } else { chosen = try .detect() }
        kernels = chosen.randomKernels
    }

    /// Fills a buffer with random words, starting at the first word of block `index`.
    package func fill(
        _ words: UnsafeMutableBufferPointer<UInt32>, epoch: Int = 0, step: Int = 0, index: Int = 0
    ) {
        guard let base = words.baseAddress else { return }
        let perEight = 4 * RandomRun.blocksAtATime
        let eights = words.count / perEight
        var run = RandomRun(
            key: key, epoch: UInt32(truncatingIfNeeded: epoch),
            step: UInt32(truncatingIfNeeded: step), index: UInt64(bitPattern: Int64(index)))
        kernels.words(run, eights, base)
        let rest = words.count - eights * perEight
        guard rest > 0 else { return }
        run.index &+= UInt64(eights * RandomRun.blocksAtATime)
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: perEight) { last in
            kernels.words(run, 1, last.baseAddress!)
            (base + eights * perEight).update(from: last.baseAddress!, count: rest)
        }
    }

    /// Fills a buffer with normal numbers of mean 0, one word each, starting at block `index`.
    ///
    /// - Parameter numbers: the buffer; it is 64-byte aligned and its count is a multiple of 16.
    package func fillNormals(
        _ numbers: UnsafeMutableBufferPointer<Float>, deviation: Float, epoch: Int = 0,
        step: Int = 0, index: Int = 0
    ) {
        guard let base = numbers.baseAddress else { return }
        precondition(
            numbers.count % laneCount == 0 && Int(bitPattern: base) % 64 == 0,
            "\(numbers.count) normal numbers at \(base): expected whole vectors")
        let raw = UnsafeMutableRawPointer(base)
        fill(
            UnsafeMutableBufferPointer(
                start: raw.assumingMemoryBound(to: UInt32.self), count: numbers.count),
            epoch: epoch, step: step, index: index)
        kernels.normals(
            numbers.count / laneCount, deviation, raw.assumingMemoryBound(to: Lanes.self))
    }
}

extension InstructionSet {
    /// The random number kernels of the instruction set, which the processor must have.
    var randomKernels: RandomKernels {
        #if canImport(TrainingKernelsAVX512)
            if self == .avx512 { return TrainingKernelsAVX512.randomKernels() }
        #endif
        return TrainingKernels.randomKernels()
    }
}
