import Testing

@testable import Figures

@Suite("Pictures of digits")
struct PictureTests {
    @Test("numbers become bytes: the range is stretched, clipped, and what is no number is black")
    func floats() {
        let unit = Picture(width: 6, height: 1, floats: [0, 1, 0.5, -3, 7, .nan])
        #expect(unit.bytes == [0, 255, 128, 0, 255, 0])
        let signed = Picture(width: 3, height: 1, floats: [-1, 0, 1], range: -1...1)
        #expect(signed.bytes == [0, 128, 255])
        let endless = Picture(width: 2, height: 1, floats: [.infinity, -.infinity])
        #expect(endless.bytes == [255, 0])
    }

    @Test("planes of colour are interleaved")
    func planes() {
        let floats: [Float] = [1, 0, 0, 1, 1, 1]
        let planar = Picture(width: 2, height: 1, channels: 3, floats: floats)
        #expect(planar.bytes == [255, 0, 255, 0, 255, 255])
        let pixels = Picture(
            width: 2, height: 1, channels: 3, floats: floats, layout: .interleaved)
        #expect(pixels.bytes == [255, 0, 0, 255, 255, 255])
    }

    @Test("every pixel of an enlarged picture is that of the small one", arguments: 0..<20)
    func enlarged(seed: Int) {
        let dice = Dice(seed)
        let small = dice.picture(
            width: dice.whole(1...7, 0), height: dice.whole(1...7, 1), channels: 1 + seed % 2 * 2)
        let factor = dice.whole(1...4, 2)
        let large = small.enlarged(by: factor)
        #expect(large.width == small.width * factor && large.height == small.height * factor)
        for row in 0..<large.height {
            for column in 0..<large.width {
                let pixel = Self.pixel(large, column, row)
                #expect(pixel == Self.pixel(small, column / factor, row / factor))
            }
        }
    }

    @Test(
        "a grid has each cell's pixels where they belong, and its ground elsewhere",
        arguments: 0..<20)
    func grid(seed: Int) throws {
        let dice = Dice(seed)
        let (width, height) = (dice.whole(1...5, 0), dice.whole(1...5, 1))
        let channels = 1 + seed % 2 * 2
        let pictures = (0..<dice.whole(1...9, 2)).map {
            dice.picture(width: width, height: height, channels: channels, $0)
        }
        let columns = dice.whole(1...4, 3)
        var grid = PictureGrid(pictures, columns: columns)
        grid.gap = dice.whole(0...3, 4)
        grid.scale = dice.whole(1...3, 5)
        grid.background = Colour(0x808080)
        let picture = try grid.picture()

        let shown = min(columns, pictures.count)
        let rows = (pictures.count + columns - 1) / columns
        let (cellWidth, cellHeight) = (width * grid.scale, height * grid.scale)
        #expect(picture.width == shown * cellWidth + (shown + 1) * grid.gap)
        #expect(picture.height == rows * cellHeight + (rows + 1) * grid.gap)
        #expect(picture.channels == channels)
        for y in 0..<picture.height {
            for x in 0..<picture.width {
                let (column, left) = Self.split(x - grid.gap, cellWidth + grid.gap)
                let (row, top) = Self.split(y - grid.gap, cellHeight + grid.gap)
                let number = row * columns + column
                let isCell =
                    left < cellWidth && top < cellHeight && row >= 0 && column >= 0
                    && number < pictures.count
                let expected =
                    isCell
                    ? Self.pixel(pictures[number], left / grid.scale, top / grid.scale)
                    : [UInt8](repeating: 128, count: channels)
                #expect(Self.pixel(picture, x, y) == expected, "\(x), \(y)")
            }
        }
    }

    @Test("pairs stand closer to each other than to the next pair")
    func pairs() throws {
        let digit = Picture(width: 2, height: 2, colour: .black)
        var grid = PictureGrid(groups: [[digit, digit], [digit, digit], [digit]], perRow: 2)
        grid.scale = 1
        grid.gap = 1
        grid.groupGap = 3
        let picture = try grid.picture()
        #expect(grid.rows.map(\.count) == [4, 2])
        let row = (0..<picture.width).map { Self.pixel(picture, $0, 1)[0] == 0 ? "#" : "." }
        #expect(row.joined() == ".##.##....##.##.")
        let below = (0..<picture.width).map { Self.pixel(picture, $0, 4)[0] == 0 ? "#" : "." }
        #expect(below.joined() == ".##.............")
    }

    @Test("a frame is drawn in the gap around its cell, in its colour")
    func frames() throws {
        let digit = Picture(width: 1, height: 1, colour: .black)
        var grid = PictureGrid([digit, digit], columns: 2)
        grid.scale = 1
        grid.gap = 1
        grid.frames = [.init(row: 0, column: 1): Colour(0xFF0000)]
        let picture = try grid.picture()
        #expect(picture.channels == 3)
        let signs = (0..<3).map { row in
            (0..<5).map { column in
                switch Self.pixel(picture, column, row) {
                case [255, 255, 255]: "."
                case [255, 0, 0]: "r"
                default: "#"
                }
            }.joined()
        }
        #expect(signs == ["..rrr", ".#r#r", "..rrr"])
    }

    @Test("grids of nothing, or of pictures of several sizes, are refused in words")
    func refusals() {
        #expect(
            throws: FigureError(place: "a grid of pictures", reason: "there are no pictures in it")
        ) {
            try PictureGrid(rows: [[nil], []]).picture()
        }
        let odd = PictureGrid(
            rows: [
                [Picture(width: 2, height: 2, colour: .black)],
                [Picture(width: 3, height: 2, colour: .black)],
            ])
        #expect(
            throws: FigureError(
                place: "a grid of pictures",
                reason: "one is 3 x 2 pixels, the first 2 x 2; make them one size")
        ) { try odd.picture() }
    }

    private static func pixel(_ picture: Picture, _ column: Int, _ row: Int) -> [UInt8] {
        let start = (row * picture.width + column) * picture.channels
        return Array(picture.bytes[start..<start + picture.channels])
    }

    /// Quotient and remainder, for numbers below zero too.
    private static func split(_ value: Int, _ step: Int) -> (Int, Int) {
        value < 0 ? (-1, value + step) : (value / step, value % step)
    }
}
