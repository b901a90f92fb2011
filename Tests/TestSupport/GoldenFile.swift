internal import Foundation

/// A committed text that a test's output must equal; `PODIUM_RECORD=1` writes it anew.
package struct GoldenFile {
    private let url: URL

    /// The file of that name in the folder Goldens beside a test's source file.
    package init(_ name: String, besides source: String = #filePath) {
        url = URL(filePath: source).deletingLastPathComponent()
            .appending(path: "Goldens").appending(path: name)
    }

    /// What is different, or nil if nothing is (or the file was written).
    package func difference(from text: String) throws -> String? {
        if ProcessInfo.processInfo.environment["PODIUM_RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            return nil
        }
        guard let data = FileManager.default.contents(atPath: url.path) else {
            return "\(url.path): there is no such file; PODIUM_RECORD=1 makes it"
        }
        let golden = String(decoding: data, as: UTF8.self)
        guard golden != text else { return nil }
        let (old, new) = (golden.split(separator: "\n"), text.split(separator: "\n"))
        let line = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset
        let place = line ?? min(old.count, new.count)
        return "\(url.path):\(place + 1): the file has "
            + "'\(old.indices.contains(place) ? old[place] : "nothing")', the test gave "
            + "'\(new.indices.contains(place) ? new[place] : "nothing")'"
    }
}
