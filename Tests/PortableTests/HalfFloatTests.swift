import Portable
import Testing

@Suite("Half floats")
struct HalfFloatTests {
    @Test("Bits have the values of IEEE 754")
    func values() {
        let known: [(UInt16, Float)] = [
            (0x0000, 0), (0x0001, 0x1p-24), (0x03FF, 0x1p-14 - 0x1p-24), (0x0400, 0x1p-14),
            (0x3555, 0.333_251_953_125), (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504),
            (0x7C00, .infinity), (0xFC00, -.infinity),
        ]
        for (bits, value) in known { #expect(Float(halfBits: bits) == value) }
        #expect(Float(halfBits: 0x8000).sign == .minus && Float(halfBits: 0x8000) == 0)
        #expect(Float(halfBits: 0x7C01).isNaN && Float(halfBits: 0xFFFF).isNaN)
    }

    @Test("Positive halves increase with their bits")
    func order() {
        let values = (UInt16(0)...0x7C00).map { Float(halfBits: $0) }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
    }
}
