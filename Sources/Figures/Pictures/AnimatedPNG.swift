/// A sequence of pictures as an animated PNG; programs without support show the first one.
///
/// Source: PNG specification, third edition (W3C), the chunks acTL, fcTL and fdAT.
package struct AnimatedPNG: Sendable, Hashable {
    /// The frames, which all have the same size and number of channels.
    package var frames: [Picture]
    /// The duration of each frame.
    package var frameMilliseconds: Int
    /// The duration of the last frame, before the animation repeats.
    package var lastFrameMilliseconds: Int
    /// The number of plays; 0 means without end.
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
    /// It throws if there are no frames, or if frames differ in size or channels.
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
                // The chunks before the pixels (size, colour space) apply to all frames.
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

    /// The last frame of a file written by this type, as a separate file; nil for a still picture.
    static func lastFrame(of file: [UInt8]) -> [UInt8]? {
        let chunks = PNGChunk.chunks(of: file)
        guard chunks.contains(where: { $0.type == "acTL" }),
            let last = chunks.lastIndex(where: { $0.type == "fcTL" })
        else { return nil }
        var still = PNG.signature
        for chunk in chunks.prefix(while: { $0.type != "acTL" && $0.type != "IDAT" }) {
            still += chunk.bytes
        }
        // All frames have the full size, so the last one's pixels are a complete picture.
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
        // Each frame covers the whole picture, so neither clearing nor blending is needed.
        let dispose: UInt8 = 0
        let blend: UInt8 = 0
        return PNGChunk(
            type: "fcTL", payload: PNGChunk.number(sequence) + size + delay + [dispose, blend])
    }
}
