extension FloatingPoint where Self: CustomStringConvertible {
    /// The number in messages: a NaN without its sign and the bits that only some NaNs have.
    package var messageText: String { isNaN ? "NaN" : description }
}

extension BinaryFloatingPoint where Self: CustomStringConvertible {
    /// The number without `.0` behind a whole one.
    package var shortText: String { Int(exactly: self).map { "\($0)" } ?? messageText }
}
