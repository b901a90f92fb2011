/// The shape of one sample at a place in a network.
package enum Shape: Sendable, Hashable {
    case image(channels: Int, height: Int, width: Int)
    case vector(Int)

    /// The number of values per sample.
    package var count: Int {
        switch self {
        case .image(let channels, let height, let width): channels * height * width
        case .vector(let count): count
        }
    }
}

extension Shape: CustomStringConvertible {
    /// `16×7×7` (channels, height, width), or `288`.
    package var description: String {
        switch self {
        case .image(let channels, let height, let width): "\(channels)×\(height)×\(width)"
        case .vector(let count): "\(count)"
        }
    }
}
