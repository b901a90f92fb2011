/// A grid of pictures of one size, as one picture.
///
/// The page that shows it adds captions.
package struct PictureGrid: Sendable, Hashable {
    /// The rows from the top; nil leaves a cell empty, and rows may be shorter than others.
    package var rows: [[Picture?]]
    /// Pixels of the result between two cells, and around the grid.
    package var gap = 2
    /// Pixels between two groups of columns, if columns form groups.
    package var groupGap = 8
    /// The number of columns per group; 1 means no groups.
    package var groupSize = 1
    /// The size in pixels, in each direction, of one cell pixel in the result.
    package var scale = 2
    /// The colour between the cells.
    package var background = Colour.white
    /// The colours of frames around highlighted cells, drawn in the gap.
    package var frames: [Cell: Colour] = [:]

    /// The position of a cell, counted from 0.
    package struct Cell: Sendable, Hashable {
        package var row: Int
        package var column: Int

        package init(row: Int, column: Int) {
            self.row = row
            self.column = column
        }
    }

    package init(rows: [[Picture?]]) {
        self.rows = rows
    }

    /// Fills a grid with pictures, `columns` per row.
    package init(_ pictures: [Picture], columns: Int) {
        precondition(columns > 0, "a grid of \(columns) columns")
        rows = stride(from: 0, to: pictures.count, by: columns).map { start in
            Array(pictures[start..<min(start + columns, pictures.count)])
        }
    }

    /// Fills a grid with pairs or triples (original and reconstruction; noisy, denoised, original),
    /// `perRow` per row.
    package init(groups: [[Picture]], perRow: Int) {
        precondition(perRow > 0, "a grid of \(perRow) groups a row")
        let size = groups.map(\.count).max() ?? 1
        let padded = groups.map { group -> [Picture?] in
            group + [Picture?](repeating: nil, count: size - group.count)
        }
        rows = stride(from: 0, to: padded.count, by: perRow).map { start in
            Array(padded[start..<min(start + perRow, padded.count)].joined())
        }
        groupSize = max(1, size)
    }

    /// The grid as one picture; greyscale if all its parts are.
    ///
    /// It throws if there are no pictures, or pictures of different sizes.
    package func picture() throws(FigureError) -> Picture {
        let cells = rows.joined().compactMap { $0 }
        guard let first = cells.first, let columns = rows.map(\.count).max() else {
            throw FigureError(place: "a grid of pictures", reason: "there are no pictures in it")
        }
        if let odd = cells.first(where: { $0.width != first.width || $0.height != first.height }) {
            throw FigureError(
                place: "a grid of pictures",
                reason: "one is \(odd.width) x \(odd.height) pixels, the first "
                    + "\(first.width) x \(first.height); make them one size")
        }
        let isColoured =
            cells.contains { $0.channels == 3 } || !background.isGrey
            || frames.values.contains { !$0.isGrey }
        let (width, height) = (first.width * scale, first.height * scale)
        var canvas = Picture(
            width: left(of: columns - 1, width) + width + gap,
            height: top(of: rows.count - 1, height) + height + gap, colour: background)
        if isColoured { canvas = canvas.coloured }
        for (cell, colour) in frames.sorted(by: { $0.key < $1.key })
        where cell.row < rows.count && cell.column < columns && gap > 0 {
            canvas.fill(
                colour, column: left(of: cell.column, width) - gap,
                row: top(of: cell.row, height) - gap, width: width + 2 * gap,
                height: height + 2 * gap)
        }
        for (row, line) in rows.enumerated() {
            for (column, cell) in line.enumerated() {
                guard let cell else { continue }
                let enlarged = cell.enlarged(by: scale)
                canvas.paste(
                    isColoured ? enlarged.coloured : enlarged, column: left(of: column, width),
                    row: top(of: row, height))
            }
        }
        return canvas
    }

    private func left(of column: Int, _ width: Int) -> Int {
        gap + column * (width + gap) + column / groupSize * (groupSize > 1 ? groupGap : 0)
    }

    private func top(of row: Int, _ height: Int) -> Int { gap + row * (height + gap) }
}

extension PictureGrid.Cell: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.row, left.column) < (right.row, right.column)
    }
}
