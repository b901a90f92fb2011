/// The style of all figures: the single place for colours, markers, fonts and lines.
///
/// The colours are those of Okabe and Ito ("Color universal design", 2008) without their yellow,
/// which is hardly visible on white paper, and four of Tol's "muted" scheme ("Colour schemes", SRON
/// technical note, 2021). Neighbours also differ in lightness, and series also differ in dashes and
/// markers, so that no information depends on colour alone.
enum FigureStyle {
    /// A colour for a light background and its replacement for a dark one.
    struct Shade: Sendable, Hashable {
        var name: String
        var light: Colour
        var dark: Colour
    }

    /// The colours of series and classes, in order of use.
    static let series: [Shade] = [
        Shade(name: "blue", light: Colour(0x0072B2), dark: Colour(0x55B4F0)),
        Shade(name: "vermillion", light: Colour(0xD55E00), dark: Colour(0xFF8A45)),
        Shade(name: "green", light: Colour(0x009E73), dark: Colour(0x2CC99C)),
        Shade(name: "pink", light: Colour(0xCC79A7), dark: Colour(0xE9A6CB)),
        Shade(name: "orange", light: Colour(0xE69F00), dark: Colour(0xF5B935)),
        Shade(name: "indigo", light: Colour(0x332288), dark: Colour(0x9C8DF2)),
        Shade(name: "sky", light: Colour(0x56B4E9), dark: Colour(0xA3D8F7)),
        Shade(name: "wine", light: Colour(0x882255), dark: Colour(0xDC6F9E)),
        Shade(name: "olive", light: Colour(0x8A8A28), dark: Colour(0xC6C65C)),
        Shade(name: "grey", light: Colour(0x777777), dark: Colour(0xABABAB)),
    ]
    /// Grid lines.
    static let grid = Shade(name: "grid", light: Colour(0xDDDDDE), dark: Colour(0x3A3D42))
    /// Background elements.
    static let muted = Shade(name: "muted", light: Colour(0xB4B8BD), dark: Colour(0x767D86))
    /// Text and axes.
    static let ink = Shade(name: "ink", light: Colour(0x000000), dark: Colour(0xE6E6E6))

    /// The background of figures.
    static let ground = Shade(name: "ground", light: Colour(0xFFFFFF), dark: Colour(0x17191C))

    static let shades = series + [grid, muted, ink, ground]
    /// White and black that don't change with the background, for use on coloured areas.
    static let fixedWhite = "#fefefe"
    static let fixedBlack = "#111111"
    /// Cells of a matrix; the blue of the series, unchanged on a dark background, under white
    /// numbers.
    static let cell = Colour(0x0070AF)

    /// Gnuplot's numbers of markers with different shapes: filled ones first.
    static let markers = [7, 5, 9, 13, 11, 15, 6, 4, 8, 12]
    /// Lengths of dashes and gaps, in line widths.
    static let dashes = [
        "solid", "(9,4)", "(3,3)", "(12,3,2,3)", "(6,3)", "(9,3,2,3,2,3)", "(2,4)", "(14,4)",
        "(5,5)", "solid",
    ]

    static func colour(_ index: Int) -> Colour { series[index % series.count].light }
    /// The number of gnuplot's line type with a series' colour, dashes and marker.
    static func lineType(_ index: Int) -> Int { index % series.count + 1 }
    /// The place of a series' marker: where the colours begin again, they have other markers.
    static func markerPlace(_ index: Int) -> Int {
        (index + index / series.count) % markers.count
    }
    static func marker(_ index: Int) -> Int { markers[markerPlace(index)] }

    /// A colour ramp for numbers, from dark to light with even lightness steps, so that it works in
    /// grey.
    ///
    /// Source: Matplotlib's "viridis" (Smith and van der Walt, 2015) at seven places.
    static let ramp = [
        Colour(0x440154), Colour(0x443983), Colour(0x31688E), Colour(0x21918C), Colour(0x35B779),
        Colour(0x90D743), Colour(0xFDE725),
    ]
}
