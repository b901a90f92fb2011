import Foundation

@testable import TrainingEngine

/// The images and batches of Scripts/goldens_engine.py, worked out from whole numbers.
enum Samples {
    static let count = 64

    static func images(channels: Int, size: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for sample in 0..<count {
            for channel in 0..<channels {
                for row in 0..<size {
                    for column in 0..<size {
                        let (y, x) = (row - 3 - sample % 17, column - 5 - sample % 13)
                        let value = y * y + x * x * (1 + channel)
                        bytes.append(UInt8(max(0, 255 - value * (1 + sample % 5))))
                    }
                }
            }
        }
        return bytes
    }

    static func batch(_ step: Int) -> [Int32] {
        (0..<20).map { Int32((step * 20 + $0 * 7) % count) }
    }

    /// A file in the Goldens folder beside this source.
    static func golden(_ name: String) throws -> TensorFile {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        return try TensorFile(path: folder.appending(path: "Goldens/\(name).safetensors").path())
    }
}

/// Networks that the tests train.
enum Networks {
    /// The reports' autoencoder with a narrow middle.
    static func autoencoder(hidden: Int = 20, encoding: Int = 3) throws -> Network {
        try Network(
            input: .image(channels: 1, height: 28, width: 28),
            layers: NamedLayer.sequence(
                "encoder",
                [
                    .conv2D(Convolution(channels: 8, kernel: 3, stride: 2, padding: 1)), .relu,
                    .conv2D(Convolution(channels: 16, kernel: 3, stride: 2, padding: 1)), .relu,
                    .conv2D(Convolution(channels: 32, kernel: 3, stride: 2)), .relu, .flatten,
                    .linear(hidden), .relu, .linear(encoding),
                ])
                + NamedLayer.sequence(
                    "decoder",
                    [
                        .linear(hidden), .relu, .linear(288), .relu,
                        .unflatten(channels: 32, height: 3, width: 3),
                        .convTranspose2D(Convolution(channels: 16, kernel: 3, stride: 2)), .relu,
                        .convTranspose2D(
                            Convolution(
                                channels: 8, kernel: 3, stride: 2, padding: 1, outputPadding: 1)),
                        .relu,
                        .convTranspose2D(
                            Convolution(
                                channels: 1, kernel: 3, stride: 2, padding: 1, outputPadding: 1)),
                        .sigmoid,
                    ]))
    }

    /// Kernels, strides and paddings that the reports do not use.
    static func odd() throws -> Network {
        try Network(
            input: .image(channels: 2, height: 11, width: 11),
            layers: NamedLayer.sequence(
                "encoder",
                [
                    .conv2D(Convolution(channels: 5, kernel: 4, stride: 3, padding: 2)), .sigmoid,
                    .conv2D(Convolution(channels: 3, kernel: 2)), .relu, .flatten, .linear(7),
                    .sigmoid,
                ])
                + NamedLayer.sequence(
                    "decoder",
                    [
                        .linear(27), .relu, .unflatten(channels: 3, height: 3, width: 3),
                        .convTranspose2D(Convolution(channels: 5, kernel: 2)), .relu,
                        .convTranspose2D(
                            Convolution(
                                channels: 2, kernel: 5, stride: 3, padding: 2, outputPadding: 1)),
                        .sigmoid,
                    ]))
    }
}

/// A small generator for test inputs: a multiplicative congruential one, in whole numbers.
struct TestNumbers {
    private var state: UInt64

    init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func word() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ state >> 29) >> 11
    }

    /// A whole number of the range.
    mutating func int(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(word() % UInt64(range.count))
    }

    /// A number in [-1, 1).
    mutating func float() -> Float { Float(Int(word() % (1 << 24)) - (1 << 23)) * 0x1p-23 }

    mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in float() } }
}

extension Trainer {
    func step(_ pixels: [UInt8], _ indices: [Int32]) -> Double {
        pixels.withUnsafeBytes { bytes in
            indices.withUnsafeBufferPointer { step(pixels: bytes, sampleIndices: $0) }
        }
    }

    func computeGradients(_ pixels: [UInt8], _ indices: [Int32]) -> Double {
        pixels.withUnsafeBytes { bytes in
            indices.withUnsafeBufferPointer { computeGradients(pixels: bytes, sampleIndices: $0) }
        }
    }

    func evaluate(_ pixels: [UInt8], _ indices: [Int32]) -> Double {
        pixels.withUnsafeBytes { bytes in
            indices.withUnsafeBufferPointer { evaluate(pixels: bytes, sampleIndices: $0) }
        }
    }

    func output(_ pixels: [UInt8], _ indices: [Int32]) -> [Float] {
        pixels.withUnsafeBytes { bytes in
            indices.withUnsafeBufferPointer { output(pixels: bytes, sampleIndices: $0) }
        }
    }

    /// All parameters, one after another.
    var allParameters: [Float] { network.parameters.flatMap { parameter($0.name)! } }
}
