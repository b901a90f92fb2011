/// Pictures of one size in rows and columns, as one picture.
///
/// Captions are left to the page that shows it.
package struct PictureGrid: Sendable, Hashable {
    /// Rows from the top; nil leaves a cell empty, and rows may end early.
    package var rows: [[Picture?]]
    /// Pixels of the result between two cells, and around all.
    package var gap = 2
    /// Pixels between two groups of columns, where columns form groups.
    package var groupGap = 8
    /// How many columns belong together; 1 for none.
    package var groupSize = 1
    /// How many pixels of the result, in each direction, a pixel of a cell becomes.
    package var scale = 2
    /// What shows between the cells.
    package var background = Colour.white
    /// Frames around cells that stand out, in the gap.
    package var frames: [Cell: Colour] = [:]

    /// A place in the grid, counted from 0.
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

    /// Pictures one after the other, `columns` a row.
    package init(_ pictures: [Picture], columns: Int) {
        precondition(columns > 0, "a grid of \(columns) columns")
        rows = stride(from: 0, to: pictures.count, by: columns).map { start in
            Array(pictures[start..<min(start + columns, pictures.count)])
        }
    }

    /// Pairs or triples (original and reconstruction; noisy, denoised, original), side by side,
    /// `perRow` of them a row.
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

    /// The grid as one picture; grey if all that is in it is.
    ///
    /// Errors: no pictures, or pictures of different sizes.
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
