package import KernelTypes

/// The embedding kernels of this module, for a processor that has its instruction set.
@inline(never)
package func embeddingKernels() -> EmbeddingKernels {
    (
        repel: { repel($0, $1, forces: $2, sums: $3) },
        attract: { attract($0, $1, $2, forces: $3) },
        attractionLogarithms: { attractionLogarithms($0, $1, $2, sums: $3) },
        squaredDistances: { squaredDistances($0, dimensions: $1, rows: $2, count: $3, to: $4) },
        countBelow: { countBelow($0, count: $1, limits: $2) },
        sumRoots: { sumRoots($0, count: $1) },
        addProducts: { addProducts(rows: $0, count: $1, width: $2, to: $3) }
    )
}
