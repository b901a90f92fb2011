import Foundation
import Testing

@testable import Figures

@Suite("PNG files and animations")
struct PNGTests {
    @Test("a picture read back by libpng has the same pixels", arguments: 0..<30)
    func roundTrip(seed: Int) throws {
        let dice = Dice(seed)
        let picture = dice.picture(
            width: dice.whole(1...40, 0), height: dice.whole(1...40, 1), channels: 1 + seed % 2 * 2)
        #expect(try PNGReader.picture(try picture.png()) == picture)
    }

    @Test("a file has no time and no name in it, and the same bytes every time")
    func chunks() throws {
        let picture = Dice(1).picture(width: 28, height: 28, channels: 1)
        let file = try picture.png()
        let types = try PNGReader.chunks(file).map(\.type)
        #expect(types.first == "IHDR" && types.last == "IEND" && types.contains("IDAT"))
        #expect(Set(types).isSubset(of: ["IHDR", "sRGB", "gAMA", "cHRM", "IDAT", "IEND"]))
        #expect(try picture.png() == file)
    }

    @Test("each frame of an animation has its pixels and its time, in order", arguments: 0..<8)
    func animation(seed: Int) throws {
        let dice = Dice(seed)
        let (width, height) = (dice.whole(1...30, 0), dice.whole(1...30, 1))
        let frames = (0..<dice.whole(1...6, 2)).map {
            dice.picture(width: width, height: height, channels: 1 + seed % 2 * 2, $0)
        }
        let animation = AnimatedPNG(
            frames: frames, frameMilliseconds: 120, lastFrameMilliseconds: 2000, plays: seed)
        let file = try animation.png()
        // Who knows nothing of animations sees the first frame.
        #expect(try PNGReader.picture(file) == frames[0])

        let chunks = try PNGReader.chunks(file)
        let control = try #require(chunks.firstIndex { $0.type == "acTL" })
        #expect(control < (try #require(chunks.firstIndex { $0.type == "IDAT" })))
        #expect(PNGReader.number(chunks[control].payload.prefix(4)) == frames.count)
        #expect(PNGReader.number(chunks[control].payload.dropFirst(4)) == seed)

        let sequence = chunks.filter { $0.type == "fcTL" || $0.type == "fdAT" }
            .map { PNGReader.number($0.payload.prefix(4)) }
        #expect(sequence == Array(0..<sequence.count))
        let decoded = try Self.frames(of: chunks)
        #expect(decoded.map(\.picture) == frames)
        let times = decoded.map(\.milliseconds)
        #expect(times == Array(repeating: 120, count: frames.count - 1) + [2000])
    }

    @Test("frames of several sizes, or none, are refused in words")
    func refusals() {
        #expect(throws: FigureError(place: "an animation", reason: "there are no frames in it")) {
            try AnimatedPNG(frames: [], frameMilliseconds: 1).png()
        }
        let frames = [
            Picture(width: 2, height: 2, colour: .black),
            Picture(width: 2, height: 2, colour: Colour(0xFF0000)),
        ]
        #expect(
            throws: FigureError(
                place: "frame 1 of an animation",
                reason: "it is 2 x 2 x 3, the first 2 x 2 x 1; make them one size")
        ) { try AnimatedPNG(frames: frames, frameMilliseconds: 1).png() }
    }

    /// Each frame as a file of its own, read by libpng.
    private static func frames(
        of chunks: [(type: String, payload: [UInt8])]
    ) throws -> [(picture: Picture, milliseconds: Int)] {
        let head = chunks.prefix { $0.type != "acTL" }
        let starts = chunks.indices.filter { chunks[$0].type == "fcTL" }
        return try starts.map { start in
            let data = chunks[(start + 1)...].prefix { $0.type == "IDAT" || $0.type == "fdAT" }
            let whole =
                head.map { PNGChunk(type: $0.type, payload: $0.payload) }
                + data.map {
                    PNGChunk(
                        type: "IDAT",
                        payload: $0.type == "fdAT" ? Array($0.payload.dropFirst(4)) : $0.payload)
                } + [PNGChunk(type: "IEND", payload: [])]
            let file = [137, 80, 78, 71, 13, 10, 26, 10] + whole.flatMap(\.bytes)
            let control = chunks[start].payload
            let (width, height) = (
                PNGReader.number(control[4..<8]), PNGReader.number(control[8..<12])
            )
            let picture = try PNGReader.picture(file)
            #expect(picture.width == width && picture.height == height)
            let delay = PNGReader.number(control[20..<22])
            return (picture, delay * 1000 / PNGReader.number(control[22..<24]))
        }
    }
}
