import CPNG

/// Writes PNG files (ISO/IEC 15948) through libpng.
///
/// The same picture gives the same bytes with the same libpng and zlib, because the settings are
/// fixed and no chunk contains a time or a program's name.
enum PNG {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// A whole PNG file with eight bits per channel.
    static func encoded(_ picture: Picture) throws(FigureError) -> [UInt8] {
        // libpng's simplified interface catches its own errors. Otherwise they are long jumps,
        // which are not safe across Swift frames.
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        image.width = UInt32(picture.width)
        image.height = UInt32(picture.height)
        image.format = picture.channels == 1 ? UInt32(PNG_FORMAT_GRAY) : UInt32(PNG_FORMAT_RGB)
        defer { png_image_free(&image) }
        let stride = Int32(picture.width * picture.channels)
        var size = png_alloc_size_t(0)
        guard png_image_write_to_memory(&image, nil, &size, 0, picture.bytes, stride, nil) != 0
        else { throw failure(image, picture) }
        var file = [UInt8](repeating: 0, count: Int(size))
        guard png_image_write_to_memory(&image, &file, &size, 0, picture.bytes, stride, nil) != 0
        else { throw failure(image, picture) }
        file.removeLast(file.count - Int(size))
        return file
    }

    private static func failure(_ image: png_image, _ picture: Picture) -> FigureError {
        let message = withUnsafeBytes(of: image.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return FigureError(
            place: "a picture of \(picture.width) x \(picture.height)",
            reason: "libpng can't write it: \(message)")
    }
}

extension Picture {
    /// The picture as a PNG file.
    package func png() throws(FigureError) -> [UInt8] { try PNG.encoded(self) }
}
