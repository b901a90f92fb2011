import CPNG
import Foundation
import Portable
import Testing

@testable import Figures

/// Golden files: exact outputs, recorded anew where PODIUM_RECORD is 1.
enum Golden {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Goldens")

    static func expect(
        _ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let url = directory.appending(path: name)
        if ProcessInfo.processInfo.environment["PODIUM_RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        let expected = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        let (old, new) = (expected.split(separator: "\n"), text.split(separator: "\n"))
        let place = zip(old, new).enumerated().first { $1.0 != $1.1 }
        #expect(
            text == expected,
            "Goldens/\(name): \(place.map { "\($0.offset + 1): \($0.element)" } ?? "length")",
            sourceLocation: sourceLocation)
    }
}

/// A folder that is gone after the test.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory
        .appending(path: "podium-figures-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}

/// A chart's files as they are where there is no gnuplot.
func undrawn(_ name: String, _ chart: any Chart) -> DrawnChart {
    DrawnChart(
        name: name, alternative: chart.alternative, svg: nil,
        files: [name + ".tsv", name + ".gnuplot"])
}

/// Reads PNG files back, through libpng.
enum PNGReader {
    static func picture(_ file: [UInt8]) throws -> Picture {
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        try #require(png_image_begin_read_from_memory(&image, file, file.count) != 0)
        let channels = image.format & UInt32(PNG_FORMAT_FLAG_COLOR) == 0 ? 1 : 3
        image.format = channels == 1 ? UInt32(PNG_FORMAT_GRAY) : UInt32(PNG_FORMAT_RGB)
        let (width, height) = (Int(image.width), Int(image.height))
        var bytes = [UInt8](repeating: 0, count: width * height * channels)
        let stride = Int32(width * channels)
        try #require(png_image_finish_read(&image, nil, &bytes, stride, nil) != 0)
        return Picture(width: width, height: height, channels: channels, bytes: bytes)
    }

    /// Types and payloads; every length and checksum must be right.
    static func chunks(_ file: [UInt8]) throws -> [(type: String, payload: [UInt8])] {
        try #require(Array(file.prefix(8)) == [137, 80, 78, 71, 13, 10, 26, 10])
        var chunks: [(type: String, payload: [UInt8])] = []
        var start = 8
        while start < file.count {
            let length = number(file[start..<start + 4])
            let checked = Array(file[start + 4..<start + 8 + length])
            try #require(
                number(file[start + 8 + length..<start + 12 + length]) == checksum(checked))
            chunks.append(
                (String(decoding: checked.prefix(4), as: UTF8.self), Array(checked.dropFirst(4))))
            start += 12 + length
        }
        return chunks
    }

    static func number(_ bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    /// CRC-32 bit by bit, as the PNG specification defines it.
    private static func checksum(_ bytes: [UInt8]) -> Int {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return Int(~sum)
    }
}

/// Random sizes and bytes.
struct Dice {
    private let generator: SeededGenerator

    init(_ seed: Int) {
        generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
    }

    func whole(_ range: ClosedRange<Int>, _ index: Int) -> Int {
        range.lowerBound + generator.uniform(below: range.count, step: 1, index: index)
    }

    func uniform(_ index: Int) -> Double { generator.uniform(step: 2, index: index) }

    func picture(width: Int, height: Int, channels: Int, _ index: Int = 0) -> Picture {
        Picture(
            width: width, height: height, channels: channels,
            bytes: (0..<width * height * channels).map {
                UInt8(truncatingIfNeeded: generator.word(step: 3 + index, index: $0))
            })
    }
}
