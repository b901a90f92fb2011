import Figures

/// Pictures of samples in rows and columns, large enough to be seen.
enum GridPicture {
    /// Frames what was not generated: the vermillion of the charts.
    static let frame = Colour(0xD55E00)

    static func of(
        _ rows: [[Picture?]], framed: [PictureGrid.Cell] = [], scale: Int = 2
    ) throws(FigureError) -> Picture {
        var grid = PictureGrid(rows: rows)
        grid.scale = scale
        grid.gap = 3
        grid.frames = Dictionary(uniqueKeysWithValues: framed.map { ($0, frame) })
        return try grid.picture()
    }

    /// Pictures one behind the other in rows of a length.
    static func rows(_ pictures: [Picture], columns: Int) -> [[Picture?]] {
        stride(from: 0, to: pictures.count, by: columns).map { start in
            Array(pictures[start..<min(start + columns, pictures.count)])
        }
    }

    /// The columns that make a grid of so many pictures about square.
    static func columns(of count: Int) -> Int {
        var columns = 1
        while columns * columns < count { columns += 1 }
        return columns
    }
}
