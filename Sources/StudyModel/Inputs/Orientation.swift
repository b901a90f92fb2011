/// The eight orientations of a square image: rotations by 90 degrees, with or without a reflection.
///
/// Digits stored column by column appear transposed; `transposed` makes them upright.
package enum Orientation: String, Sendable, Hashable, Codable, CaseIterable {
    case upright
    /// Rotated by 90 degrees clockwise.
    case rotated90 = "rotated-90"
    case rotated180 = "rotated-180"
    /// Rotated by 90 degrees counterclockwise.
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
