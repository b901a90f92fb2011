import Foundation
import Testing

/// Features that PODIUM_RECORD=1 writes, and the distance that `Scripts/goldens_quality.py` then
/// finds between them.
struct QualityGoldens {
    static let isRecording = ProcessInfo.processInfo.environment["PODIUM_RECORD"] != nil

    private let directory: String

    init() {
        directory =
            #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Goldens/"
    }

    /// A line a name, then all numbers.
    func record(_ features: [String: [Float]]) throws {
        let lines = features.sorted { $0.key < $1.key }.map { name, values in
            ([name] + values.map(\.description)).joined(separator: " ")
        }
        try (lines.joined(separator: "\n") + "\n")
            .write(toFile: directory + "features.txt", atomically: true, encoding: .utf8)
    }

    func features(_ name: String) throws -> [Float] {
        let text = try String(contentsOfFile: directory + "features.txt", encoding: .utf8)
        let line = try #require(
            text.split(separator: "\n").first { $0.hasPrefix(name + " ") },
            "no golden features named \(name)")
        return try line.split(separator: " ").dropFirst().map { try #require(Float($0)) }
    }

    func distance() throws -> Double {
        let text = try String(contentsOfFile: directory + "frechet.txt", encoding: .utf8)
        return try #require(Double(text.split(separator: "\n")[0]))
    }
}
