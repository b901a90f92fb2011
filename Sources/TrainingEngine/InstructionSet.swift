import CProcessor
package import KernelTypes
import TrainingKernels

#if canImport(TrainingKernelsAVX512)
    import TrainingKernelsAVX512
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The instruction set that kernels are compiled for.
///
/// All of them give bitwise identical results.
package enum InstructionSet: String, Sendable, Hashable, CaseIterable {
    case avx2, avx512, neon

    /// The instruction sets of this processor, the fastest last.
    package static var available: [InstructionSet] {
        #if arch(x86_64)
            guard podium_has_avx2() != 0 else { return [] }
            #if canImport(TrainingKernelsAVX512)
                if podium_has_avx512() != 0 { return [.avx2, .avx512] }
            #endif
            return [.avx2]
        #else
            return [.neon]
        #endif
    }

    /// The fastest instruction set of the processor, or the one in PODIUM_ISA.
    ///
    /// - Throws: `EngineError.unsupportedProcessor` if the processor has none, `invalidSetting` if
    ///   the one in PODIUM_ISA is unknown or not available.
    package static func detect() throws(EngineError) -> InstructionSet {
        try choose(forced: getenv("PODIUM_ISA").map { String(cString: $0) }, from: available)
    }

    static func choose(
        forced: String?, from available: [InstructionSet]
    ) throws(EngineError) -> InstructionSet {
        guard let best = available.last else {
            throw .unsupportedProcessor(
                "This processor lacks AVX2 and fused multiply-add (x86-64-v3), which the training "
                    + "engine needs: use a processor of 2013 (Intel), 2015 (AMD) or later.")
        }
        guard let forced, !forced.isEmpty else { return best }
        guard let set = InstructionSet(rawValue: forced), available.contains(set) else {
            throw .invalidSetting(
                name: "PODIUM_ISA", found: forced,
                expected: available.map(\.rawValue).joined(separator: " or ")
                    + ", which this processor has")
        }
        return set
    }

    /// The kernels compiled for the instruction set, which the processor must have.
    package var table: KernelTable {
        #if canImport(TrainingKernelsAVX512)
            if self == .avx512 { return TrainingKernelsAVX512.kernelTable(name: rawValue) }
        #endif
        return TrainingKernels.kernelTable(name: rawValue)
    }

    /// Further kernels for the instruction set, which the processor must have.
    package var layerKernels: LayerKernels {
        #if canImport(TrainingKernelsAVX512)
            if self == .avx512 { return TrainingKernelsAVX512.layerKernels() }
        #endif
        return TrainingKernels.layerKernels()
    }
}
