extension Float {
    /// The value of the bits of an IEEE 754 half (binary16), which a Float represents exactly.
    ///
    /// Swift's Float16 is missing on some platforms.
    @inlinable
    package init(halfBits bits: UInt16) {
        let sign: Float = bits >> 15 == 0 ? 1 : -1
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Float(bits & 0x3FF)
        switch exponent {
        case 0: self = sign * fraction * 0x1p-24
        case 31: self = fraction == 0 ? sign * .infinity : .nan
        default:
            self = Float(
                sign: sign < 0 ? .minus : .plus, exponent: exponent - 25,
                significand: 1024 + fraction)
        }
    }
}
