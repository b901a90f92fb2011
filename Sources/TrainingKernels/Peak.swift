import KernelTypes

/// Multiply-adds that one round of `spinMultiplyAdds` does.
package let multiplyAddsPerSpin = 12 * Chunk.scalarCount

/// Runs `rounds` rounds of independent fused multiply-adds: what the core can do at best.
///
/// Twelve chains cover the latency (4 or 5 cycles) of two units. Returns a value that depends on
/// all of them, so that nothing can be left out.
@inline(never)
package func spinMultiplyAdds(rounds: Int, seed: Float) -> Float {
    let factor = Chunk(repeating: 0.999 + seed)
    let term = Chunk(repeating: 0.001 + seed)
    var s0 = term, s1 = term + 1, s2 = term + 2, s3 = term + 3
    var s4 = term + 4, s5 = term + 5, s6 = term + 6, s7 = term + 7
    var s8 = term + 8, s9 = term + 9, s10 = term + 10, s11 = term + 11
    var round = 0
    while round < rounds {
        s0 = term.addingProduct(s0, factor)
        s1 = term.addingProduct(s1, factor)
        s2 = term.addingProduct(s2, factor)
        s3 = term.addingProduct(s3, factor)
        s4 = term.addingProduct(s4, factor)
        s5 = term.addingProduct(s5, factor)
        s6 = term.addingProduct(s6, factor)
        s7 = term.addingProduct(s7, factor)
        s8 = term.addingProduct(s8, factor)
        s9 = term.addingProduct(s9, factor)
        s10 = term.addingProduct(s10, factor)
        s11 = term.addingProduct(s11, factor)
        round += 1
    }
    let total = s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11
    return total[0]
}
