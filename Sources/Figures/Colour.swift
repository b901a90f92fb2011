/// An sRGB colour.
package struct Colour: Sendable, Hashable {
    package var red: UInt8
    package var green: UInt8
    package var blue: UInt8

    /// `0xRRGGBB`.
    package init(_ code: UInt32) {
        red = UInt8(truncatingIfNeeded: code >> 16)
        green = UInt8(truncatingIfNeeded: code >> 8)
        blue = UInt8(truncatingIfNeeded: code)
    }

    package static let white = Colour(0xFFFFFF)
    package static let black = Colour(0x000000)

    var isGrey: Bool { red == green && green == blue }

    /// `#rrggbb`.
    var code: String { "#" + [red, green, blue].map(Self.pair).joined() }

    private static func pair(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
