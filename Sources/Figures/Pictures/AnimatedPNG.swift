/// Pictures one after the other, in a file that browsers play and that others show the first of.
///
/// Source: PNG specification, third edition (W3C), the chunks acTL, fcTL and fdAT.
package struct AnimatedPNG: Sendable, Hashable {
    /// All of one size and number of channels.
    package var frames: [Picture]
    /// How long each frame is shown.
    package var frameMilliseconds: Int
    /// How long the last one is, before it starts again.
    package var lastFrameMilliseconds: Int
    /// How often it is played; 0 is for ever.
    package var plays: Int

    package init(
        frames: [Picture], frameMilliseconds: Int, lastFrameMilliseconds: Int? = nil, plays: Int = 0
    ) {
        self.frames = frames
        self.frameMilliseconds = frameMilliseconds
        self.lastFrameMilliseconds = lastFrameMilliseconds ?? frameMilliseconds
        self.plays = plays
    }

    /// The whole file.
    ///
    /// Errors: no frames, or frames that differ in size or channels.
    package func png() throws(FigureError) -> [UInt8] {
        guard let first = frames.first else {
            throw FigureError(place: "an animation", reason: "there are no frames in it")
        }
        for (number, frame) in frames.enumerated()
        where frame.width != first.width || frame.height != first.height
            || frame.channels != first.channels
        {
            throw FigureError(
                place: "frame \(number) of an animation",
                reason: "it is \(frame.width) x \(frame.height) x \(frame.channels), the first "
                    + "\(first.width) x \(first.height) x \(first.channels); make them one size")
        }
        var file = PNG.signature
        var sequence: UInt32 = 0
        for (number, frame) in frames.enumerated() {
            let chunks = PNGChunk.chunks(of: try PNG.encoded(frame))
            if number == 0 {
                // What stands before the pixels (size, colour space) holds for all frames.
                for chunk in chunks.prefix(while: { $0.type != "IDAT" }) { file += chunk.bytes }
                file += animationControl.bytes
            }
            file += frameControl(number, sequence: sequence).bytes
            sequence += 1
            for chunk in chunks where chunk.type == "IDAT" {
                if number == 0 {
                    file += chunk.bytes
                } else {
                    let payload = PNGChunk.number(sequence) + chunk.payload
                    file += PNGChunk(type: "fdAT", payload: payload).bytes
                    sequence += 1
                }
            }
        }
        return file + PNGChunk(type: "IEND", payload: []).bytes
    }

    /// The last frame of a file that this type wrote, as a file of its own; nil for a still one.
    static func lastFrame(of file: [UInt8]) -> [UInt8]? {
        let chunks = PNGChunk.chunks(of: file)
        guard chunks.contains(where: { $0.type == "acTL" }),
            let last = chunks.lastIndex(where: { $0.type == "fcTL" })
        else { return nil }
        var still = PNG.signature
        for chunk in chunks.prefix(while: { $0.type != "acTL" && $0.type != "IDAT" }) {
            still += chunk.bytes
        }
        // All frames have the whole size, so that the last one's pixels are a picture.
        for chunk in chunks[last...] {
            if chunk.type == "IDAT" { still += chunk.bytes }
            if chunk.type == "fdAT" {
                still += PNGChunk(type: "IDAT", payload: Array(chunk.payload.dropFirst(4))).bytes
            }
        }
        return still + PNGChunk(type: "IEND", payload: []).bytes
    }

    private var animationControl: PNGChunk {
        PNGChunk(
            type: "acTL",
            payload: PNGChunk.number(UInt32(frames.count)) + PNGChunk.number(UInt32(max(0, plays))))
    }

    private func frameControl(_ number: Int, sequence: UInt32) -> PNGChunk {
        let isLast = number == frames.count - 1
        let time = isLast ? lastFrameMilliseconds : frameMilliseconds
        let size = [frames[number].width, frames[number].height, 0, 0].flatMap {
            PNGChunk.number(UInt32($0))
        }
        let delay =
            PNGChunk.number(UInt16(min(max(time, 0), 65_535))) + PNGChunk.number(UInt16(1000))
        // Frames cover all of the picture: nothing is cleared before, or blended with what was.
        let dispose: UInt8 = 0
        let blend: UInt8 = 0
        return PNGChunk(
            type: "fcTL", payload: PNGChunk.number(sequence) + size + delay + [dispose, blend])
    }
}
