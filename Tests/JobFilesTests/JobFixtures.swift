import Foundation
import JobFiles
import StudyModel

/// The repository's top folder, found from this file's place.
let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

let shippedJobs = [
    "quickstart.yaml", "table-1.yaml", "learning-rate-grid.yaml", "encoding-dimension-grid.yaml",
]

/// Reads one of the job files that come with the project.
func shippedJob(_ name: String) throws -> LoadedJob {
    try JobFile.read(path: repository.appending(path: "jobs/\(name)").path)
}

/// A small correct job for the null objective, with lines of its own added or put in place of its.
func nullJob(_ lines: String = "", space: String = "  x: { type: float, low: 0, high: 1 }")
    -> String
{
    "study: s\nobjective: null\n\(lines)\nspace:\n\(space)\n"
}

/// All messages about a text, or nothing where it is right.
func messages(_ text: String, overrides: JobOverrides = JobOverrides()) -> [String] {
    do {
        _ = try JobFile.parse(text: text, file: "job.yaml", overrides: overrides)
        return []
    } catch {
        return error.mistakes.map(\.description)
    }
}
