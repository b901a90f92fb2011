/// The eight ways to lay a square image: turned by quarters, with or without a reflection.
///
/// Digits that were written column by column come transposed; `transposed` sets them upright.
package enum Orientation: String, Sendable, Hashable, Codable, CaseIterable {
    case upright
    /// Turned by 90 degrees clockwise.
    case rotated90 = "rotated-90"
    case rotated180 = "rotated-180"
    /// Turned by 90 degrees counterclockwise.
    case rotated270 = "rotated-270"
    /// Left and right exchanged.
    case flippedHorizontally = "flipped-horizontally"
    /// Top and bottom exchanged.
    case flippedVertically = "flipped-vertically"
    /// Rows and columns exchanged.
    case transposed
    /// Rows and columns exchanged along the other diagonal.
    case antitransposed
}
