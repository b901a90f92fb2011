import CProcessor
import KernelTypes
import TrainingKernels

/// The kernels to use on this processor.
package enum InstructionSet: String, Sendable, Hashable, CaseIterable {
    case avx2, neon

    /// The best one that the processor has.
    ///
    /// - Throws: `EngineError.unsupportedProcessor` where there is none.
    package static func detect() throws(EngineError) -> InstructionSet {
        #if arch(x86_64)
            guard podium_has_avx2() != 0 else {
                throw .unsupportedProcessor(
                    "This processor lacks AVX2 and fused multiply-add (x86-64-v3), which the "
                        + "training engine needs: use a machine from 2013 (Intel) or 2015 (AMD) on."
                )
            }
            return .avx2
        #else
            return .neon
        #endif
    }

    /// The kernels compiled for the instruction set.
    var table: KernelTable { kernelTable(name: rawValue) }
}
