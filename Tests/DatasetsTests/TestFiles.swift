import Files
import Foundation

@testable import Datasets

/// A directory of a test's own, removed with the last reference.
final class TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("podium-datasets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let target = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: target))
        return target
    }

    /// The names in a directory below, without what only serves to lock.
    func names(in subdirectory: String = "") -> [String] {
        Directory.readableNames(in: path + "/" + subdirectory).filter { $0 != ".lock" }
    }
}

/// The files that the tests compare with, or read.
enum Golden {
    private static var directory: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Goldens")
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appendingPathComponent(name)))
    }
}

/// An IDX file of three images of 2 x 2 pixels, 0 to 11.
let threeImages: [UInt8] = IDXHeader.bytes(dimensions: [3, 2, 2]) + (0..<12)

/// An IDX file of three labels.
let threeLabels: [UInt8] = IDXHeader.bytes(dimensions: [3]) + [7, 8, 9]

/// The error that some work throws.
func datasetError(_ work: () throws(DatasetError) -> Void) -> DatasetError? {
    do {
        try work()
        return nil
    } catch {
        return error
    }
}
