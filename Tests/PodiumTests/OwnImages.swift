import Foundation

extension Workspace {
    /// A .npy file of bytes, as NumPy writes it.
    static func npy(_ dimensions: [Int], _ bytes: [UInt8]) -> Data {
        let shape = dimensions.map { "\($0), " }.joined()
        var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(shape)), }"
        header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
        return Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(header.utf8)
            + Data(bytes)
    }

    /// Writes x.npy and y.npy: 200 images of 28 x 28 with a bright square each, and which quarter
    /// it is in.
    func writeImages() throws {
        var pixels = [UInt8](repeating: 0, count: 200 * 784)
        var labels: [UInt8] = []
        for sample in 0..<200 {
            let (top, left) = (2 + sample * 7 % 18, 2 + sample * 11 % 18)
            for row in top..<top + 6 {
                for column in left..<left + 6 {
                    pixels[sample * 784 + row * 28 + column] = 255
                }
            }
            labels.append((top < 11 ? 0 : 2) + (left < 11 ? 0 : 1))
        }
        let images = Self.npy([200, 28, 28], pixels)
        try images.write(to: URL(fileURLWithPath: path + "/x.npy"))
        try Self.npy([200], labels).write(to: URL(fileURLWithPath: path + "/y.npy"))
    }
}
