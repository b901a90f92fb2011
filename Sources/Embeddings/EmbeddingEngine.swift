import Dispatch
package import KernelTypes
import Synchronization
package import TrainingEngine
import TrainingKernels

#if canImport(TrainingKernelsAVX512)
    import TrainingKernelsAVX512
#endif

/// Works out embeddings and their quality: values in, values out.
///
/// All results have the same bits for any number of threads and any instruction set: work is cut
/// into blocks that the points alone fix, and sums over blocks are made in the blocks' order.
package struct EmbeddingEngine: Sendable {
    /// How many threads work at a time.
    package let threads: Int
    let kernels: EmbeddingKernels

    /// - Throws: `EmbeddingError.unsupportedProcessor`, and `invalidSetting` for less than one
    ///   thread.
    package init(
        threads: Int = 1, instructionSet: InstructionSet? = nil
    ) throws(EmbeddingError) {
        guard threads >= 1 else {
            throw .invalidSetting(name: "threads", found: "\(threads)", expected: "at least 1")
        }
        self.threads = threads
        if let instructionSet {
            kernels = instructionSet.embeddingKernels
        } else {
            do {
                kernels = try InstructionSet.detect().embeddingKernels
            } catch {
                throw .unsupportedProcessor("\(error)")
            }
        }
    }

    /// Calls `body` once for each block, on all threads; returns when all have returned.
    ///
    /// Blocks may run in any order and at the same time: `body` writes only what is its block's.
    func forEachBlock(_ count: Int, _ body: (Int) -> Void) {
        guard threads > 1, count > 1 else {
            for block in 0..<count { body(block) }
            return
        }
        let turns = Turns(count: count)
        withoutActuallyEscaping(body) { body in
            // Threads share it only until all have returned, and what a block writes is its own.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
                while let block = turns.next() { body(block) }
            }
        }
    }

    /// Calls `body` with ranges of up to `size` points that together are all of them.
    func forEachRange(of count: Int, size: Int, _ body: (Range<Int>) -> Void) {
        forEachBlock((count + size - 1) / size) { block in
            body(block * size..<min((block + 1) * size, count))
        }
    }
}

/// Hands out numbers to threads: whoever is free takes the next.
private final class Turns: Sendable {
    private let count: Int
    private let taken = Atomic(0)

    init(count: Int) { self.count = count }

    func next() -> Int? {
        let turn = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return turn < count ? turn : nil
    }
}

extension InstructionSet {
    /// The embedding kernels for the instruction set, which the processor must have.
    package var embeddingKernels: EmbeddingKernels {
        #if canImport(TrainingKernelsAVX512)
            if self == .avx512 { return TrainingKernelsAVX512.embeddingKernels() }
        #endif
        return TrainingKernels.embeddingKernels()
    }
}
