/// The shape of one sample at a place in a network.
package enum Shape: Sendable, Hashable {
    case image(channels: Int, height: Int, width: Int)
    /// Channels of values in one dimension, such as time.
    case sequence(channels: Int, length: Int)
    case vector(Int)

    /// The number of values per sample.
    package var count: Int {
        switch self {
        case .image(let channels, let height, let width): channels * height * width
        case .sequence(let channels, let length): channels * length
        case .vector(let count): count
        }
    }
}

extension Shape: CustomStringConvertible {
    /// `16×7×7` (channels, height, width), `16×7` (channels, length), or `288`.
    package var description: String {
        switch self {
        case .image(let channels, let height, let width): "\(channels)×\(height)×\(width)"
        case .sequence(let channels, let length): "\(channels)×\(length)"
        case .vector(let count): "\(count)"
        }
    }
}
