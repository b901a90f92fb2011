extension FloatingPoint where Self: CustomStringConvertible {
    /// The number in messages: a NaN without its sign and the bits that only some NaNs have.
    package var messageText: String { isNaN ? "NaN" : description }
}
