import Figures

/// Enlarged pictures of samples in rows and columns.
enum GridPicture {
    /// The frame of pictures that were not generated: the vermillion of the charts.
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

    /// Splits pictures into rows of a given length.
    static func rows(_ pictures: [Picture], columns: Int) -> [[Picture?]] {
        stride(from: 0, to: pictures.count, by: columns).map { start in
            Array(pictures[start..<min(start + columns, pictures.count)])
        }
    }

    /// The number of columns that makes a grid approximately square.
    static func columns(of count: Int) -> Int {
        var columns = 1
        while columns * columns < count { columns += 1 }
        return columns
    }
}
