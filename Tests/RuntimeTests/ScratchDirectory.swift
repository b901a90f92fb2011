import Foundation

/// A directory that is gone when the test is over.
final class ScratchDirectory {
    let path = NSTemporaryDirectory() + "/podium-runtime-\(UUID().uuidString.prefix(8))"

    init() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func text(_ name: String) -> String? {
        try? String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }
}
