import Foundation
import Studies

/// Where the files are that the options of a job's stages name.
package struct StageFiles: Sendable {
    /// The directory of all studies.
    let results: String
    /// The study's directory.
    let directory: String
    /// The job's file; files missing in the study's directory are looked for beside it.
    let jobFile: String

    init(_ study: String, results: String, jobFile: String) {
        self.results = results
        directory = StudyDirectory(results: results, study: study).path
        self.jobFile = jobFile
    }

    /// Whether a file is in one of its places.
    func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: path(file)) }

    /// A file in the study's directory, or else one beside the job file.
    func path(_ file: String) -> String {
        if file.hasPrefix("/") { return file }
        let files = FileManager.default
        var own = directory + "/" + file
        // Before the search no `..` leads through the directory, which does not exist yet.
        if !files.fileExists(atPath: directory) { own = Self.reduced(own) }
        if files.fileExists(atPath: own) { return own }
        let parent = (jobFile as NSString).deletingLastPathComponent
        return (parent.isEmpty ? "." : parent) + "/" + file
    }

    /// A path without the names that a `..` behind them takes back.
    private static func reduced(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            if part == "..", let last = parts.last, !["", ".", ".."].contains(last) {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    /// Does the same for `FILE:VARIABLE`, unless a file with the whole name exists.
    func labelsPath(_ place: String) -> String {
        let named = FileVariable(place) { FileManager.default.fileExists(atPath: path($0)) }
        return path(named.path) + (named.variable.map { ":" + $0 } ?? "")
    }
}
