import Figures

/// Draws an epoch's number above a picture, because frames of an animation have no captions.
enum EpochLabel {
    /// The size in pixels of one pixel of a letter.
    private static let scale = 2
    private static let height = 7 * scale + 8
    private static let left = 4

    /// A greyscale picture with a strip above it that contains `epoch 12`.
    static func labelled(_ picture: Picture, epoch: Int) -> Picture {
        precondition(picture.channels == 1, "a label on a picture of \(picture.channels) channels")
        var strip = [UInt8](repeating: 255, count: height * picture.width)
        for (place, letter) in "EPOCH \(epoch)".enumerated() {
            let rows = glyphs[letter] ?? []
            for (row, bits) in rows.enumerated() {
                for column in 0..<5 where bits >> (4 - column) & 1 == 1 {
                    fill(
                        &strip, width: picture.width, column: left + (place * 6 + column) * scale,
                        row: 4 + row * scale)
                }
            }
        }
        return Picture(
            width: picture.width, height: picture.height + height, bytes: strip + picture.bytes)
    }

    private static func fill(_ strip: inout [UInt8], width: Int, column: Int, row: Int) {
        for y in row..<row + scale {
            for x in column..<column + scale where x < width { strip[y * width + x] = 0 }
        }
    }

    /// Seven rows of five bits each, the leftmost pixel in the highest bit.
    private static let glyphs: [Character: [UInt8]] = [
        "0": [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
        "1": [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        "2": [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
        "3": [0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110],
        "4": [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
        "5": [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
        "6": [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
        "7": [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
        "8": [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
        "9": [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
        "E": [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
        "P": [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000],
        "O": [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        "C": [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110],
        "H": [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
    ]
}
