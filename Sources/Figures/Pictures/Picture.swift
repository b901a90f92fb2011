/// An 8-bit image in greyscale or RGB.
package struct Picture: Sendable, Hashable {
    package let width: Int
    package let height: Int
    /// 1 (grey, 0 black) or 3 (red, green, blue).
    package let channels: Int
    /// The rows from the top, the pixels from the left, channels innermost.
    package private(set) var bytes: [UInt8]

    /// Creates a picture from rows of bytes, channels innermost; the count must match the size.
    package init(width: Int, height: Int, channels: Int = 1, bytes: [UInt8]) {
        precondition(
            width > 0 && height > 0 && (channels == 1 || channels == 3),
            "a picture of \(width) x \(height) x \(channels); channels are 1 or 3")
        precondition(
            bytes.count == width * height * channels,
            "\(bytes.count) bytes for a picture of \(width) x \(height) x \(channels)")
        self.width = width
        self.height = height
        self.channels = channels
        self.bytes = bytes
    }

    /// A picture of one colour; greyscale if the colour's parts are equal.
    package init(width: Int, height: Int, colour: Colour) {
        let pixel =
            colour.isGrey ? [colour.red] : [colour.red, colour.green, colour.blue]
        self.init(
            width: width, height: height, channels: pixel.count,
            bytes: (0..<width * height).flatMap { _ in pixel })
    }

    /// The memory layout of an image's channels.
    package enum Layout: Sendable, Hashable {
        /// One whole plane per channel, as in networks.
        case planar
        /// The channels of a pixel are adjacent.
        case interleaved
    }

    /// Converts floats to bytes: `range` is mapped to 0…255, values outside are clipped, NaN is
    /// black.
    package init(
        width: Int, height: Int, channels: Int = 1, floats: some Collection<Float>,
        range: ClosedRange<Float> = 0...1, layout: Layout = .planar
    ) {
        precondition(
            floats.count == width * height * channels,
            "\(floats.count) numbers for a picture of \(width) x \(height) x \(channels)")
        precondition(range.lowerBound < range.upperBound, "the range \(range) is empty")
        let scale = 255 / (range.upperBound - range.lowerBound)
        let values = floats.map { value -> UInt8 in
            let byte = (value - range.lowerBound) * scale
            return byte.isNaN ? 0 : UInt8(min(max(byte, 0), 255).rounded())
        }
        guard layout == .planar, channels > 1 else {
            self.init(width: width, height: height, channels: channels, bytes: values)
            return
        }
        let size = width * height
        let bytes = (0..<size).flatMap { pixel in
            (0..<channels).map { values[$0 * size + pixel] }
        }
        self.init(width: width, height: height, channels: channels, bytes: bytes)
    }

    /// The same picture with three channels.
    package var coloured: Picture {
        guard channels == 1 else { return self }
        return Picture(
            width: width, height: height, channels: 3, bytes: bytes.flatMap { [$0, $0, $0] })
    }

    /// Repeats every pixel as a square of `factor` x `factor`.
    package func enlarged(by factor: Int) -> Picture {
        precondition(factor > 0, "a picture can't be enlarged by \(factor)")
        guard factor > 1 else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * factor * factor)
        for row in 0..<height {
            var line: [UInt8] = []
            for column in 0..<width {
                let start = (row * width + column) * channels
                for _ in 0..<factor { line += bytes[start..<start + channels] }
            }
            for _ in 0..<factor { result += line }
        }
        return Picture(
            width: width * factor, height: height * factor, channels: channels, bytes: result)
    }

    /// Copies a picture with the same channels into this one, its top left corner at a pixel.
    mutating func paste(_ other: Picture, column: Int, row: Int) {
        precondition(
            other.channels == channels && column >= 0 && row >= 0
                && column + other.width <= width && row + other.height <= height,
            "a picture of \(other.width) x \(other.height) does not fit at \(column), \(row)")
        let count = other.width * channels
        for line in 0..<other.height {
            let start = ((row + line) * width + column) * channels
            bytes.replaceSubrange(
                start..<start + count, with: other.bytes[line * count..<(line + 1) * count])
        }
    }

    /// Fills a rectangle with a colour.
    mutating func fill(_ colour: Colour, column: Int, row: Int, width: Int, height: Int) {
        var patch = Picture(width: width, height: height, colour: colour)
        if channels == 3 { patch = patch.coloured }
        paste(patch, column: column, row: row)
    }
}
