import Foundation

/// The files of this package, found from where this file is.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root + "/" + path)
    }

    /// The paths below a directory that end in `suffix`, sorted.
    ///
    /// What is built is left out.
    static func paths(below directory: String, suffix: String) -> [String] {
        let all = FileManager.default.enumerator(atPath: root + "/" + directory)
        return (all?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(suffix) && !$0.contains(".build/") }
            .map { directory + "/" + $0 }.sorted()
    }

    /// Every Swift file of the package, its manifest included.
    static let swiftFiles: [SwiftText] = {
        let folders = ["Sources", "Tests"]
        let all = ["Package.swift"] + folders.flatMap { paths(below: $0, suffix: ".swift") }
        return all.map { path in
            // A file that can't be read must not be a file without faults.
            guard let text = try? text(path) else { return SwiftText(path: path, text: "// TODO") }
            return SwiftText(path: path, text: text)
        }
    }()

    static var documents: [String] {
        let top = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return top.filter { $0.hasSuffix(".md") }.sorted()
            + ["docs", "cluster", "results"].flatMap { paths(below: $0, suffix: ".md") }
            .filter { !$0.hasSuffix("/table.md") }
    }
}

/// Something that breaks a rule, and where.
struct Finding: Hashable, CustomStringConvertible {
    var path: String
    /// Counted from 1.
    var line: Int
    var text: String

    var description: String { "\(path):\(line): \(text)" }
}
