import Dispatch
package import KernelTypes
import Synchronization
package import TrainingEngine
import TrainingKernels

#if canImport(TrainingKernelsAVX512)
    import TrainingKernelsAVX512
#endif

/// Computes embeddings and their quality.
///
/// All results have the same bits for any number of threads and any instruction set: the split into
/// blocks depends only on the points, and sums over blocks are in block order.
package struct EmbeddingEngine: Sendable {
    /// The number of concurrent threads.
    package let threads: Int
    let kernels: EmbeddingKernels

    /// - Throws: `EmbeddingError.unsupportedProcessor`; `invalidSetting` for less than one thread.
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

    /// Calls `body` once per block on all threads; returns when all calls have returned.
    ///
    /// Blocks run in any order and concurrently, so `body` must write only its block's data.
    func forEachBlock(_ count: Int, _ body: (Int) -> Void) {
        guard threads > 1, count > 1 else {
            for block in 0..<count { body(block) }
            return
        }
        let turns = Turns(count: count)
        withoutActuallyEscaping(body) { body in
            // Threads share `body` only until all return, and each block writes only its own data.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
                while let block = turns.next() { body(block) }
            }
        }
    }

    /// Calls `body` with ranges of up to `size` points that cover all points.
    func forEachRange(of count: Int, size: Int, _ body: (Range<Int>) -> Void) {
        forEachBlock((count + size - 1) / size) { block in
            body(block * size..<min((block + 1) * size, count))
        }
    }
}

/// Assigns block numbers to threads dynamically.
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
